"""What to answer with: the sections of one topic, of several parts, or of things compared."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from bot.answering.comparing import Comparisons
from bot.answering.composition import FULL_WORDS, Candidate, compose_part
from bot.answering.confidence import ANSWER_FROM, confidence, signals
from bot.answering.draft import Draft, Part
from bot.answering.intent import Intent, read_intents
from bot.answering.learning import CAREER, path_draft, wants_path
from bot.answering.question import asks, focus, split_clauses, split_parts, with_subjects
from bot.answering.sections import asked_of, is_design_exercise, telling
from bot.answering.setting import setting_topics
from bot.answering.topic_sections import TopicSections
from index.opened import OpenIndex
from index.ranking import TopicEvidence
from index.search import SearchResult

_PART_WORDS = 100
"""How much a part of an answer quotes of a section, where there are several parts."""

_JOINED_WORDS = 170
"""The same where the parts are questions of their own: most sections are quoted whole."""

_LIKELY = 5
_NEAR = 3
"""How many topics of a whole question, and of one of its parts, count as what it is about."""

_OWN_PART = 0.7
_OWN_WORDS = 5
"""How near a part must be to a question that its own topic answers, and how many words it must
have, to be answered by itself."""

_SAME_PART = 0.9
"""From this nearness on it needs no number of words."""

_PLAIN = 0.8
"""From this cosine with a question that its own topic answers, a clause is of that topic, whatever
the whole question points to."""

_ANSWERED = 0.75
"""From this cosine with a question that a topic answers, that topic is the answer, whatever
learning path the wording asks for."""

_CLAUSE_LOOKS_AT = 2
"""Among how many of its likeliest sections a clause finds one that no clause before it took."""

_CLAUSE_SECTIONS = 2
_CLAUSE_TOPICS = 1
"""How many sections of its topic, and of other topics, a question of several clauses gains at
most."""

_CLOSE = 3.0
"""How little the second topic may lie behind the first for its best section to be quoted as well.
Within that, the second is the right one in about every fourth case."""


class Drafter:
    """Chooses statements for answers over one opened index. Safe to call from several threads."""

    def __init__(self, index: OpenIndex) -> None:
        self._index = index
        self._sections = TopicSections(index)
        topics = index.store.topics()
        self._titles = {slug: topic.title for slug, topic in topics.items()}
        self._settings = setting_topics(topics)
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
            candidates, others, leads = self._clauses(best, result, candidates)
        words = _PART_WORDS if is_design_exercise(best.topic, text) else FULL_WORDS
        main = compose_part(candidates, intents, words)
        main.heading = self._titles[best.topic] if leads else ""
        behind = others or self._second_topic(result, intents)
        answer = [*others, main] if leads else [main, *behind]
        return Draft([part for part in answer if part.chosen]), (best.topic,)

    def _parts(self, text: str) -> list[tuple[str, SearchResult]]:
        """The questions of a message that asks several, each with what it finds; else nothing."""
        parts = split_parts(text)
        if len(parts) < 2:
            return []
        return list(zip(parts, self._index.search.search_all(parts), strict=True))

    def _clauses(
        self, topic: TopicEvidence, result: SearchResult, known: list[Candidate]
    ) -> tuple[list[Candidate], list[Part], bool]:
        """What the clauses of a question ask for beyond the known sections of its topic.

        Returns:
            The known sections with what the clauses add to them behind the first, or all in the
            order of the clauses where each of them asks; parts of other topics for clauses that
            are plainly of those; and whether these lead, since the first clause is of such a one.
        """
        clauses = self._told_clauses(result.text)
        if not clauses:
            return known, [], False
        likely = {one.topic for one in result.topics[:_LIKELY]}
        told: dict[str, Candidate] = {}
        parts: dict[str, Part] = {}
        leads = False
        every_asks = all(asks(clause) for clause in clauses)
        for clause, found in zip(clauses, self._index.search.search_all(clauses), strict=True):
            intents = read_intents(clause)
            own = found.topics[0] if found.topics else topic
            is_near = own.topic in likely or own.question >= _PLAIN
            if own.topic != topic.topic and is_near and _stands(clause, own, found):
                parts.setdefault(own.topic, self._one_section(own, found, intents))
                leads |= clause is clauses[0] and asks(clause)
                continue
            said = replace(found, mentions=())
            likely_sections = telling(self._sections.preferred(topic, said, intents))[
                :_CLAUSE_LOOKS_AT
            ]
            new = [one for one in likely_sections if one.section.id not in told]
            told.update((one.section.id, one) for one in new[:1])
        seen = {candidate.section.id for candidate in known}
        more = [one for section, one in told.items() if section not in seen][:_CLAUSE_SECTIONS]
        sections = [*known[:1], *more, *known[1:]]
        if every_asks and not self._answers_whole(topic, result, known):
            order = {section: number for number, section in enumerate(told)}
            sections.sort(key=lambda one: order.get(one.section.id, len(order)))
        return sections, list(parts.values())[:_CLAUSE_TOPICS], leads

    def _answers_whole(
        self, topic: TopicEvidence, result: SearchResult, known: Sequence[Candidate]
    ) -> bool:
        """Whether the first known section is known to answer the whole question."""
        likeness = self._sections.likeness(topic, result.embedding)
        return any(likeness.get(one.section.id, 0.0) >= _SAME_PART for one in known[:1])

    def _told_clauses(self, text: str) -> list[str]:
        """The clauses of a text, each with its subject where the one before names that.

        The language or framework that a clause is set in is no subject.
        """
        clauses = split_clauses(text)
        named = [self._index.search.named(clause) for clause in clauses]
        names = [[m.name for m in mentions if m.topic not in self._settings] for mentions in named]
        return with_subjects(clauses, names)

    def _one_section(
        self, topic: TopicEvidence, result: SearchResult, intents: frozenset[Intent]
    ) -> Part:
        """A part with the best section of a topic, under its title."""
        candidates = self._sections.preferred(topic, result, intents)
        part = compose_part((telling(candidates) or candidates)[:1], intents, _PART_WORDS)
        part.heading = self._titles[topic.topic]
        return part

    def _several(
        self, parts: Sequence[tuple[str, SearchResult]], whole: SearchResult
    ) -> dict[str, tuple[str, SearchResult]]:
        """The parts of a question that ask of different covered topics, by topic.

        A part's topic counts only where the whole question points to it too and the part is near
        to what that topic answers. A part that the topic of the whole answers nearly as well is of
        that topic, unless it names another.
        """
        likely = {topic.topic for topic in whole.topics[:_LIKELY]}
        found: dict[str, tuple[str, SearchResult]] = {}
        for part, result in parts:
            near = {topic.topic: topic for topic in result.topics[:_NEAR]}
            best = next(iter(near), "")
            if best not in {mention.topic for mention in result.mentions}:
                best = whole.topics[0].topic if whole.topics[0].topic in near else best
            if best not in likely or confidence(signals(result)) < ANSWER_FROM:
                continue
            if best == whole.topics[0].topic or _stands(part, near[best], result):
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
            if part.words < _PART_WORDS:
                part = compose_part(candidates[:2], intents, _JOINED_WORDS)
            part.heading = self._titles[slug]
            parts.append(part)
        return Draft(parts), tuple(several)

    def _path(
        self,
        drafted: tuple[Draft, tuple[str, ...]],
        result: SearchResult,
        intents: frozenset[Intent],
    ) -> tuple[Draft, tuple[str, ...]]:
        """A learning path, after what the likeliest article on careers says."""
        named = {mention.topic for mention in result.mentions}
        best = next((t for t in result.topics[:_LIKELY] if self._advises(t.topic, named)), None)
        if best is None:
            return drafted
        known = self._sections.preferred(best, result, intents)[:1]
        candidates, others, _ = self._clauses(best, result, known)
        advice = compose_part(candidates, intents)
        path, about = drafted
        return Draft([advice, *others, *path.parts]), tuple(dict.fromkeys([best.topic, *about]))

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
        return [self._one_section(others[0], result, intents)]

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
                [candidates[0], *choosing[:1]], frozenset({Intent.COMPARE}), _PART_WORDS
            )
            parts.append(Part(part.chosen, self._titles[side.topic]))
        return Draft(parts)


def _stands(part: str, topic: TopicEvidence, result: SearchResult) -> bool:
    """Whether a part of a question is one that a topic answers, whatever stands around it."""
    is_near = len(part.split()) >= _OWN_WORDS and topic.question >= _OWN_PART
    is_near = is_near or topic.question >= _SAME_PART
    return is_near and confidence(signals(result)) >= ANSWER_FROM


def _is_answered(result: SearchResult) -> bool:
    """Whether a question is nearly one that a topic is known to answer that it does not name."""
    best = result.topics[0]
    named = {mention.topic for mention in result.mentions}
    return best.topic not in named and best.question >= _ANSWERED
