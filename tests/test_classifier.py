"""The classifier: which topic is meant, learned from labelled embeddings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.classifier import LOWEST, NO_CLASSES, TopicClassifier, fit_classifier
from index.encoder import Embeddings, OnnxEncoder
from index.manifest import Manifest
from index.opened import open_index
from index.versions import CLASSIFIER_FILE, Versions, index_folder


def clouds(seed: int, count: int = 30) -> tuple[Embeddings, list[str]]:
    """Embeddings around three directions, each a class."""
    source = np.random.default_rng(seed)
    points = np.concatenate([np.eye(3, 16)[[n]] + 0.3 * source.normal(size=(count, 16))
                             for n in range(3)])  # fmt: skip
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    return points.astype(np.float32), [name for name in "abc" for _ in range(count)]


def test_it_tells_classes_apart_that_it_has_learned() -> None:
    classifier = fit_classifier(*clouds(1))
    points, classes = clouds(2)
    found = [classifier.classes[int(np.argmax(classifier.log_probabilities(p)))] for p in points]
    assert np.mean([one == other for one, other in zip(found, classes, strict=True)]) > 0.9


def test_its_probabilities_add_up_and_are_cut_at_the_lowest() -> None:
    classifier = fit_classifier(*clouds(1))
    chances = classifier.log_probabilities(clouds(2)[0][0])
    assert chances.dtype == np.float32
    assert float(np.exp(chances).sum()) == pytest.approx(1.0, abs=1e-3)
    assert (chances >= LOWEST).all()
    assert (chances <= 0).all()


def test_a_warm_start_ends_where_a_cold_one_does() -> None:
    points, classes = clouds(1)
    cold = fit_classifier(points, classes)
    warm = fit_classifier(points, classes, cold)
    again = [c.log_probabilities(points[0]) for c in (cold, warm)]
    assert again[0] == pytest.approx(again[1], abs=0.05)


def test_a_start_with_other_classes_is_not_used() -> None:
    points, classes = clouds(1)
    other = fit_classifier(points[:30], ["z"] * 15 + ["y"] * 15)
    assert fit_classifier(points, classes, other).classes == ("a", "b", "c")


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    classifier = fit_classifier(*clouds(1))
    classifier.write(tmp_path / "classifier.npz")
    read = TopicClassifier.read(tmp_path / "classifier.npz")
    assert read.classes == classifier.classes
    assert np.array_equal(read.coefficients, classifier.coefficients)


def test_nothing_to_learn_from_knows_nothing() -> None:
    assert fit_classifier(np.zeros((0, 4), np.float32), []) is NO_CLASSES
    assert NO_CLASSES.log_probabilities(np.ones(4, np.float32)).shape == (0,)


def test_bad_shapes_are_refused() -> None:
    with pytest.raises(ValueError, match="1 embeddings have 2 classes"):
        fit_classifier(np.zeros((1, 4), np.float32), ["a", "b"])
    with pytest.raises(ValueError, match="coefficients must have shape"):
        TopicClassifier(("a",), np.zeros((3, 2), np.float32))


def test_a_version_without_a_classifier_still_answers(small: Path) -> None:
    """As versions do that were built before there were classifiers."""
    versions = Versions(index_folder(small / "data"))
    folder = versions.path(versions.current())
    manifest = Manifest.read(folder)
    older = {name: seal for name, seal in manifest.files.items() if name != CLASSIFIER_FILE}
    replace(manifest, files=older).write(folder)
    (folder / CLASSIFIER_FILE).unlink()
    result = open_index(small / "data").search.search("what is Tables")
    assert result.topics[0].topic == "tables"


def test_questions_that_people_ask_lead_to_their_topic(small: Path, encoder: OnnxEncoder) -> None:
    result = open_index(small / "data").search.search("where do i keep rows and columns")
    assert result.topics[0].topic == "tables"
    assert result.topics[0].asked == pytest.approx(1.0, abs=0.01)
    assert result.topics[0].sections
