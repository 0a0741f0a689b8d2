"""Rules of the skill graph: acyclic, connected, reduced, never uphill."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from knowledge.article import Article
from knowledge.faults import Fault
from knowledge.graph import SkillGraph, find_cycle


def check_graph(articles: Mapping[str, Article]) -> Iterator[Fault]:
    """Every fault in the `requires` of the articles; where there is a cycle, that alone."""
    requires = {slug: article.head.requires for slug, article in articles.items()}
    cycle = find_cycle(requires)
    if cycle:
        way = " → ".join(cycle)
        yield articles[cycle[0]].document.fault(("requires",), f"'requires' makes a cycle: {way}")
        return
    graph = SkillGraph(requires)
    for slug, article in articles.items():
        for needed, by_way_of in graph.redundant(slug):
            message = f"'{needed}' is already required by '{by_way_of}': leave it out"
            yield article.document.fault(("requires",), message)
        for needed in graph.requires(slug):
            if articles[needed].head.level.rank > article.head.level.rank:
                message = f"'{needed}' is harder ({articles[needed].head.level}) than this topic"
                yield article.document.fault(("requires",), message)
    for group in graph.components()[1:]:
        for slug in sorted(group):
            message = "not connected with the rest of the skill graph"
            yield articles[slug].document.fault(("requires",), message)
