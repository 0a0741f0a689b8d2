"""Whatever is asked, written, set or sent: nothing raises, nothing leaks, every limit is kept."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import hypothesis
import pytest
from hostile import anything, texts, tricky, well_formed
from hypothesis import given
from hypothesis import strategies as st
from small_knowledge import small_articles, write_small_knowledge

from bot.answering.answer import Outcome
from bot.answering.engine import Engine
from bot.backup.archive import MANIFEST_NAME, is_safe
from bot.backup.errors import ArchiveError
from bot.backup.restoring import restore_backup
from bot.discord.answer_embed import answer_embed
from bot.discord.limits import (
    EMBED_DESCRIPTION,
    EMBED_FIELD_VALUE,
    EMBED_TITLE,
    EMBED_TOTAL,
    length,
)
from bot.errors import UsageError
from bot.operation.redaction import HIDDEN, Redactor
from bot.settings import read_settings
from index.opened import open_index
from knowledge.loading import check_folder

MARKERS = re.compile(r"\[(\d+)\]")


@pytest.fixture(scope="module")
def engine(built_small: Path) -> Engine:
    return Engine(open_index(built_small / "data"))


@given(st.lists(texts, min_size=1, max_size=3), texts)
def test_any_conversation_is_answered_within_every_limit(
    engine: Engine, messages: list[str], title: str
) -> None:
    turns: list[object] = []
    for message in messages:
        reply = engine.answer(message, turns)  # type: ignore[arg-type]
        turns.append(reply.turn)
        answer = reply.answer
        json.loads(json.dumps(answer.to_json()))
        assert 0 <= answer.confidence <= 1
        if answer.outcome is Outcome.ANSWERED:
            assert {int(n) for n in MARKERS.findall(answer.text)} == {c.n for c in answer.citations}
        embed = answer_embed(answer, title)
        fields = embed.get("fields", [])
        parts = [embed.get("title", ""), embed["description"]]
        parts += [part for field in fields for part in (field["name"], field["value"])]
        assert sum(map(length, parts)) <= EMBED_TOTAL
        assert 0 < length(embed["description"]) <= EMBED_DESCRIPTION
        assert length(embed.get("title", "")) <= EMBED_TITLE
        assert all(0 < length(field["value"]) <= EMBED_FIELD_VALUE for field in fields)


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("articles")
    write_small_knowledge(folder)
    yield folder
    shutil.rmtree(folder)


@given(st.data())
def test_any_article_is_read_or_its_faults_are_told(articles: Path, data: st.DataObject) -> None:
    written = small_articles()[0]
    path = articles / "articles" / "databases" / "tables.md"
    text = written.text()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        length_cut = data.draw(st.integers(0, 60))
        text = text[:at] + data.draw(tricky) + text[at + length_cut :]
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        _, faults = check_folder(articles)
        assert all(str(fault).startswith(str(articles)) for fault in faults)
    finally:
        written.write(articles)


FILES = (
    "articles/databases/tables.md",
    "exchanges/greeting.yaml",
    "quizzes/databases/tables.yaml",
    "roadmaps/small.yaml",
)


@given(st.sampled_from(FILES), st.binary(max_size=400))
def test_any_bytes_for_a_file_are_told_of(articles: Path, name: str, content: bytes) -> None:
    path = articles / name
    whole = path.read_bytes()
    path.write_bytes(content)
    try:
        _, faults = check_folder(articles)
        assert all(str(fault).startswith(str(articles)) for fault in faults)
    finally:
        path.write_bytes(whole)


_VALUES = texts.map(lambda text: well_formed(text).replace("\0", ""))


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "DISCORD_API_URL",
                "DATA_DIR",
                "KNOWLEDGE_DIR",
                "MODEL",
                "LLM_BASE_URL",
                "LLM_MODEL",
                "LLM_API_KEY",
                "HTTP_PORT",
                "HTTP_HOST",
                "LOG_LEVEL",
                "LOG_FORMAT",
            ]
        ),
        st.one_of(_VALUES, st.integers().map(str)),
    )
)
def test_any_setting_is_taken_or_refused_in_one_line(given: dict[str, str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in given.items():
            patch.setenv(f"BACKROAD_{name}", value)
        try:
            read_settings()
        except UsageError as error:
            told = str(error)
        else:
            return
    assert told.startswith("setting BACKROAD_")
    assert "\n" not in told


@given(
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="[]hiden"), min_size=8),
    anything,
    anything,
)
def test_no_form_of_a_secret_stays_in_a_line(secret: str, before: str, after: str) -> None:
    hypothesis.assume(len(secret.strip()) >= 8)
    hide = Redactor([secret])
    sought = secret.strip()
    lines = {
        sought: f"{before} {sought} {after}",
        repr(sought)[1:-1]: f"{before} {sought!r} {after}",
        json.dumps(sought)[1:-1]: json.dumps({"event": f"x {sought} x"}),
    }
    for form, line in lines.items():
        assert form not in hide(line).replace(before, "").replace(after, "")
        assert HIDDEN in hide(line)


@given(
    st.one_of(texts, st.lists(st.sampled_from(["..", ".", "a", "", "C:", "~", "\\"])).map("/".join))
)
def test_a_name_that_counts_as_safe_stays_inside(name: str) -> None:
    if is_safe(name):
        inside = Path("/data/folder")
        assert (inside / name).resolve().is_relative_to(inside)
        assert (inside / name).resolve() != inside


@given(st.binary(max_size=300), st.one_of(st.none(), st.binary(max_size=200)))
def test_any_archive_is_restored_whole_or_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, manifest: bytes | None
) -> None:
    folder = tmp_path_factory.mktemp("archive")
    path = folder / "b.zip"
    if manifest is None:
        path.write_bytes(content)
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("backroad.db", content)
            archive.writestr(MANIFEST_NAME, manifest)
    with suppress(ArchiveError):
        restore_backup(path, folder / "data")
        raise AssertionError("nothing of this was a backup")
    assert not list((folder / "data").glob("*.db"))
    shutil.rmtree(folder)
