"""What a question compares: the topics to set side by side, or the section that decides. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from index.names import Mention
from index.ranking import TopicEvidence
from index.search import SearchResult
from index.store import Topic

_COMPARATOR = re.compile(
    r"\b(?:vs\.?|versus|or|than|over|same (?:as|thing)|instead of|between|against)\b|=|/",
    re.IGNORECASE,
)
_COMPARATOR_REACH = 25
"""How many characters may lie between a name and the word that compares it."""

_SETTING = re.compile(r"\b(?:for|in|as)\s+(?:(?:an?|the|my|our|junior|senior)\s+)*$", re.IGNORECASE)
"""What stands before a name that is no side of a comparison but what both are for."""

_COMPARING_TITLE = re.compile(r"\b(?:versus|compared|between|OLAP|or)\b|^\S+,? and \S+$")
"""Titles of articles that set two or more things side by side."""

_BETWEEN = re.compile(r"(?=\b(?:versus|compared|between|or|and)\b|,)")
"""Where such a title is cut for its single names, since as a whole it is a name too."""

_DECIDING_HEADING = re.compile(r"\b(?:versus|compared|or|and when)\b", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')
"""Headings of sections that do, apart from what they quote, such as error messages."""

_DECIDES = 0.6
_DECIDES_UNNAMED = 0.85
"""How near a question must be to one of such a section, for it to decide what is compared: where
its heading names two of the topics, and where it names no others."""

_ALTERNATIVES = frozenset({"languages", "frameworks", "databases"})
"""Areas whose topics are products, each of which may take the place of another."""

_MOST_SIDES = 3


def compared_names(result: SearchResult) -> list[str]:
    """The topics whose names stand beside a word that compares, in order of appearance."""
    near: list[Mention] = []
    mentions = [m for m in result.mentions if not _SETTING.search(result.text[: m.start])]
    for match in _COMPARATOR.finditer(result.text):
        before = [m for m in mentions if 0 <= match.start() - m.end <= _COMPARATOR_REACH]
        after = [m for m in mentions if 0 <= m.start - match.end() <= _COMPARATOR_REACH]
        near += [*before[-1:], *after[:1]]
    return list(dict.fromkeys(m.topic for m in sorted(near, key=lambda m: m.start)))


def comparing_articles(
    topics: Mapping[str, Topic], named: Callable[[str], list[Mention]]
) -> dict[str, frozenset[str]]:
    """The articles that set things side by side, each with the topics that its title names.

    See `Comparisons` for the arguments.
    """
    found = {}
    for slug, topic in topics.items():
        if _COMPARING_TITLE.search(topic.title):
            names = (mention for name in _BETWEEN.split(topic.title) for mention in named(name))
            found[slug] = frozenset(mention.topic for mention in names) - {slug}
    return found


class Comparisons:
    """Knows which articles and headings compare what.

    Args:
        topics: all of an index, by slug.
        named: finds the topics that a text names.
    """

    def __init__(self, topics: Mapping[str, Topic], named: Callable[[str], list[Mention]]) -> None:
        self._find = named
        self._areas = {slug: topic.area for slug, topic in topics.items()}
        self._articles = comparing_articles(topics, named)

    def sides(self, result: SearchResult) -> tuple[TopicEvidence, ...]:
        """The topics to set side by side, unless an article compares just those."""
        named = compared_names(result)
        by_topic = {topic.topic: topic for topic in result.topics}
        sides = tuple(by_topic[slug] for slug in named if slug in by_topic)[:_MOST_SIDES]
        best = result.topics[0]
        others = set(named) - {best.topic}
        if len(sides) < 2 or others <= self._articles.get(best.topic, frozenset()):
            return ()
        if best.topic in named or self._compares_others(best, named):
            return sides
        compares = best.joins >= 2 and best.topic in self._articles
        bare = len(result.words) <= sum(mention.words for mention in result.mentions) + 2
        return (best, *sides)[:_MOST_SIDES] if bare and not compares else ()

    def _compares_others(self, topic: TopicEvidence, named: Collection[str]) -> bool:
        """Whether an article sets one of two products beside another one than is named."""
        about = self._articles.get(topic.topic, frozenset())
        areas = {self._areas[slug] for slug in (*named, *about)}
        is_of_one_kind = len(areas) == 1 and areas <= _ALTERNATIVES
        return is_of_one_kind and len(about.intersection(named)) == 1

    def decides(self, heading: str, likeness: float, sides: Collection[str]) -> bool:
        """Whether a section answers by itself which of some topics to take.

        Args:
            likeness: the best cosine with one of its questions.
        """
        if not _DECIDING_HEADING.search(_QUOTED.sub("", heading)):
            return False
        named = self._named(heading)
        if len(named.intersection(sides)) >= 2:
            return likeness >= _DECIDES
        return likeness >= _DECIDES_UNNAMED and named.issubset(sides)

    def _named(self, text: str) -> frozenset[str]:
        return frozenset(mention.topic for mention in self._find(text))
