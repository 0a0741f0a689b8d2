"""Answers drawn from the skill graph and the roadmaps: what to learn, and what comes next."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from bot.answering.comparing import comparing_articles
from bot.answering.draft import Chosen, Draft, Part
from index.names import Mention
from index.opened import OpenIndex
from index.passages import SUMMARY_ANCHOR, StandardHeading

SUGGESTED = 4

CAREER = "career"
"""The area whose articles speak of a learner's way."""

_NEXT = re.compile(
    r"\b(?:next|now what|what now|from here|after|already know|i (?:only |just )?know|"
    r"learn(?:ed|t)|finished|done with|comes? after)\b",
    re.IGNORECASE,
)
_LEARN_IT = re.compile(
    r"\bhow (?:do|can|should|would|to) (?:i |we |you )?(?:start )?(?:learn(?:ing)?|study(?:ing)?|"
    r"get (?:better (?:at|with)|good (?:enough )?(?:at|with)|into|started with))\b",
    re.IGNORECASE,
)

_STUDIES = re.compile(
    r"\b(?:learn\w*|stud\w+|courses?|tutorials?|bootcamp|know|finished|did|roadmap|skills?|beginner|"
    r"junior|career|job)\b",
    re.IGNORECASE,
)
_COMES_NEXT = re.compile(r"\b(?:next|after)\b", re.IGNORECASE)
_SHORT = 6
"""Who speaks of no studies asks with "what now" what to do about what happened, unless they say as
little as "docker, what next"."""

_CHOICES = re.compile(
    r"\b(?:next|(?:learn|study|pick up|focus on|start with)(?: (?:next|first|now))?)\b",
    re.IGNORECASE,
)
"""What stands before the things among which somebody asks what to learn."""

_LISTED = re.compile(r"[^.?!;\n]*(?:,|/|\bor\b)[^.?!;\n]*", re.IGNORECASE)
_OR = re.compile(r"/|\bor\b", re.IGNORECASE)
"""What stands between the members of such a list, and in it at least once."""


def wants_path(text: str) -> bool:
    """Whether a question asks what to learn next, or how to learn a thing."""
    if _LEARN_IT.search(text):
        return True
    is_short = len(text.split()) <= _SHORT
    learns = _STUDIES.search(text) or (is_short and _COMES_NEXT.search(text))
    return bool(learns and _NEXT.search(text))


_WHAT_TO_LEARN = re.compile(r"\b(?:learn|study|road ?map|path|next|order|after)\b", re.IGNORECASE)


def names_learning(text: str) -> bool:
    """Whether a question that wants a path asks for what to learn, not just "and now what"."""
    return bool(_WHAT_TO_LEARN.search(text))


def path_draft(
    text: str, mentions: Sequence[Mention], index: OpenIndex, learned: Collection[str]
) -> tuple[Draft, tuple[str, ...]] | None:
    """What to learn after the named topics, or how to learn one; None where none is named."""
    topics = index.store.topics()
    named = tuple(dict.fromkeys(m.topic for m in mentions if topics[m.topic].area != CAREER))
    if not named:
        return None
    choices = _choices(text, mentions)
    if len(choices) > 1:
        return _summaries(_in_order(choices, index), index), named
    if _NEXT.search(text):
        return _next_draft(named, index, learned)
    if len(named) == 1:
        return _learning_draft(named[0], index)
    return None


def _next_draft(
    known: tuple[str, ...], index: OpenIndex, learned: Collection[str]
) -> tuple[Draft, tuple[str, ...]] | None:
    topics = after(known, index, learned)
    return (_summaries(topics, index), (*known[:1], *topics)) if topics else None


def _summaries(topics: Sequence[str], index: OpenIndex) -> Draft:
    """What each topic is, under its title."""
    titles = index.store.topics()
    sections = index.store.sections([f"{topic}#{SUMMARY_ANCHOR}" for topic in topics])
    return Draft(
        [
            Part([Chosen(stored.section, 0)], titles[stored.section.topic].title)
            for stored in sections.values()
        ]
    )


