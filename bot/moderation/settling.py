"""When a question that was missing an answer has one: who is told, and what must stay answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.answering.answer import Answer, Outcome
from bot.answering.engine import Reply
from bot.moderation.gaps import Gaps, MissedQuestion
from bot.state.gap_answers import GapAnswers, RegressionRun, Wish

NEAR_FROM = 0.4
"""The least cosine with a question of an entry at which a missed question is asked again."""


class Previews(Protocol):
    """Answers without leaving a trace; see `AnswerService.preview`."""

    def preview(self, question: str, community: int | None = None) -> Reply:
        """What the answer would be."""


@dataclass(frozen=True, slots=True)
class Fulfilled:
    """A member's wish, with the question that was asked and its answer now."""

    wish: Wish
    question: str
    answer: Answer


class Settling:
    """Asks missed questions again. Blocks, for a thread.

    Args:
        is_live: whether a server's topic, such as an entry, is still there.
        now: the clock, in UTC.
    """

    def __init__(
        self,
        previews: Previews,
        gaps: Gaps,
        answers: GapAnswers,
        is_live: Callable[[int, str], bool],
        now: Callable[[], datetime],
    ) -> None:
        self._previews = previews
        self._gaps = gaps
        self._answers = answers
        self._is_live = is_live
        self._now = now

    def published(self, server: int, topic: str, questions: Sequence[str]) -> list[Fulfilled]:
        """Settles what an entry of a server answers, once it is published.

        Where it settles anything, its questions are regression questions from now on; where they
        were already, they are those that it has now.

        Args:
            questions: that the entry says it answers.
        """
        near = self._near(server, questions)
        answered = {
            missed.number: reply.answer
            for missed in near
            if cites(reply := self._previews.preview(missed.text, server), topic)
        }
        expected = {question.topic for question in self._answers.expected(server)}
        if answered or topic in expected:
            self._answers.expect(server, questions, topic, self._now())
        self._answers.settle(server, answered, topic, self._now())
        return self._fulfilled(server, near, answered)

    def rebuilt(self, server: int) -> list[Fulfilled]:
        """The wishes of a server whose refused questions the articles answer by now."""
        waiting = {wish.question for wish in self._answers.wishes(server)}
        missed = [m for m in self._gaps.missed(server) if m.number in waiting and m.refused]
        answered = {}
        for question in missed:
            answer = self._previews.preview(question.text, server).answer
            if answer.outcome is Outcome.ANSWERED and answer.citations:
                answered[question.number] = answer
        return self._fulfilled(server, missed, answered)

    def regression(self, server: int, version: str) -> RegressionRun | None:
        """Asks a server's regression questions again, and keeps how they went; None without any.

        Questions of what is not there any more are left out.
        """
        asked, missed = 0, []
        for question in self._answers.expected(server):
            if not self._is_live(server, question.topic):
                continue
            asked += 1
            if not cites(self._previews.preview(question.text, server), question.topic):
                missed.append(question.text)
        if not asked:
            return None
        run = RegressionRun(version, asked, tuple(missed), self._now())
        self._answers.ran(server, run)
        return run

    def _near(self, server: int, questions: Sequence[str]) -> list[MissedQuestion]:
        missed = self._gaps.missed(server)
        if not missed or not questions:
            return []
        asked = self._gaps.embed([question.text for question in missed])
        own = self._gaps.embed(questions)
        nearest = (asked @ own.T).max(axis=1)
        return [m for m, cosine in zip(missed, nearest, strict=True) if cosine >= NEAR_FROM]

    def _fulfilled(
        self, server: int, missed: Sequence[MissedQuestion], answered: dict[int, Answer]
    ) -> list[Fulfilled]:
        texts = {question.number: question.text for question in missed}
        return [
            Fulfilled(wish, texts[wish.question], answered[wish.question])
            for wish in self._answers.wishes(server)
            if wish.question in answered
        ]


def cites(reply: Reply, topic: str) -> bool:
    """Whether an answer rests on a topic."""
    return any(citation.topic == topic for citation in reply.answer.citations)
