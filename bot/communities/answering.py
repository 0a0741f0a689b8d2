"""An answer in the light of the server's own entries. Pure: a reply and a match in, a reply out.

Where the articles refuse or are unsure, and where the entry is far nearer than they are, the entry
is the answer. Where both answer, both are shown, the nearer one first.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.answering.answer import Citation, Outcome
from bot.answering.composition import FULL_WORDS, Candidate, compose_part
from bot.answering.confidence import CAUTION_BELOW
from bot.answering.draft import Chosen, quote, render_part
from bot.answering.engine import TOPICS, Reply
from bot.answering.intent import read_intents
from bot.communities.entry import TOPIC_PREFIX, EntryText
from bot.communities.matching import LEAST_LEAD, WORTH_FROM, Match
from index.encoder import Embeddings
from index.search import cosines
from index.store import SourceLink

ALONE_LEAD = 0.3
"""How much nearer than the articles an entry must be to answer without them."""

JOINED_WORDS = 90

REFUSED_RIVAL: Mapping[Outcome, float] = {Outcome.NOT_COVERED: 0.35, Outcome.SMALL_TALK: 0.7}
"""The least rival of an entry where the articles do not answer; see `Match.worth`."""

_STEEPNESS = 14.0
_AT_THRESHOLD = 0.6
"""The confidence of an answer from an entry: a logistic curve over its worth."""

_CODE_OR_MARKER = re.compile(r"```.*?```|`[^`\n]*`|\[(\d+)\](?=\s|$)", re.DOTALL)
_BRACKETS = re.compile(r"[\[\]()\n]")


@dataclass(frozen=True, slots=True)
class Judged:
    """A match that is worth answering from. `lead`: its question's cosine over its rival's."""

    match: Match
    lead: float
    worth: float


def judge(match: Match, outcome: Outcome, rival: float) -> Judged | None:
    """The match with its worth beside what the articles have; None where it is not good enough.

    Args:
        rival: see `bot.communities.knowledge.rival_of`.
    """
    rival = max(rival, REFUSED_RIVAL.get(outcome, -1.0))
    lead, worth = match.question - rival, match.worth(rival)
    if worth < WORTH_FROM or (outcome is Outcome.ANSWERED and lead < LEAST_LEAD):
        return None
    return Judged(match, lead, worth)


def answer_with(reply: Reply, judged: Judged, asked: Embeddings) -> Reply:
    """The reply that draws on an entry.

    Args:
        asked: the question's embedding, shape (dimension,).
    """
    answer = reply.answer
    topic: str = f"{TOPIC_PREFIX}{judged.match.shelved.number}"
    alone = (
        answer.outcome is not Outcome.ANSWERED
        or answer.confidence < CAUTION_BELOW
        or judged.lead >= ALONE_LEAD
    )
    own = _extract(judged, asked, reply.turn.question, FULL_WORDS if alone else JOINED_WORDS)
    confidence = _confidence(judged.worth)
    about: tuple[str, ...] = (topic,)
    parts = [own]
    if not alone:
        curated = (answer.text, answer.citations)
        first = judged.lead >= 0
        parts = [own, curated] if first else [curated, own]
        about = (topic, *reply.turn.topics) if first else (*reply.turn.topics, topic)
        confidence = max(confidence, answer.confidence)
    text, citations = _joined(parts)
    joined = replace(
        answer,
        outcome=Outcome.ANSWERED,
        text=text,
        citations=citations,
        topics=tuple(dict.fromkeys([*about, *answer.topics]))[:TOPICS],
        next_skills=() if alone else answer.next_skills,
        confidence=confidence,
    )
    return Reply(joined, replace(reply.turn, topics=about))


Extract = tuple[str, tuple[Citation, ...]]


def _extract(judged: Judged, asked: Embeddings, question: str, words: int) -> Extract:
    """What the entry says, with its one or two citations from `[1]` on."""
    shelved = judged.match.shelved
    candidates = [
        Candidate(section, cosines(asked, rows).tolist())
        for section, rows in zip(shelved.sections, shelved.statements, strict=True)
        if section.statements
    ]
    candidates.sort(key=lambda candidate: -max(candidate.nearness))
    chosen = compose_part(candidates[:2], read_intents(question), words).chosen
    if not chosen:  # nothing but code, or what leads to it
        whole = candidates[0].section
        chosen = [Chosen(whole, number) for number in range(len(whole.statements))]
    numbers: dict[str, int] = {}
    for one in chosen:
        numbers.setdefault(one.section.id, len(numbers) + 1)
    citations = tuple(
        _cited(number, [one for one in chosen if one.section.id == section], shelved.text)
        for section, number in numbers.items()
    )
    blocks = [f"**In this server: {shelved.text.title}**", *render_part(chosen, numbers)]
    return "\n\n".join(blocks), citations


def _cited(number: int, chosen: Sequence[Chosen], text: EntryText) -> Citation:
    ordered = sorted(chosen, key=lambda one: one.number)
    section = ordered[0].section
    links = entry_links(text)
    keys = dict.fromkeys(key for one in ordered for key in one.statement.sources)
    sources = [links[key] for key in keys if key in links]
    return Citation(
        n=number,
        topic=section.topic,
        title=f"this server's entry: {text.title}",
        section=section.heading,
        quote=quote(ordered),
        sources=(*sources, *_message(text)),
    )


def _message(text: EntryText) -> tuple[SourceLink, ...]:
    """The message that the entry comes from, as a source."""
    credit = text.credit
    if not credit.link:
        return ()
    name = _BRACKETS.sub(" ", credit.name).strip()
    return (SourceLink(f"message by {name}" if name else "the message", credit.link),)


def entry_links(text: EntryText) -> dict[str, SourceLink]:
    """The entry's sources as readers see them: each title says where its link really leads."""
    return {
        key: SourceLink(f"{source.title} ({host_of(source.url)})", source.url)
        for key, source in text.sources.items()
    }


def host_of(url: str) -> str:
    """The host that an address leads to."""
    return url.partition("://")[2].partition("/")[0].partition("?")[0].partition("#")[0]


def _joined(parts: Sequence[Extract]) -> Extract:
    """Several extracts one below the other, their citations numbered through."""
    texts: list[str] = []
    citations: list[Citation] = []
    for text, own in parts:
        texts.append(_shifted(text, len(citations)))
        citations += [replace(one, n=one.n + len(citations)) for one in own]
    return "\n\n".join(texts), tuple(citations)


def _shifted(text: str, by: int) -> str:
    """The text with its markers raised; what stands in code stays as it is."""
    if not by:
        return text
    return _CODE_OR_MARKER.sub(lambda m: f"[{int(m[1]) + by}]" if m[1] else m[0], text)


def _confidence(worth: float) -> float:
    shift = math.log(_AT_THRESHOLD / (1 - _AT_THRESHOLD))
    return 1 / (1 + math.exp(-(_STEEPNESS * (worth - WORTH_FROM) + shift)))
