"""Rules of roadmaps: known topics, each once, none before what it requires."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.faults import Fault
from knowledge.graph import SkillGraph
from knowledge.roadmap import Roadmap


def check_roadmap(roadmap: Roadmap, graph: SkillGraph) -> Iterator[Fault]:
    """Every fault of one roadmap against the skill graph."""
    known: set[str] = set()
    for topic in roadmap.plan.assumes:
        if topic not in graph:
            yield roadmap.document.fault(("assumes",), f"'{topic}' in 'assumes' is no topic")
            continue
        known |= {topic, *graph.all_requires(topic)}
    seen: set[str] = set()
    optional: set[str] = set()
    for stage, number, step in roadmap.steps():
        place = ("stages", stage, "steps", number)
        for topic in step.topics:
            if topic not in graph:
                yield roadmap.document.fault(place, f"'{topic}' is no topic")
                continue
            if topic in seen:
                yield roadmap.document.fault(place, f"'{topic}' stands twice")
            missing = [n for n in graph.requires(topic) if n not in known]
            if missing:
                names = ", ".join(missing)
                message = f"'{topic}' comes before what it requires: {names}"
                yield roadmap.document.fault(place, message)
            if not step.optional:
                for needed in sorted(optional.intersection(graph.requires(topic))):
                    message = f"'{topic}' requires '{needed}', which is optional here"
                    yield roadmap.document.fault(place, message)
        seen.update(step.topics)
        known.update(step.topics)
        if step.optional:
            optional.update(step.topics)
