"""Building: whole versions, switched atomically, embedding only what changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from small_knowledge import SmallArticle

import index.build
from index.build import build_index
from index.errors import BuildUnderWayError, DamagedIndexError, NoEarlierVersionError, NoIndexError
from index.opened import open_index
from index.versions import Versions, index_folder
from knowledge.faults import KnowledgeError


def rebuild(folder: Path) -> index.build.BuildReport:
    return build_index(folder / "knowledge", folder / "data")


def change_article(folder: Path, words: str) -> None:
    path = folder / "knowledge" / "articles" / "databases" / "tables.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("explain Tables to me", words), encoding="utf-8")


def versions_of(folder: Path) -> Versions:
    return Versions(index_folder(folder / "data"))


def test_a_build_without_change_makes_no_version(small: Path) -> None:
    before = versions_of(small).names()
    report = rebuild(small)
    assert report.unchanged
    assert versions_of(small).names() == before


def test_a_rebuild_embeds_only_what_changed(small: Path) -> None:
    change_article(small, "tables in other words")
    report = rebuild(small)
    assert report.embedded == 1
    assert report.reused > 50
    assert (report.added, report.changed, report.removed) == ((), ("tables",), ())


def test_added_and_removed_topics_are_told(small: Path) -> None:
    SmallArticle("extra", "Extra", requires=["tables"]).write(small / "knowledge")
    for kind, ending in (("articles", "md"), ("quizzes", "yaml")):
        (small / "knowledge" / kind / "databases" / f"copies.{ending}").unlink()
    report = rebuild(small)
    assert (report.added, report.removed) == (("extra",), ("copies",))


def test_embeddings_of_another_model_are_not_reused(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = index.build.ensure_encoder

    def renamed(*arguments: object) -> object:
        encoder = real(*arguments)  # type: ignore[arg-type]
        object.__setattr__(encoder.card, "fingerprint", "another-model")
        return encoder

    monkeypatch.setattr(index.build, "ensure_encoder", renamed)
    report = rebuild(small)
    assert not report.unchanged
    assert report.reused == 0


def test_a_knowledge_base_at_fault_changes_nothing(small: Path) -> None:
    before = versions_of(small).current()
    (small / "knowledge" / "articles" / "databases" / "tables.md").write_text("broken")
    with pytest.raises(KnowledgeError) as caught:
        rebuild(small)
    assert any("no head" in fault.message for fault in caught.value.faults)
    assert versions_of(small).current() == before


def test_readers_keep_the_version_that_they_opened(small: Path) -> None:
    opened = open_index(small / "data")
    old = opened.version
    change_article(small, "tables in other words")
    rebuild(small)
    shutil.rmtree(versions_of(small).path(old), ignore_errors=True)
    assert opened.search.search("what is Tables").topics[0].topic == "tables"
    assert open_index(small / "data").version != old


def test_a_few_earlier_versions_are_kept(small: Path) -> None:
    for number in range(6):
        change_article(small, f"tables {number}")
        path = small / "knowledge" / "articles" / "databases" / "tables.md"
        path.write_text(
            path.read_text(encoding="utf-8").replace(f"tables {number}", "explain Tables to me")
            + "\n" * number,
            encoding="utf-8",
        )
        rebuild(small)
    assert len(versions_of(small).names()) == 4


def test_rollback_steps_back_one_version_at_a_time(small: Path) -> None:
    first = versions_of(small).current()
    change_article(small, "tables in other words")
    rebuild(small)
    assert versions_of(small).rollback() == first
    assert open_index(small / "data").version == first
    with pytest.raises(NoEarlierVersionError):
        versions_of(small).rollback()


def test_without_a_build_there_is_no_index(tmp_path: Path) -> None:
    with pytest.raises(NoIndexError):
        open_index(tmp_path)


@pytest.mark.parametrize(
    "name", ["knowledge.db", "vectors.faiss", "embeddings.npy", "manifest.json"]
)
def test_a_damaged_version_gives_way_to_an_earlier_one(small: Path, name: str) -> None:
    first = versions_of(small).current()
    change_article(small, "tables in other words")
    rebuild(small)
    path = versions_of(small).path(versions_of(small).current()) / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(DamagedIndexError):
        versions_of(small).verify(versions_of(small).current())
    assert open_index(small / "data").version == first


def test_a_second_build_at_the_same_time_is_refused(small: Path) -> None:
    with versions_of(small).building(), pytest.raises(BuildUnderWayError):
        rebuild(small)
