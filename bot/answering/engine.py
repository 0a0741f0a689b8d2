"""From a question to an answer, over one opened index version."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.answering.answer import Answer, Outcome
from bot.answering.borders import (
    BORDER_FROM,
    OVERRIDE_EXCHANGE,
    is_foreign,
    is_override,
    is_small_talk,
)
from bot.answering.composition import FULL_WORDS, Candidate, compose_part
from bot.answering.confidence import ANSWER_FROM, CAUTION_BELOW, confidence, signals
from bot.answering.conversation import FollowUp, Turn, leans_on_context, new_subject, resolve
from bot.answering.draft import Draft, Part, render
from bot.answering.follow_ups import (
    Context,
    Findings,
    follow_up_confidence,
    linked_topics,
    rank_follow_up,
)
from bot.answering.intent import Intent, read_intents
from bot.answering.learning import path_draft, wants_path
from bot.answering.next_skills import next_skills
from bot.answering.question import clean, focus, split_parts
from bot.answering.sections import (
    is_design_exercise,
    outlined_sections,
    preferred_sections,
)
from index.opened import OpenIndex
from index.ranking import TopicEvidence
from index.search import SearchResult, cosines, merge

TOPICS = 10
THIN_SHARE = 0.25
FULL_SHARE = 0.35
THIN_WORDS = 2
"""The share that a follow-up's own evidence has beside that with its context; the smaller one where
it has few content words of its own. Chosen on the tuning questions."""

_PART_WORDS = 90
_LIKELY = 5
_NEAR = 3
"""How many topics of a whole question, and of one of its parts, count as what it is about."""

_COMPARES = re.compile(r"\b(?:versus|compared|between|OLAP|or)\b|^\S+,? and \S+$")
"""Titles of articles that set two or more things side by side."""

NOT_COVERED = "I don't have a sourced answer to that."
CAUTION = "I'm not sure this is what you meant; it is the nearest that I can back with sources."


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, and the turn to remember for follow-ups."""

    answer: Answer
    turn: Turn


