"""The gaps of one server: questions that were refused or voted down, grouped by meaning."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

import numpy as np

from bot.answering.answer import Outcome
from bot.asking.repeats import normalised
from bot.moderation.clusters import group_by_meaning
from bot.state.feedback import FeedbackStore
from bot.state.gap_answers import GapAnswers
from bot.state.questions import QuestionLog
from index.encoder import Embeddings, Encoder

LOOKS_BACK = timedelta(days=90)
MOST_QUESTIONS = 1000
"""How many missed questions are grouped, the newest; more would make moderators wait."""

_REMEMBERED = 4000
_COMPLAINTS = 1000


@dataclass(frozen=True, slots=True)
class MissedQuestion:
    """A question of the log without a good answer.

    Attributes:
        refused: whether it was refused.
        votes_down: how many members voted its answer down.
        reasons: why, where they said so, newest first.
    """

    number: int
    text: str
    asked_at: datetime
    refused: bool
    votes_down: int = 0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GapGroup:
    """Questions that mean the same, oldest first; `name` is the one that stands for them."""

    name: str
    questions: tuple[MissedQuestion, ...]

    @property
    def key(self) -> int:
        """Names the group as long as its first question is kept."""
        return self.questions[0].number

    @property
    def refused(self) -> int:
        return sum(question.refused for question in self.questions)

    @property
    def votes_down(self) -> int:
        return sum(question.votes_down for question in self.questions)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why answers did not help, where members said so."""
        return tuple(reason for question in self.questions for reason in question.reasons)

    def wordings(self, count: int) -> list[str]:
        """Its different wordings, most frequent first."""
        return _wordings(self.questions)[:count]


class Gaps:
    """Finds the gaps of a server, and of no other. Blocks; safe to call from several threads.

    Args:
        encoder: gives the serving index's encoder.
        is_live: whether a server's topic, such as an entry, is still there.
        now: the clock, in UTC.
    """

    def __init__(
        self,
        questions: QuestionLog,
        votes: FeedbackStore,
        answers: GapAnswers,
        encoder: Callable[[], Encoder],
        is_live: Callable[[int, str], bool],
        now: Callable[[], datetime],
    ) -> None:
        self._questions = questions
        self._votes = votes
        self._answers = answers
        self._encoder = encoder
        self._is_live = is_live
        self._now = now
        self._known: OrderedDict[tuple[str, str], Embeddings] = OrderedDict()
        self._lock = Lock()

    def missed(self, server: int) -> list[MissedQuestion]:
        """The newest missed questions that nothing answers since, oldest first."""
        since = self._now() - LOOKS_BACK
        complaints = self._votes.complaints(server, since, _COMPLAINTS)
        down = Counter(complaint.question for complaint in complaints)
        reasons: dict[int, list[str]] = {}
        for complaint in complaints:
            if complaint.reason:
                reasons.setdefault(complaint.question, []).append(complaint.reason)
        live: dict[str, bool] = {}
        settled = set()
        for number, topic in self._answers.settled(server).items():
            if topic not in live:
                live[topic] = self._is_live(server, topic)
            if live[topic]:
                settled.add(number)
        found = [
            MissedQuestion(
                q.id,
                q.text,
                q.asked_at,
                q.outcome == Outcome.NOT_COVERED.value,
                down[q.id],
                tuple(reasons.get(q.id, ())),
            )
            for q in self._questions.asked_in(server, since)
            if q.id not in settled and q.text.strip()
        ]
        return [q for q in found if q.refused or q.votes_down][-MOST_QUESTIONS:]

    def groups(self, server: int) -> list[GapGroup]:
        """The gaps, most asked first; of equals the one asked last."""
        by_text: OrderedDict[str, list[MissedQuestion]] = OrderedDict()
        for question in self.missed(server):
            by_text.setdefault(normalised(question.text), []).append(question)
        texts = list(by_text.values())
        if not texts:
            return []
        embeddings = self.embed([same[0].text for same in texts])
        groups = [
            _group([texts[row] for row in rows])
            for rows in group_by_meaning(embeddings, [len(same) for same in texts])
        ]
        return sorted(groups, key=lambda g: (-len(g.questions), -g.questions[-1].number))

    def group(self, server: int, number: int) -> GapGroup | None:
        """The group that holds a question; None where it is no gap of that server any more."""
        for group in self.groups(server):
            if any(question.number == number for question in group.questions):
                return group
        return None

    def embed(self, texts: Sequence[str]) -> Embeddings:
        """Embeddings of texts, shape (texts, dimension), those computed before remembered."""
        encoder = self._encoder()
        keys = [(encoder.fingerprint, text) for text in texts]
        with self._lock:
            found = {key: self._known[key] for key in keys if key in self._known}
        missing = [key for key in dict.fromkeys(keys) if key not in found]
        if missing:
            new = dict(zip(missing, encoder.encode([text for _, text in missing]), strict=True))
            found |= new
            with self._lock:
                self._known |= new
                while len(self._known) > _REMEMBERED:
                    self._known.popitem(last=False)
        return np.asarray([found[key] for key in keys], dtype=np.float32)


def _group(texts: Sequence[Sequence[MissedQuestion]]) -> GapGroup:
    questions = sorted((q for same in texts for q in same), key=lambda q: q.number)
    return GapGroup(_wordings(questions)[0], tuple(questions))


def _wordings(questions: Sequence[MissedQuestion]) -> list[str]:
    counts: Counter[str] = Counter(normalised(question.text) for question in questions)
    first: dict[str, str] = {}
    for question in questions:
        first.setdefault(normalised(question.text), question.text.strip())
    return [first[text] for text, _ in counts.most_common()]
