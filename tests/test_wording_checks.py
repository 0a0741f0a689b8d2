"""What counts as supported: sentences of a model beside the passages that they cite."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.answering.answer import Answer, Outcome
from bot.wording.assembly import Kept, assemble, leans
from bot.wording.passages import Passage
from bot.wording.support import Evidence, Fault, check
from bot.wording.units import cut_units
from index.encoder import OnnxEncoder
from index.passages import IndexedSection, Statement
from index.store import SourceLink, Topic
from knowledge.article import BlockKind

CODE = "SELECT id\nFROM orders\nWHERE total > 100;"

SECTIONS = {
    "Sessions": [
        "A session keeps the login state on the server and gives the client a random id.",
        "A session can be ended at once, because the server forgets it.",
        "A session expires after 30 minutes without a request.",
    ],
    "Tokens": [
        "A JWT puts the state, signed, into the client's hands.",
        "A JWT cannot be revoked before it expires, so give it a life of at most 15 minutes.",
        "PostgreSQL 16 and `pg_dump --format=custom` make backups that HTTP/2 clients fetch.",
    ],
}


def passage(n: int, heading: str, encoder: OnnxEncoder) -> Passage:
    statements = [Statement(s, 0, BlockKind.PARAGRAPH, ("spec",)) for s in SECTIONS[heading]]
    statements.append(Statement(CODE, 1, BlockKind.CODE, ("spec",), "sql"))
    slug = heading.lower()
    return Passage(
        n,
        Topic(slug, heading, "security", "beginner", "", 1, (), (), ()),
        IndexedSection(f"{slug}#about", slug, heading, (), tuple(statements)),
        encoder.encode([statement.text for statement in statements]),
        {"spec": SourceLink("A standard", f"https://spec.test/{slug}")},
    )


@pytest.fixture(scope="module")
def passages(encoder: OnnxEncoder) -> dict[int, Passage]:
    return {n: passage(n, heading, encoder) for n, heading in enumerate(SECTIONS, start=1)}


@pytest.fixture(scope="module")
def evidence(passages: Mapping[int, Passage]) -> dict[int, Evidence]:
    return {n: Evidence(one) for n, one in passages.items()}


@pytest.mark.parametrize(
    "text",
    [
        "With a session the server keeps the login state and the client gets a random id [1].",
        "A session can be ended at once, since the server just forgets it. [1]",
        "A session expires after 30 minutes without any request [1].",
        "A JWT puts the signed state into the hands of the client [2].",
        "A JWT can't be revoked before it expires [2].",
        "Give a JWT a life of at most fifteen minutes, that is 15 minutes [2].",
        "A session can be ended at once [1], but a JWT cannot be revoked before it expires [2].",
        "A session keeps the login state on the server [1][2].",
        "PostgreSQL 16 makes backups with `pg_dump --format=custom` [2].",
        "A session keeps the login state on the server [^1].",
        f"```sql\n{CODE}\n```\n[1]",
    ],
)
def test_a_supported_sentence_stays(
    text: str, evidence: dict[int, Evidence], encoder: OnnxEncoder
) -> None:
    [unit] = cut_units(text, ended=True)
    assert isinstance(check(unit, evidence, encoder), tuple)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("A session keeps the login state on the server.", Fault.NO_MARKER),
        ("A session can be ended at once [1] and a JWT too.", Fault.NO_MARKER),
        ("A session keeps the login state on the server [99].", Fault.UNKNOWN_MARKER),
        ("A session keeps the login state on the server [1, 99].", Fault.UNKNOWN_MARKER),
        ("Cats sleep for most of the day [1].", Fault.WORDS),
        ("A session keeps the login state on the server and gives a random id [2].", Fault.WORDS),
        ("The client expires on the server [1].", Fault.FAR),
        ("A session expires after 20 minutes without a request [1].", Fault.DETAILS),
        ("A session expires after 30 seconds without a request [1].", Fault.DETAILS),
        ("A session expires after three minutes without a request [1].", Fault.DETAILS),
        ("A session always expires after 30 minutes without a request [1].", Fault.DETAILS),
        ("In Django a session keeps the login state on the server [1].", Fault.DETAILS),
        ("PostgreSQL 17 makes backups with `pg_dump --format=custom` [2].", Fault.DETAILS),
        ("PostgreSQL 16 makes backups with `pg_dump --format=plain` [2].", Fault.DETAILS),
        ("PostgreSQL 16 and pg_dump make backups that HTTP/3 clients fetch [2].", Fault.DETAILS),
        ("A session cannot be ended at once, because the server forgets it [1].", Fault.TURNED),
        ("A JWT can be revoked before it expires [2].", Fault.TURNED),
        ("A session keeps no login state on the server [1].", Fault.TURNED),
        ("A session keeps the login state, see https://spec.test [1].", Fault.UNSAFE),
        ("A session keeps the [login state](spec.test) on the server [1].", Fault.UNSAFE),
        ("@everyone A session keeps the login state on the server [1].", Fault.UNSAFE),
        ("<@123456789012345678> A session keeps the login state [1].", Fault.UNSAFE),
        ("A session keeps the login state on the ser\u202ever [1].", Fault.UNSAFE),
        ("\uff20everyone A session keeps the login state on the server [1].", Fault.UNSAFE),
        ("A session keeps the login state on the server " * 20 + "[1].", Fault.UNSAFE),
        ("```sql\nDROP TABLE orders;\n```\n[1]", Fault.WORDS),
        (f"```sql\n{CODE}\n```", Fault.NO_MARKER),
    ],
)
def test_an_unsupported_sentence_goes(
    text: str, fault: Fault, evidence: dict[int, Evidence], encoder: OnnxEncoder
) -> None:
    [unit] = cut_units(text, ended=True)
    assert check(unit, evidence, encoder) is fault


TEXT = (
    "<think>Let me see. What do they want?</think>\n**Sessions**\n\nA session lives on the server, "
    "e.g. in Redis. [1] It uses `a[0]. B` and Node.js [1]! Steps: [2]\n1. First do it. [1]\n"
    "2. Then this [2, 1]. And that [2].\n\n```sql\nSELECT 'a. B [1]';\n```\n[2]\n\nThe end [1]"
)


def test_a_text_is_cut_into_sentences_items_and_code() -> None:
    units = cut_units(TEXT, ended=True)
    assert [(unit.text, unit.block, unit.is_item) for unit in units] == [
        ("A session lives on the server, e.g. in Redis.[^1]", 0, False),
        ("It uses `a[0]. B` and Node.js[^1]!", 0, False),
        ("Steps:[^2]", 0, False),
        ("First do it.[^1]", 1, True),
        ("Then this[^2][^1].", 2, True),
        ("And that[^2].", 2, True),
        ("SELECT 'a. B [1]';", 3, False),
        ("The end[^1]", 4, False),
    ]
    assert units[-2].claims == [("SELECT 'a. B [1]';", (2,))]


def test_units_of_a_growing_text_never_change() -> None:
    whole = cut_units(TEXT, ended=True)
    for end in range(len(TEXT)):
        units = cut_units(TEXT[:end], ended=False)
        assert units == whole[: len(units)], TEXT[:end]
    assert cut_units(TEXT, ended=False) == whole[:-1]


def kept_of(text: str, evidence: dict[int, Evidence], encoder: OnnxEncoder) -> list[Kept]:
    found = ((unit, check(unit, evidence, encoder)) for unit in cut_units(text, ended=True))
    return [Kept(unit, rests) for unit, rests in found if isinstance(rests, tuple)]


def test_an_answer_is_assembled_with_what_it_rests_on(
    passages: dict[int, Passage], evidence: dict[int, Evidence], encoder: OnnxEncoder
) -> None:
    extract = Answer("q", Outcome.ANSWERED, "*Not sure that you meant this.*\n\nText. [1]")
    text = (
        "A JWT puts the signed state into the hands of the client. [2] A session keeps the login "
        "state on the server [1][2]. A session expires after 30 minutes without a request: [1]\n"
        "- A bicycle.\n\n"
        "- A session can be ended at once, because the server forgets it [1].\n"
        "- A JWT cannot be revoked before it expires [2].\n\n"
        f"```sql\n{CODE}\n```\n[1]"
    )
    answer = assemble(extract, kept_of(text, evidence, encoder), passages)
    assert answer.text == (
        "*Not sure that you meant this.*\n\n"
        "A JWT puts the signed state into the hands of the client. [1] A session keeps the login "
        "state on the server [2].\n\n"
        "- A session can be ended at once, because the server forgets it [2].\n"
        "- A JWT cannot be revoked before it expires [1].\n\n"
        f"```sql\n{CODE}\n```\n[2]"
    )
    assert [(c.n, c.topic) for c in answer.citations] == [(1, "tokens"), (2, "sessions")]
    assert answer.citations[0].quote == " ".join(SECTIONS["Tokens"][:2])
    assert answer.citations[1].sources[0].url == "https://spec.test/sessions"


@pytest.mark.parametrize("text", ["This makes it slow [1].", "However, it is [1].", "They do [1]."])
def test_a_sentence_that_points_back_is_told(text: str) -> None:
    [unit] = cut_units(text, ended=True)
    assert leans(unit)