class Engine:
    """Answers questions. Safe to call from several threads at once; never changes anything."""

    def __init__(
        self, index: OpenIndex, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.index = index
        self._now = now
        self._topics = index.store.topics()
        self._titles = {slug: topic.title for slug, topic in self._topics.items()}
        self._links = {slug: t.requires + t.related for slug, t in self._topics.items()}
        self._replies = index.store.replies()

    def answer(
        self, question: str, turns: Sequence[Turn] = (), learned: Collection[str] = ()
    ) -> Reply:
        """Answers a question.

        Args:
            turns: of the conversation so far, oldest first; none outside one.
            learned: topics that the member knows, never suggested as next skills.
        """
        started = time.perf_counter()
        text = clean(question)
        if turns:
            text = new_subject(text) or text
        result = self.index.search.search(text)
        sure = self._confidence(result)
        follow_up = None if is_small_talk(result, sure) else self._follow_up(text, result, turns)
        if follow_up is not None:
            result, sure = self._joined_search(result, sure, follow_up)
        understood = follow_up.joined if follow_up else text
        reply = self._reply(question, understood, result, follow_up, sure, learned)
        elapsed = (time.perf_counter() - started) * 1000
        return Reply(reply.answer.timed(elapsed), reply.turn)

    def _follow_up(self, text: str, alone: SearchResult, turns: Sequence[Turn]) -> FollowUp | None:
        """The message in the light of the last turn; None where it stands on its own."""
        if not turns or not turns[-1].topics:
            return None
        if not leans_on_context(text, alone.mentions):
            return None
        return resolve(text, turns, self._titles)

    def _joined_search(
        self, alone: SearchResult, sure: float, follow_up: FollowUp
    ) -> tuple[SearchResult, float]:
        """What the follow-up finds by itself and joined, and how sure that makes.

        `sure` is the confidence in what it finds by itself. What lies beyond the border by itself
        stays there.
        """
        joined = self.index.search.search(follow_up.joined)
        titled = self.index.search.search(follow_up.titled)
        share = THIN_SHARE if len(alone.words) <= THIN_WORDS else FULL_SHARE
        merged = merge(alone, joined, share)
        linked = linked_topics(follow_up.topics, self._links)
        context = Context(follow_up.topics, linked, follow_up.picked)
        scores = rank_follow_up(Findings(alone, joined, titled), context)
        for topic in merged.topics:
            topic.score = scores[topic.topic]
        ranked = sorted(merged.topics, key=lambda topic: -topic.score)
        result = replace(merged, topics=ranked)
        if is_foreign(alone):
            return result, sure
        return result, follow_up_confidence(sure, self._confidence(joined))

    def _reply(
        self,
        question: str,
        understood: str,
        result: SearchResult,
        follow_up: FollowUp | None,
        sure: float,
        learned: Collection[str],
    ) -> Reply:
        topics = tuple(topic.topic for topic in result.topics[:TOPICS])
        if not understood or (follow_up is None and is_small_talk(result, sure)):
            text = self._replies.get(result.small_talk[0], NOT_COVERED)
            return self._made(question, understood, Outcome.SMALL_TALK, text, (), sure)
        if is_override(question):
            result = replace(result, border=(OVERRIDE_EXCHANGE, 1.0))
        if sure < ANSWER_FROM or not topics or is_foreign(result):
            return self._refused(question, understood, result, topics, sure)
        draft, about = self._draft(follow_up.alone if follow_up else understood, result, learned)
        text, citations = render(draft, self._topics, self.index.store.sources)
        if not citations:
            return self._refused(question, understood, result, topics, sure)
        if sure < CAUTION_BELOW:
            text = f"*{CAUTION}*\n\n{text}"
        answer = Answer(
            question=question,
            outcome=Outcome.ANSWERED,
            text=text,
            citations=citations,
            topics=tuple(dict.fromkeys([*about, *topics]))[:TOPICS],
            next_skills=next_skills(about[0], self._topics, self.index.graph, learned),
            confidence=sure,
            index_version=self.index.version,
        )
        offered = tuple(dict.fromkeys(c.section.topic for c in draft.chosen))
        return Reply(answer, Turn(understood, about, offered, self._now()))

    def _confidence(self, result: SearchResult) -> float:
        return confidence(signals(result))

    def _refused(
        self,
        question: str,
        understood: str,
        result: SearchResult,
        topics: tuple[str, ...],
        sure: float,
    ) -> Reply:
        border, likeness = result.border
        known = likeness >= BORDER_FROM and border in self._replies
        text = self._replies[border] if known else NOT_COVERED
        nearest = [self._titles[topic] for topic in topics[:3]]
        if nearest:
            text += f" The nearest topics I know: {', '.join(nearest)}."
        return self._made(question, understood, Outcome.NOT_COVERED, text, topics, sure)

    def _made(
        self,
        question: str,
        understood: str,
        outcome: Outcome,
        text: str,
        topics: tuple[str, ...],
        sure: float,
    ) -> Reply:
        answer = Answer(
            question, outcome, text, topics=topics, confidence=sure,
            index_version=self.index.version,
        )  # fmt: skip
        return Reply(answer, Turn(understood, topics[:1], (), self._now()))

    def _draft(
        self, text: str, result: SearchResult, learned: Collection[str]
    ) -> tuple[Draft, tuple[str, ...]]:
        """The statements of the answer, and the topics it is about."""
        intents = read_intents(focus(text))
        if Intent.LEARN in intents and wants_path(text):
            drafted = path_draft(text, result.mentions, self.index, learned)
            if drafted is not None:
                return drafted
        parts = self._parts(text)
        several = self._several(parts, result)
        if several:
            return self._joined(several)
        sides = self._sides(result, intents)
        if sides:
            draft, compared = self._compared(result, sides)
            return draft, tuple(dict.fromkeys([result.topics[0].topic, *compared]))
        best = result.topics[0]
        candidates = self._candidates(best, result, intents)
        more = self._part_sections(best.topic, parts, candidates)
        words = FULL_WORDS + _PART_WORDS * len(more)
        part = compose_part([*candidates[:1], *more, *candidates[1:]], intents, words)
        return Draft([part]), (best.topic,)

    def _parts(self, text: str) -> list[tuple[str, SearchResult]]:
        """The questions of a message that asks several, each with what it finds; else nothing."""
        parts = split_parts(text)
        return [(part, self.index.search.search(part)) for part in parts] if len(parts) > 1 else []

    def _part_sections(
        self,
        topic: str,
        parts: Sequence[tuple[str, SearchResult]],
        known: Sequence[Candidate],
    ) -> list[Candidate]:
        """The sections of one topic that answer the parts of a question, beyond the known ones."""
        seen = {candidate.section.id for candidate in known}
        more: list[Candidate] = []
        for text, result in parts:
            evidence = next((t for t in result.topics if t.topic == topic), None)
            if evidence is None:
                continue
            for candidate in self._candidates(evidence, result, read_intents(text))[:1]:
                if candidate.section.id not in seen:
                    seen.add(candidate.section.id)
                    more.append(candidate)
        return more

    def _several(
        self, parts: Sequence[tuple[str, SearchResult]], whole: SearchResult
    ) -> dict[str, tuple[str, SearchResult]]:
        """The parts of a question that ask of different covered topics, by topic.

        A part's topic counts only where the whole question points to it too. A part that the
        topic of the whole answers nearly as well is of that topic, unless it names another.
        """
        likely = {topic.topic for topic in whole.topics[:_LIKELY]}
        found: dict[str, tuple[str, SearchResult]] = {}
        for part, result in parts:
            near = [topic.topic for topic in result.topics[:_NEAR]]
            best = near[0] if near else ""
            if best not in {mention.topic for mention in result.mentions}:
                best = whole.topics[0].topic if whole.topics[0].topic in near else best
            if best in likely and self._confidence(result) >= ANSWER_FROM:
                found.setdefault(best, (part, result))
        return found if len(found) > 1 else {}

    def _joined(
        self, several: Mapping[str, tuple[str, SearchResult]]
    ) -> tuple[Draft, tuple[str, ...]]:
        parts = []
        for slug, (text, result) in several.items():
            best = next(topic for topic in result.topics if topic.topic == slug)
            intents = read_intents(focus(text))
            part = compose_part(self._candidates(best, result, intents), intents, _PART_WORDS)
            part.heading = self._titles[slug]
            parts.append(part)
        return Draft(parts), tuple(several)

    def _sides(self, result: SearchResult, intents: frozenset[Intent]) -> tuple[TopicEvidence, ...]:
        """The topics to set side by side where two are compared and no article compares them."""
        if Intent.COMPARE not in intents:
            return ()
        named = dict.fromkeys(mention.topic for mention in result.mentions)
        by_topic = {topic.topic: topic for topic in result.topics}
        sides = tuple(by_topic[slug] for slug in named if slug in by_topic)
        best = result.topics[0]
        bare = len(result.words) <= sum(mention.words for mention in result.mentions) + 1
        compares = best.joins >= 2 and _COMPARES.search(self._titles[best.topic])
        if len(sides) < 2 or compares or not (best.topic in named or bare):
            return ()
        return sides[:3]

    def _compared(
        self, result: SearchResult, sides: Sequence[TopicEvidence]
    ) -> tuple[Draft, tuple[str, ...]]:
        parts = []
        for side in sides:
            candidates = self._candidates(side, result, frozenset({Intent.DEFINE}))
            choosing = [
                c for c in self._candidates(side, result, frozenset({Intent.COMPARE}))
                if c.section.id != candidates[0].section.id
            ]  # fmt: skip
            part = compose_part(
                [candidates[0], *choosing[:1]], frozenset({Intent.COMPARE}), _PART_WORDS
            )
            parts.append(Part(part.chosen, self._titles[side.topic]))
        return Draft(parts), tuple(side.topic for side in sides)

    def _candidates(
        self, topic: TopicEvidence, result: SearchResult, intents: frozenset[Intent]
    ) -> list[Candidate]:
        """The sections of a topic to quote from, best first."""
        stored = self.index.store.sections(self.index.store.section_ids(topic.topic))
        every = [
            Candidate(
                section.section,
                cosines(result.embedding, self.index.statement_embeddings(section)).tolist(),
            )
            for section in stored.values()
            if section.section.statements
        ]
        if is_design_exercise(topic.topic, intents):
            return outlined_sections(every, intents)
        return preferred_sections(topic, result, intents, every)
