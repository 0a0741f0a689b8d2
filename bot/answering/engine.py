"""From a question to an answer, over one opened index version."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache

from bot.answering.answer import Answer, NextSkill, Outcome
from bot.answering.borders import (
    BORDER_FROM,
    NO_BORDER,
    OVERRIDE_EXCHANGE,
    is_foreign,
    is_override,
    is_small_talk,
)
from bot.answering.confidence import (
    ANSWER_FROM,
    CAUTION_BELOW,
    confidence,
    is_bare_name,
    signals,
)
from bot.answering.conversation import (
    FollowUp,
    Turn,
    goes_on,
    leans_on_context,
    new_subject,
    resolve,
    says_nothing_new,
)
from bot.answering.draft import render
from bot.answering.drafting import Drafter
from bot.answering.follow_ups import (
    Context,
    Findings,
    follow_up_confidence,
    linked_topics,
    rank_follow_up,
)
from bot.answering.next_skills import next_skills
from bot.answering.question import clean
from bot.answering.setting import is_told, setting_topics, tells_more, without_setting
from index.opened import OpenIndex
from index.search import SearchResult, merge

TOPICS = 10
THIN_SHARE = 0.25
FULL_SHARE = 0.35
THIN_WORDS = 2
"""The share that a follow-up's own evidence has beside that with its context; the smaller one where
it has few content words of its own. Chosen on the tuning questions."""

_NEXT_KEPT = 1024
"""For how many topics, with what a member knows, the next skills are kept."""

HINT_FROM = 0.1
"""Below this confidence the nearest topics have nothing to do with a question."""

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
        self._settings = setting_topics(self._topics)
        self._links = {slug: t.requires + t.related for slug, t in self._topics.items()}
        self._replies = index.store.replies()
        self._drafter = Drafter(index)
        self._next_skills = lru_cache(_NEXT_KEPT)(self._find_next_skills)

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
        follows = _follows(turns)
        is_chat = not (follows and goes_on(text)) and is_small_talk(result, sure, follows)
        follow_up = None if is_chat else self.follow_up(text, result, turns)
        if follow_up is not None:
            result, sure = self._joined_search(result, sure, follow_up)
        elif not is_chat:
            result, sure = self._out_of_setting(result, sure)
        understood = follow_up.joined if follow_up else text
        if is_chat or not understood:
            reply = self._small_talk(question, understood, result, sure)
        else:
            reply = self._reply(question, understood, result, follow_up, sure, learned)
        elapsed = (time.perf_counter() - started) * 1000
        return Reply(reply.answer.timed(elapsed), reply.turn)

    def follow_up(self, text: str, alone: SearchResult, turns: Sequence[Turn]) -> FollowUp | None:
        """The message in the light of the last turn; None where it stands on its own."""
        if not _follows(turns) or not leans_on_context(text, alone.mentions):
            return None
        return resolve(text, turns, self._titles)

    def in_context(self, alone: SearchResult, follow_up: FollowUp) -> tuple[Findings, Context]:
        """What a follow-up finds, by itself as given and in its context, and that context."""
        joined, titled = self.index.search.search_all([follow_up.joined, follow_up.titled])
        linked = linked_topics(follow_up.topics, self._links)
        context = Context(follow_up.topics, linked, follow_up.picked)
        return Findings(alone, joined, titled), context

    def _out_of_setting(self, whole: SearchResult, sure: float) -> tuple[SearchResult, float]:
        """What is found, and how sure that is, without the language or framework that a question
        is set in where that tells more."""
        text = without_setting(whole.text, whole.mentions, self._settings)
        if not text or is_told(whole):
            return whole, sure
        task = self.index.search.search(text)
        sure_task = self._confidence(task)
        if tells_more(task, whole, sure_task, sure):
            return task, max(sure, sure_task)
        return whole, sure

    def _joined_search(
        self, alone: SearchResult, sure: float, follow_up: FollowUp
    ) -> tuple[SearchResult, float]:
        """What the follow-up finds by itself and joined, and how sure that makes.

        `sure` is the confidence in what it finds by itself. What lies beyond the border by itself
        stays there.
        """
        findings, context = self.in_context(alone, follow_up)
        share = THIN_SHARE if len(alone.words) <= THIN_WORDS else FULL_SHARE
        merged = merge(alone, findings.joined, share)
        scores = rank_follow_up(findings, context)
        for topic in merged.topics:
            topic.score = scores[topic.topic]
        ranked = sorted(merged.topics, key=lambda topic: -topic.score)
        result = replace(merged, topics=ranked)
        if says_nothing_new(alone.words):  # it is as sure as what it follows
            ranked.sort(key=lambda topic: topic.topic not in follow_up.topics[:1])
            return replace(result, border=NO_BORDER), self._confidence(findings.joined)
        if is_foreign(alone):
            return result, sure
        return result, follow_up_confidence(findings)

    def _small_talk(
        self, question: str, understood: str, result: SearchResult, sure: float
    ) -> Reply:
        text = self._replies.get(result.small_talk[0], NOT_COVERED)
        return self._made(question, understood, Outcome.SMALL_TALK, text, (), sure)

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
        if is_override(question):
            result = replace(result, border=(OVERRIDE_EXCHANGE, 1.0))
        if sure < ANSWER_FROM or not topics or is_foreign(result):
            return self._refused(question, understood, result, topics, sure)
        asked = follow_up.alone if follow_up else understood
        draft, about = self._drafter.draft(asked, result, learned, follow_up is not None)
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
            next_skills=self._next_skills(about[0], frozenset(learned)),
            confidence=sure,
            index_version=self.index.version,
        )
        offered = tuple(dict.fromkeys(c.section.topic for c in draft.chosen))
        return Reply(answer, Turn(understood, about, offered, self._now()))

    def _find_next_skills(self, topic: str, learned: frozenset[str]) -> tuple[NextSkill, ...]:
        return next_skills(topic, self._topics, self.index.graph, learned)

    def _confidence(self, result: SearchResult) -> float:
        sure = confidence(signals(result))
        is_named = bool(result.topics) and is_bare_name(result.topics[0], result)
        return max(sure, CAUTION_BELOW) if is_named else sure

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
        if nearest and sure >= HINT_FROM:
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


def _follows(turns: Sequence[Turn]) -> bool:
    """Whether there is an answer before, which a message may be about."""
    return bool(turns and turns[-1].topics)
