"""A server's own entries in answers: found, quoted, kept to their server, and in nobody's way."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from server_entries import GENERAL, KNOWN

from bot.answering.answer import Answer, Outcome
from bot.answering.engine import Engine
from bot.answering.service import AnswerService
from bot.communities.entry import Change, Credit, EntryText
from bot.communities.knowledge import Author, ServerKnowledge
from bot.state.database import Database, open_database
from bot.state.entries import (
    ChangedEntryError,
    SqliteEntries,
    TooManyEntriesError,
    UnknownEntryError,
)
from bot.wording.passages import passages_of
from index.build import build_index
from index.encoder import Embeddings, Encoder
from index.opened import OpenIndex
from index.store import SourceLink
from knowledge.article import strip_citations

HERE, ELSEWHERE = 101_111_111_111_111_111, 202_222_222_222_222_222
MIA = 303_333_333_333_333_333
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TUNING = Path(__file__).resolve().parent.parent / "knowledge/evaluation/tuning.jsonl"

PUB = EntryText(
    "The Leeds meet-up",
    ("when is the meet-up", "do we meet in person"),
    "The meet-up is on the last Thursday of each month, at 18:30.[^list] No sign-up is needed.\n\n"
    "## Talks at the meet-up\n\nA talk takes ten minutes. Tell @ravi a week before.",
    {"list": SourceLink("Dates", "https://dates.test/leeds")},
    Credit("ravi", 7, "https://discord.com/channels/1/2/3"),
)
ASKED = "what time is the leeds meetup"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "state")
    yield opened
    opened.close()


@pytest.fixture
def known(database: Database) -> Iterator[ServerKnowledge]:
    knowledge = ServerKnowledge(SqliteEntries(database))
    yield knowledge
    knowledge.close()


def author(community: int = HERE) -> Author:
    return Author(community, MIA, NOW)


class CountingEncoder:
    """An encoder that counts what it is asked to embed, under any fingerprint."""

    def __init__(self, encoder: Encoder, fingerprint: str | None = None) -> None:
        self._encoder = encoder
        self.fingerprint = fingerprint or encoder.fingerprint
        self.dimension = encoder.dimension
        self.texts = 0

    def encode(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Embeddings:
        self.texts += len(texts)
        return self._encoder.encode(texts, progress)


def asked(known: ServerKnowledge, index: OpenIndex, question: str, community: int = HERE) -> Answer:
    return known.enrich(community, Engine(index).answer(question), index).answer


def cited(answer: Answer) -> list[str]:
    return [citation.topic for citation in answer.citations]


def test_a_refused_question_that_an_entry_covers_is_answered_from_it(
    known: ServerKnowledge, project_index: OpenIndex
) -> None:
    assert asked(known, project_index, ASKED).outcome is Outcome.NOT_COVERED
    entry = known.add(PUB, author(), project_index.encoder)
    answer = asked(known, project_index, ASKED)
    assert answer.outcome is Outcome.ANSWERED
    assert answer.topics[0] == entry.topic == "entry:1"
    assert "**In this server: The Leeds meet-up**" in answer.text
    assert "at 18:30. [1]" in answer.text
    first = answer.citations[0]
    assert first.title == "this server's entry: The Leeds meet-up"
    assert [(s.title, s.url) for s in first.sources] == [
        ("Dates (dates.test)", "https://dates.test/leeds"),
        ("message by ravi", "https://discord.com/channels/1/2/3"),
    ]
    markers = {int(n) for n in re.findall(r"\[(\d+)\]", answer.text)}
    assert markers == {citation.n for citation in answer.citations}
    body = " ".join(strip_citations(PUB.body).split())
    for citation in answer.citations:
        assert all(line in body for line in citation.quote.split("\n"))
    assert json.loads(json.dumps(answer.to_json()))["confidence"] > 0.5


def test_entries_belong_to_their_server_alone(
    known: ServerKnowledge, database: Database, project_index: OpenIndex
) -> None:
    known.add(PUB, author(HERE), project_index.encoder)
    assert cited(asked(known, project_index, ASKED, HERE))[0] == "entry:1"
    assert cited(asked(known, project_index, ASKED, ELSEWHERE)) == []
    assert known.matches(ELSEWHERE, ASKED, project_index, 5) == []
    store = SqliteEntries(database)
    assert store.entries(ELSEWHERE) == []
    assert store.entry(ELSEWHERE, 1) is None
    with pytest.raises(UnknownEntryError):
        known.edit(1, 1, PUB, author(ELSEWHERE), project_index.encoder)
    with pytest.raises(UnknownEntryError):
        known.mark(1, 1, Change.REMOVED, author(ELSEWHERE))
    other = known.add(PUB, author(ELSEWHERE), project_index.encoder)
    assert other.number == 1, "the number would tell how many entries other servers have"


def test_changes_count_with_the_next_question_and_keep_their_history(
    known: ServerKnowledge, database: Database, project_index: OpenIndex
) -> None:
    encoder = project_index.encoder
    known.add(PUB, author(), encoder)
    later = EntryText(PUB.title, PUB.questions, "The Leeds meet-up begins at 19:15 from May on.")
    known.edit(1, 1, later, author(), encoder)
    assert "19:15" in asked(known, project_index, ASKED).text
    with pytest.raises(ChangedEntryError):
        known.edit(1, 1, PUB, author(), encoder)
    known.mark(1, 2, Change.REMOVED, author())
    assert cited(asked(known, project_index, ASKED)) == []
    store = SqliteEntries(database)
    assert store.entries(HERE) == []
    assert [entry.number for entry in store.entries(HERE, removed=True)] == [1]
    known.mark(1, 3, Change.RESTORED, author())
    assert "19:15" in asked(known, project_index, ASKED).text
    history = store.history(HERE, 1)
    assert [step.change.value for step in history] == ["added", "edited", "removed", "restored"]
    assert {(step.by, step.at) for step in history} == {(MIA, NOW)}
    assert history[0].text == PUB


def test_a_server_has_no_more_entries_than_it_may(
    known: ServerKnowledge, project_index: OpenIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.state.entries.MOST_ENTRIES", 1)
    encoder = project_index.encoder
    known.add(PUB, author(), encoder)
    with pytest.raises(TooManyEntriesError):
        known.add(KNOWN[0].text, author(), encoder)
    known.mark(1, 1, Change.REMOVED, author())
    known.add(KNOWN[0].text, author(), encoder)
    with pytest.raises(TooManyEntriesError):
        known.mark(1, 2, Change.RESTORED, author())
    known.add(PUB, author(ELSEWHERE), encoder)


def test_a_server_without_entries_costs_its_questions_nothing(
    known: ServerKnowledge, project_index: OpenIndex
) -> None:
    reply = Engine(project_index).answer("What is DNS?")
    counting = CountingEncoder(project_index.encoder)
    index = replace(project_index, encoder=counting)
    assert known.enrich(HERE, reply, index) is reply
    known.add(PUB, author(ELSEWHERE), project_index.encoder)
    assert known.enrich(HERE, reply, index) is reply
    assert counting.texts == 0


@pytest.fixture(scope="module")
def full(
    project_index: OpenIndex, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServerKnowledge]:
    """A server with many entries about its own life and about things that articles explain."""
    opened = open_database(tmp_path_factory.mktemp("full"))
    knowledge = ServerKnowledge(SqliteEntries(opened))
    for entry in KNOWN:
        knowledge.add(entry.text, author(), project_index.encoder)
    yield knowledge
    knowledge.close()
    opened.close()


def test_most_questions_that_entries_cover_are_answered_from_the_right_one(
    full: ServerKnowledge, project_index: OpenIndex
) -> None:
    found = [
        f"entry:{number}" in cited(asked(full, project_index, question))
        for number, entry in enumerate(KNOWN, start=1)
        for question in entry.asked
    ]
    assert sum(found) / len(found) >= 0.8
    listed = [
        f"entry:{number}" in cited(asked(full, project_index, entry.questions[0]))
        for number, entry in enumerate(KNOWN, start=1)
    ]
    assert all(listed), "a question that stands in an entry is answered from it"


def test_unrelated_entries_do_not_come_into_answers(
    full: ServerKnowledge, project_index: OpenIndex
) -> None:
    lines = TUNING.read_text(encoding="utf-8").splitlines()[::16]
    questions = [json.loads(line)["turns"][-1] for line in lines]
    assert len(questions) > 50
    intruded = [
        question
        for question in questions
        if any(topic.startswith("entry:") for topic in cited(asked(full, project_index, question)))
    ]
    assert len(intruded) <= 1, intruded


def test_general_questions_keep_their_articles_beside_a_near_entry(
    full: ServerKnowledge, project_index: OpenIndex
) -> None:
    engine = Engine(project_index)
    for question in GENERAL:
        alone = engine.answer(question).answer
        answer = asked(full, project_index, question)
        if alone.outcome is Outcome.ANSWERED and alone.confidence >= 0.8:
            assert set(cited(alone)) <= set(cited(answer)), question
        markers = {int(n) for n in re.findall(r"\[(\d+)\](?=\s|$)", answer.text)}
        assert markers == {citation.n for citation in answer.citations}, question


def test_embeddings_are_made_anew_for_another_model(
    known: ServerKnowledge, database: Database, project_index: OpenIndex
) -> None:
    known.add(PUB, author(), project_index.encoder)
    other = replace(project_index, encoder=CountingEncoder(project_index.encoder, "another-model"))
    assert known.matches(HERE, ASKED, other, 1) == []
    limit = time.monotonic() + 30
    while not (found := known.matches(HERE, ASKED, other, 1)) and time.monotonic() < limit:
        time.sleep(0.05)
    assert [match.shelved.number for match in found] == [1]
    assert SqliteEntries(database).embeddings(HERE, project_index.encoder.fingerprint) == {}


def test_what_was_previewed_is_published_without_embedding_it_again(
    known: ServerKnowledge, project_index: OpenIndex
) -> None:
    encoder = CountingEncoder(project_index.encoder)
    known.prepare(PUB, encoder)
    assert encoder.texts > 5
    encoder.texts = 0
    known.add(PUB, author(), encoder)
    known.edit(1, 1, replace(PUB, title="The meet-up"), author(), encoder)
    assert encoder.texts == 3, "the title and the passages that it heads"
    assert cited(asked(known, project_index, ASKED))[0] == "entry:1"


def test_servers_stay_apart_while_both_change_and_ask_at_once(
    known: ServerKnowledge, project_index: OpenIndex
) -> None:
    encoder = project_index.encoder
    known.add(PUB, author(HERE), encoder)
    seen: dict[int, list[Answer]] = {HERE: [], ELSEWHERE: []}
    stop = threading.Event()

    def change() -> None:
        for revision in range(1, 13, 2):
            known.mark(1, revision, Change.REMOVED, author(HERE))
            known.mark(1, revision + 1, Change.RESTORED, author(HERE))
            known.add(EntryText("Tea", ("which tea",), f"Tea {revision}."), author(HERE), encoder)
        stop.set()

    def ask(community: int) -> None:
        while not stop.is_set() or len(seen[community]) < 3:
            seen[community].append(asked(known, project_index, ASKED, community))

    with ThreadPoolExecutor(3) as pool:
        jobs = [pool.submit(change), pool.submit(ask, HERE), pool.submit(ask, ELSEWHERE)]
        for job in jobs:
            job.result(60)
    assert all(cited(answer) == [] for answer in seen[ELSEWHERE])
    assert cited(asked(known, project_index, ASKED))[0] == "entry:1"


def test_a_refusal_that_an_entry_answers_is_no_gap(
    known: ServerKnowledge, project_data: Path
) -> None:
    gaps: list[str] = []

    class Gaps:
        def record(self, question: str, topics: Sequence[str], confidence: float) -> None:
            gaps.append(question)

    service = AnswerService(project_data, Gaps(), communities=known)
    known.add(PUB, author(), service.engine.index.encoder)
    assert cited(service.answer(ASKED, community=HERE).answer)[0] == "entry:1"
    assert gaps == []
    assert service.answer(ASKED).answer.outcome is Outcome.NOT_COVERED
    assert service.answer(ASKED, community=ELSEWHERE).answer.outcome is Outcome.NOT_COVERED
    assert gaps == [ASKED, ASKED]


@pytest.mark.parametrize(
    "body",
    ["Run this:\n\n```bash\nmake up seed\n```", "```bash\nmake up seed  # starts it\n```",
     "| Step | Command |\n| --- | --- |\n| start | make up seed |"],
)  # fmt: skip
def test_an_entry_of_little_prose_is_quoted_whole(
    body: str, known: ServerKnowledge, project_index: OpenIndex
) -> None:
    text = EntryText("Lanternfish start command", ("lanternfish start command",), body)
    known.add(text, author(), project_index.encoder)
    answer = asked(known, project_index, "lanternfish start command")
    assert "make up seed" in answer.text
    assert {int(n) for n in re.findall(r"\[(\d+)\]", answer.text)} == {
        citation.n for citation in answer.citations
    }
    assert "make up seed" in answer.citations[0].quote


def test_entries_are_sent_to_no_language_model(
    known: ServerKnowledge, project_index: OpenIndex
) -> None:
    known.add(PUB, author(), project_index.encoder)
    answer = asked(known, project_index, ASKED)
    assert answer.citations
    assert passages_of(answer, project_index) == ()


def test_entries_outlive_a_switch_of_the_index_in_their_server_alone(
    known: ServerKnowledge, small: Path
) -> None:
    data = small / "data"
    service = AnswerService(data, communities=known)
    known.add(PUB, author(), service.engine.index.encoder)
    before = service.answer(ASKED, community=HERE).answer
    article = small / "knowledge/articles/databases/tables.md"
    article.write_text(article.read_text("utf-8").replace("hours: 3", "hours: 4"), "utf-8")
    build_index(small / "knowledge", data)
    service.follow()
    after = service.answer(ASKED, community=HERE).answer
    assert after.index_version != before.index_version
    assert cited(before) == cited(after)
    assert cited(after)[0] == "entry:1"
    assert cited(service.answer(ASKED, community=ELSEWHERE).answer) == []


def test_follow_ups_stay_with_the_entry(
    known: ServerKnowledge, project_data: Path, project_index: OpenIndex
) -> None:
    known.add(PUB, author(), project_index.encoder)
    service = AnswerService(project_data, communities=known)
    first = service.answer(ASKED, community=HERE)
    second = service.answer("and how do i give a talk there?", [first.turn], community=HERE)
    assert "A talk takes ten minutes. [" in second.answer.text


def test_a_member_is_exported_and_erased_from_entries(
    known: ServerKnowledge, database: Database, project_index: OpenIndex
) -> None:
    known.add(PUB, author(), project_index.encoder)
    store = SqliteEntries(database)
    assert store.export(MIA)["entries_changed"][0]["title"] == PUB.title
    assert store.export(7)["entries_credited"][0]["credit_link"] == PUB.credit.link
    store.forget(MIA)
    store.forget(7)
    (step,) = store.history(HERE, 1)
    assert step.by is None
    assert step.text.credit == Credit()
    assert step.text.body == PUB.body
