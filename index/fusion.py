"""Makes an exported model quicker: the dozens of steps of each attention become one operator.

What the exporter writes for one layer's attention (three projections, two products, the mask, the
softmax and all the reshaping between them) is ONNX Runtime's `Attention` operator. The result is
kept only where it agrees with the graph that it replaces.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_AGREEMENT = 1e-4
"""The largest difference, in any number of an embedding, between both graphs."""

_MASK = "attention_mask_32"


def fuse_attention(path: Path, heads: int) -> bool:
    """Rewrites a model file in place; gives whether it was, or had to stay as it is.

    Args:
        path: a model as PyTorch exports it, its weights in a file of their own beside it.
        heads: attention heads of each layer.
    """
    import onnx

    model = onnx.load(str(path))
    if not _Graph(model.graph, heads).rewrite():
        return False
    model.opset_import.append(onnx.helper.make_opsetid("com.microsoft", 1))
    before = _sample(path)
    fused = path.with_name(f"fused-{path.name}")
    weights = fused.with_name(f"{fused.name}.data")
    _save(model, fused)
    try:
        if np.max(np.abs(_sample(fused) - before)) > _AGREEMENT:
            return False
        path.with_name(f"{path.name}.data").unlink()
        _save(onnx.load(str(fused)), path)  # saved once, the model itself holds no weights
        return True
    finally:
        fused.unlink()
        weights.unlink()


def _save(model: Any, path: Path) -> None:
    import onnx

    weights = f"{path.name}.data"
    onnx.save(model, str(path), save_as_external_data=True, location=weights, size_threshold=1024)


def _sample(path: Path) -> NDArray[np.float32]:
    """A model's embeddings of made-up tokens, some rows shorter than the others."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    tokens = np.random.default_rng(3).integers(1, 1000, (4, 24), dtype=np.int64)
    mask = (np.arange(24) < np.array([[24], [17], [5], [2]])).astype(np.int64)
    values = {"input_ids": tokens * mask, "attention_mask": mask, "token_type_ids": 0 * mask}
    found = session.run(None, {one.name: values[one.name] for one in session.get_inputs()})
    return np.asarray(found[0], dtype=np.float32)


class _Graph:
    """The graph of a model, ready to be rewritten."""

    def __init__(self, graph: Any, heads: int) -> None:
        self._graph = graph
        self._heads = heads
        self._weights = {tensor.name: tensor for tensor in graph.initializer}
        self._makers = {name: node for node in graph.node for name in node.output}
        self._users: defaultdict[str, list[Any]] = defaultdict(list)
        for node in graph.node:
            for name in node.input:
                self._users[name].append(node)

    def rewrite(self) -> bool:
        """Replaces every attention; False, and nothing is changed, where one is not understood."""
        softmaxes = [node for node in self._graph.node if node.op_type == "Softmax"]
        try:
            fused = dict(self._fused(number, node) for number, node in enumerate(softmaxes))
        except (KeyError, IndexError, _NotUnderstood):
            return False
        if not fused or all(one.name != "attention_mask" for one in self._graph.input):
            return False
        from onnx import TensorProto, helper

        cast = helper.make_node("Cast", ["attention_mask"], [_MASK], to=TensorProto.INT32)
        self._keep_used([cast, *(fused.get(n.output[0], n) for n in self._graph.node)])
        return True

    def _fused(self, number: int, softmax: Any) -> tuple[str, Any]:
        """The operator that replaces the attention around a softmax, by the output it gives."""
        from onnx import helper, numpy_helper

        scores = self._above(softmax, "Add", "MatMul")
        query = self._above(scores, "Mul", "Transpose", "Reshape", "Add")
        key = self._above(
            scores, "Mul", "Reshape", "Transpose", "Reshape", "Transpose", "Reshape", "Add", place=1
        )
        mixed = self._below(self._below(softmax, "Where"), "MatMul")
        value = self._above(mixed, "Transpose", "Reshape", "Add", place=1)
        whole = self._below(self._below(mixed, "Transpose"), "Reshape")
        products = [self._above(one, "MatMul") for one in (query, key, value)]
        if len({product.input[0] for product in products}) != 1:
            raise _NotUnderstood
        names = [f"attention_{number}_weight", f"attention_{number}_bias"]
        parts = (
            np.concatenate([self._weight(product) for product in products], axis=1),
            np.concatenate([self._weight(one) for one in (query, key, value)]),
        )
        for name, array in zip(names, parts, strict=True):
            self._graph.initializer.append(numpy_helper.from_array(array, name))
        output = whole.output[0]
        node = helper.make_node(
            "Attention", [products[0].input[0], *names, _MASK], [output],
            domain="com.microsoft", num_heads=self._heads,
        )  # fmt: skip
        return output, node

    def _above(self, node: Any, *kinds: str, place: int = 0) -> Any:
        """The node that some steps lead up to, the first of them from the input at a place."""
        for kind in kinds:
            node = self._makers[node.input[place]]
            place = 0
            if node.op_type != kind:
                raise _NotUnderstood
        return node

    def _below(self, node: Any, kind: str) -> Any:
        for user in self._users[node.output[0]]:
            if user.op_type == kind:
                return user
        raise _NotUnderstood

    def _weight(self, node: Any) -> NDArray[np.float32]:
        from onnx import numpy_helper

        return np.asarray(numpy_helper.to_array(self._weights[node.input[1]]))

    def _keep_used(self, nodes: Sequence[Any]) -> None:
        """Leaves the nodes that the outputs need, and the weights that these need."""
        needed = {output.name for output in self._graph.output}
        kept = []
        for node in reversed(nodes):
            if needed.intersection(node.output):
                kept.append(node)
                needed.update(node.input)
        weights = [tensor for tensor in self._graph.initializer if tensor.name in needed]
        for field in (self._graph.node, self._graph.initializer, self._graph.value_info):
            del field[:]
        self._graph.node.extend(reversed(kept))
        self._graph.initializer.extend(weights)


class _NotUnderstood(Exception):  # noqa: N818 - caught here, never shown
    """A graph that is built in another way."""
