"""Takes the table of a model's token vectors out of its graph, to be read row by row."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from index.inputs import WORD_VECTORS, WORDS_FILE


def take_out_words(path: Path) -> bool:
    """Rewrites a model file, so that it is given `WORD_VECTORS` in the place of `input_ids`.

    The table is written beside it. Gives whether it was: a model that uses the numbers of the
    tokens for anything else, or whose table has no rows of 32-bit floats, stays as it is.

    Args:
        path: a model, its weights in a file of their own beside it.
    """
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    model = onnx.load(str(path))
    graph = model.graph
    users = [node for node in graph.node if "input_ids" in node.input]
    weights = {tensor.name: tensor for tensor in graph.initializer}
    if len(users) != 1 or users[0].op_type != "Gather" or users[0].input[0] not in weights:
        return False
    tensor = weights[users[0].input[0]]
    table = numpy_helper.to_array(tensor)
    if table.ndim != 2 or table.dtype != np.float32:
        return False
    np.save(path.with_name(WORDS_FILE), table)
    vectors = helper.make_tensor_value_info(
        WORD_VECTORS, TensorProto.FLOAT, ["texts", "tokens", table.shape[1]]
    )
    for node in graph.node:
        kept = [WORD_VECTORS if name == users[0].output[0] else name for name in node.input]
        node.ClearField("input")
        node.input.extend(kept)
    ids = next(one for one in graph.input if one.name == "input_ids")
    graph.input.remove(ids)
    graph.input.append(vectors)
    graph.node.remove(users[0])
    if not any(tensor.name in node.input for node in graph.node):
        graph.initializer.remove(tensor)
    beside = path.with_name(f"{path.name}.data")
    beside.unlink()
    onnx.save(
        model, str(path), save_as_external_data=True, location=beside.name, size_threshold=1024
    )
    return True
