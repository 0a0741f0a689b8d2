"""What to answer with: the sections of one topic, of several parts, or of things compared."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.answering.clauses import LIKELY, Clauses, stands
from bot.answering.comparing import Comparisons
from bot.answering.composition import FULL_WORDS, compose_part
from bot.answering.confidence import ANSWER_FROM, confidence, signals
from bot.answering.draft import Draft, Part, heading_of, within
from bot.answering.intent import Intent, read_intents
from bot.answering.learning import CAREER, names_learning, path_draft, wants_path
from bot.answering.question import focus, split_parts
from bot.answering.sections import asked_of, is_design_exercise
from bot.answering.topic_sections import PART_WORDS, TopicSections
from index.opened import OpenIndex
from index.ranking import TopicEvidence
from index.search import SearchResult

_JOINED_WORDS = 170
"""The same where the parts are questions of their own: most sections are quoted whole."""

_CHARACTERS = 3200
"""How long an answer is at most: some 500 words, which Discord shows whole with sources and next
skills (an embed's description has at most 4,096 characters, all of its parts together 6,000)."""

_NEAR = 3
"""How many topics of a part of a question count as what it is about."""

_ANSWERED = 0.75
"""From this cosine with a question that a topic answers, that topic is the answer, whatever
learning path the wording asks for."""

_CLOSE = 3.0
"""How little the second topic may lie behind the first for its best section to be quoted as well.
Within that, the second is the right one in about every fourth case."""


class Drafter:
    """Chooses statements for answers over one opened index. Safe to call from several threads."""

    def __init__(self, index: OpenIndex) -> None:
        self._index = index
        self._sections = TopicSections(index)
        topics = index.store.topics()
        self._clauses = Clauses(index, self._sections)
        self._comparisons = Comparisons(topics, index.search.named)

    def draft(
        self, text: str, result: SearchResult, learned: Collection[str], follows: bool = False
    ) -> tuple[Draft, tuple[str, ...]]:
        """The statements of the answer, and the topics it is about, best first.

        Args:
            text: the question as asked, a follow-up without what it follows.
            result: what was found for it; at least one topic.
            learned: topics that the member knows.
            follows: whether it is a follow-up, whose parts say nothing by themselves.
        """
        drafted, about = self._drafted(text, result, learned, follows)
        return within(drafted, _CHARACTERS, is_design_exercise(about[0], text)), about

    def _drafted(
        self, text: str, result: SearchResult, learned: Collection[str], follows: bool
    ) -> tuple[Draft, tuple[str, ...]]:
        """See `draft`; of any length."""
        intents = read_intents(focus(text))
        best = result.topics[0]
        if Intent.LEARN in intents and wants_path(text) and not _is_answered(result):
            drafted = path_draft(text, result.mentions, self._index, learned)
            if drafted is not None:
                return self._path(drafted, result, intents)
        parts = [] if follows else self._parts(text)
        several = self._several(parts, result)
        if several:
            return self._joined(several)
        sides = self._comparisons.sides(result) if Intent.COMPARE in intents else ()
        deciding = self._deciding(sides, result)
        if deciding is not None:
            best = deciding
        elif sides:
            about = [best.topic, *(side.topic for side in sides)]
            return self._compared(result, sides), tuple(dict.fromkeys(about))
        candidates = self._sections.preferred(best, result, intents)
        others: list[Part] = []
        leads = False
        if not follows:
            candidates, others, leads = self._clauses.add(best, result, candidates)
        words = PART_WORDS if is_design_exercise(best.topic, text) else FULL_WORDS
        main = compose_part(candidates, intents, words)
        main.heading = heading_of(main.chosen[0].section) if leads and main.chosen else ""
        behind = others or ([] if deciding else self._second_topic(result, intents))
        answer = [*others, main] if leads else [main, *behind]
        quoted = [chosen.section for part in answer for chosen in part.chosen]
        answer += self._sections.of_settings(result, quoted, intents)
        return Draft([part for part in answer if part.chosen]), (best.topic,)

    def _parts(self, text: str) -> list[tuple[str, SearchResult]]:
        """The questions of a message that asks several, each with what it finds; else nothing."""
        parts = split_parts(text)
        if len(parts) < 2:
            return []
        return list(zip(parts, self._index.search.search_all(parts), strict=True))

    def _several(
        self, parts: Sequence[tuple[str, SearchResult]], whole: SearchResult
    ) -> dict[str, tuple[str, SearchResult]]:
        """The parts of a question that ask of different covered topics, by topic.

        A part's topic counts only where the whole question points to it too and the part is near
        to what that topic answers. A part that the topic of the whole answers nearly as well is of
        that topic, unless it names another.
        """
        likely = {topic.topic for topic in whole.topics[:LIKELY]}
        found: dict[str, tuple[str, SearchResult]] = {}
        for part, result in parts:
            near = {topic.topic: topic for topic in result.topics[:_NEAR]}
            best = next(iter(near), "")
            if best not in {mention.topic for mention in result.mentions}:
                best = whole.topics[0].topic if whole.topics[0].topic in near else best
            if best not in likely or confidence(signals(result)) < ANSWER_FROM:
                continue
            if best == whole.topics[0].topic or stands(part, near[best], result):
                found.setdefault(best, (part, result))
        return found if len(found) > 1 else {}

    def _joined(
        self, several: Mapping[str, tuple[str, SearchResult]]
    ) -> tuple[Draft, tuple[str, ...]]:
        parts = []
        for slug, (text, result) in several.items():
            best = next(topic for topic in result.topics if topic.topic == slug)
            intents = read_intents(focus(text))
            candidates = self._sections.preferred(best, result, intents)
            part = compose_part(candidates[:1], intents, _JOINED_WORDS)
            if part.words < PART_WORDS:
                part = compose_part(candidates[:2], intents, _JOINED_WORDS)
            part.heading = self._sections.title(slug)
            parts.append(part)
        return Draft(parts), tuple(several)

    def _path(
        self,
        drafted: tuple[Draft, tuple[str, ...]],
        result: SearchResult,
        intents: frozenset[Intent],
    ) -> tuple[Draft, tuple[str, ...]]:
        """A learning path, after what the likeliest article on careers says.

        That is all for who only asks "and now what", not what to learn.
        """
        named = {mention.topic for mention in result.mentions}
        best = next((t for t in result.topics[:LIKELY] if self._advises(t.topic, named)), None)
        if best is None:
            return drafted
        names = names_learning(result.text)
        known = self._sections.preferred(best, result, intents)
        candidates, others, _ = self._clauses.add(best, result, known[:1] if names else known)
        advice = compose_part(candidates, intents)
        path, about = drafted
        steps = path.parts if names else []
        return Draft([advice, *others, *steps]), tuple(dict.fromkeys([best.topic, *about]))

    def _advises(self, topic: str, named: Collection[str]) -> bool:
        """Whether an article speaks of a learner's way, and is none of those that are named."""
        return self._index.store.topics()[topic].area == CAREER and topic not in named

    def _second_topic(self, result: SearchResult, intents: frozenset[Intent]) -> list[Part]:
        """The best section of the second topic where that one may well be the right one.

        A bare name is that of the first.
        """
        best, *others = result.topics
        is_far = not others or best.score - others[0].score > _CLOSE
        if is_far or asked_of(best, result, intents).bare:
            return []
        return [self._sections.part(others[0], result, intents)]

    def _deciding(
        self, sides: Sequence[TopicEvidence], result: SearchResult
    ) -> TopicEvidence | None:
        """Which of some topics has the section that decides between them, if one has."""
        slugs = {side.topic for side in sides}
        deciding: tuple[float, TopicEvidence | None] = (0.0, None)
        for side in sides:
            likeness = self._sections.likeness(side, result.embedding)
            nearest = max(likeness, key=lambda section: likeness[section])
            heading = self._index.store.sections([nearest])[nearest].section.heading
            decides = self._comparisons.decides(heading, likeness[nearest], slugs)
            if decides and likeness[nearest] > deciding[0]:
                deciding = (likeness[nearest], side)
        return deciding[1]

    def _compared(self, result: SearchResult, sides: Sequence[TopicEvidence]) -> Draft:
        parts = []
        for side in sides:
            candidates = self._sections.preferred(side, result, frozenset({Intent.DEFINE}))
            choosing = [
                c for c in self._sections.preferred(side, result, frozenset({Intent.COMPARE}))
                if c.section.id != candidates[0].section.id
            ]  # fmt: skip
            part = compose_part(
                [candidates[0], *choosing[:1]], frozenset({Intent.COMPARE}), PART_WORDS
            )
            parts.append(Part(part.chosen, self._sections.title(side.topic)))
        return Draft(parts)


def _is_answered(result: SearchResult) -> bool:
    """Whether a question is nearly one that a topic is known to answer that it does not name."""
    best = result.topics[0]
    named = {mention.topic for mention in result.mentions}
    return best.topic not in named and best.question >= _ANSWERED