def _choices(text: str, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """The topics among which a question asks what to learn: those it lists behind asking that."""
    asked_at = max((match.end() for match in _CHOICES.finditer(text)), default=len(text))
    listed: list[Mention] = []
    for mention in mentions:
        if listed and not _LISTED.fullmatch(text[listed[-1].end : mention.start]):
            break
        if mention.start >= asked_at:
            listed.append(mention)
    is_list = len(listed) > 1 and _OR.search(text[listed[0].end : listed[-1].start])
    return tuple(dict.fromkeys(mention.topic for mention in listed)) if is_list else ()


def _in_order(topics: Sequence[str], index: OpenIndex) -> list[str]:
    """Topics in the order of the general roadmap; those beyond it last."""
    order = {topic: number for number, topic in enumerate(_general_order(index))}
    return sorted(topics, key=lambda topic: order.get(topic, len(order)))[:SUGGESTED]


def after(known: Sequence[str], index: OpenIndex, learned: Collection[str] = ()) -> tuple[str, ...]:
    """Topics to learn for somebody who knows some, at most `SUGGESTED`.

    Who knows one topic is shown what builds on it first, who knows several the way on.
    """
    have = frozenset(learned).union(known, *(index.graph.all_requires(topic) for topic in known))
    building, ahead = _building(known, have, index), _ahead(known, have, index)
    found = [*building, *ahead] if len(known) == 1 else [*ahead, *building]
    return tuple(dict.fromkeys(found))[:SUGGESTED]


def _building(known: Sequence[str], have: Collection[str], index: OpenIndex) -> list[str]:
    """What builds on known topics: on more of them first, then what needs the fewest others.

    An article that compares several topics is none to learn.
    """
    graph, topics = index.graph, index.store.topics()
    order = {topic: number for number, topic in enumerate(_general_order(index))}
    levels = ("beginner", "intermediate", "advanced")

    def key(topic: str) -> tuple[int, int, int, str]:
        missing = len(graph.all_requires(topic).difference(have))
        builds = sum(topic in graph.builds_on(one) for one in known)
        return missing - builds, levels.index(topics[topic].level), order.get(topic, 999), topic

    compared = comparing_articles(topics, index.search.named)
    skills = {t for one in known for t in graph.builds_on(one) if len(compared.get(t, ())) < 2}
    return sorted(skills.difference(have), key=key)


def _ahead(known: Collection[str], have: Collection[str], index: OpenIndex) -> list[str]:
    """Of each stage of the general roadmap that is not behind somebody, what most others need.

    The first is the latest stage in which a known topic lies.
    """
    stages = _general_stages(index)
    reached = [n for n, steps in enumerate(stages) if any(set(step) & set(known) for step in steps)]
    found = []
    for steps in stages[max(reached, default=0) :]:
        new = [step[0] for step in steps if not set(step) & set(have)]
        found += [max(new, key=index.graph.needed_by.__getitem__)] if new else []
    return found


def _general_order(index: OpenIndex) -> list[str]:
    """The topics of the roadmap named `backend`, in order; empty without one."""
    return [topic for steps in _general_stages(index) for step in steps for topic in step]


def _general_stages(index: OpenIndex) -> list[list[list[str]]]:
    """The steps of each stage of that roadmap: a topic, or several of which one is enough."""
    plan = index.store.roadmaps().get("backend")
    stages = plan["stages"] if plan is not None else []
    return [
        [[step["topic"]] if step["topic"] else list(step["any_of"]) for step in stage["steps"]]
        for stage in stages
    ]


def _learning_draft(topic: str, index: OpenIndex) -> tuple[Draft, tuple[str, ...]] | None:
    """What a topic is, what to know first and how long it takes, and the project to do."""
    ids = index.store.section_ids(topic)
    wanted = [f"{topic}#{SUMMARY_ANCHOR}", *(i for i in ids if StandardHeading.PATH.heads(i))]
    wanted += [i for i in ids if StandardHeading.PRACTISE.heads(i)]
    sections = index.store.sections(wanted)
    chosen = [
        Chosen(stored.section, number)
        for stored in sections.values()
        for number in range(len(stored.section.statements))
    ]
    return (Draft([Part(chosen)]), (topic,)) if chosen else None
