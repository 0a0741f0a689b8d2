"""Answers drawn from the skill graph and the roadmaps: what to learn, and what comes next."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from bot.answering.draft import Chosen, Draft, Part
from index.names import Mention
from index.opened import OpenIndex
from index.passages import SUMMARY_ANCHOR, StandardHeading

SUGGESTED = 4

_NEXT = re.compile(
    r"\b(?:next|after|already know|i know|learn(?:ed|t)|finished|done with|comes? after)\b",
    re.IGNORECASE,
)
_LEARN_IT = re.compile(
    r"\bhow (?:do|can|should|would|to) (?:i |we |you )?(?:start )?(?:learn(?:ing)?|study(?:ing)?|"
    r"get (?:better (?:at|with)|good (?:enough )?(?:at|with)|into|started with))\b",
    re.IGNORECASE,
)


def wants_path(text: str) -> bool:
    """Whether a question asks what to learn next, or how to learn a thing."""
    return bool(_NEXT.search(text) or _LEARN_IT.search(text))


def path_draft(
    text: str, mentions: Sequence[Mention], index: OpenIndex, learned: Collection[str]
) -> tuple[Draft, tuple[str, ...]] | None:
    """What to learn after the named topics, or how to learn one; None where none is named."""
    named = tuple(dict.fromkeys(mention.topic for mention in mentions))
    if not named:
        return None
    if _NEXT.search(text):
        return _next_draft(named, index, learned)
    if len(named) == 1:
        return _learning_draft(named[0], index)
    return None


def _next_draft(
    known: tuple[str, ...], index: OpenIndex, learned: Collection[str]
) -> tuple[Draft, tuple[str, ...]] | None:
    topics = after(known, index, learned)
    if not topics:
        return None
    titles = index.store.topics()
    sections = index.store.sections([f"{topic}#{SUMMARY_ANCHOR}" for topic in topics])
    parts = [
        Part([Chosen(stored.section, 0)], titles[stored.section.topic].title)
        for stored in sections.values()
    ]
    return Draft(parts), (*known[:1], *topics)


def after(known: Sequence[str], index: OpenIndex, learned: Collection[str] = ()) -> tuple[str, ...]:
    """Topics within reach of somebody who knows some, nearest first, at most `SUGGESTED`.

    Those count most that build on what was named; among them those of the general roadmap in its
    order, then those that need the fewest other things, then the easier ones.
    """
    graph, topics = index.graph, index.store.topics()
    have = frozenset(learned).union(known, *(graph.all_requires(topic) for topic in known))
    order = {topic: number for number, topic in enumerate(_general_order(index))}
    reach = {t for topic in known for t in graph.builds_on(topic)} - have
    if len(reach) < SUGGESTED:
        reach |= {t for t in order if t not in have and graph.all_requires(t) <= have}
    levels = ("beginner", "intermediate", "advanced")

    def key(topic: str) -> tuple[int, int, int, str]:
        missing = len(graph.all_requires(topic) - have)
        builds = sum(topic in graph.builds_on(one) for one in known)
        return missing - builds, levels.index(topics[topic].level), order.get(topic, 999), topic

    return tuple(sorted(reach, key=key)[:SUGGESTED])


def _general_order(index: OpenIndex) -> list[str]:
    """The topics of the roadmap named `backend`, in order; empty without one."""
    plan = index.store.roadmaps().get("backend")
    if plan is None:
        return []
    steps = (step for stage in plan["stages"] for step in stage["steps"])
    return [
        topic for step in steps for topic in ([step["topic"]] if step["topic"] else step["any_of"])
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
