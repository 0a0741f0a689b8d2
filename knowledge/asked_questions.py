"""Questions that people ask, by the topic and the section that answers them.

Articles say which questions their sections answer. These are more of them, in the words of many
people: the search compares a question with them, and learns from them which topic and which of its
sections is meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter

from knowledge.article import Text
from knowledge.document import Document
from knowledge.faults import Fault, Faults


@dataclass(frozen=True, slots=True)
class AskedQuestions:
    """The questions of one area's topics, by slug and heading, as read from the area's file.

    A question that follows others stands as one text with them, as follow-ups are searched.
    """

    slug: str
    path: Path
    by_topic: Mapping[str, Mapping[str, list[str]]]
    document: Document = field(repr=False, compare=False)

    @property
    def count(self) -> int:
        """How many questions there are."""
        return sum(len(asked) for of in self.by_topic.values() for asked in of.values())


_Conversation = Annotated[list[Text], Field(min_length=2)]
_Questions = Annotated[list[Text | _Conversation], Field(min_length=1)]
_BY_TOPIC: TypeAdapter[dict[str, dict[str, list[str | list[str]]]]] = TypeAdapter(
    dict[str, Annotated[dict[str, _Questions], Field(min_length=1)]]
)


def read_asked(path: Path) -> tuple[AskedQuestions | None, list[Fault]]:
    """Reads one area's file, or everything that is wrong with its form."""
    document = Document.parse(path, path.read_text(encoding="utf-8"))
    if isinstance(document, Fault):
        return None, [document]
    by_topic = document.validate(_BY_TOPIC)
    if isinstance(by_topic, Faults):
        return None, list(by_topic)
    joined = {
        topic: {
            heading: [one if isinstance(one, str) else " ".join(one) for one in questions]
            for heading, questions in sections.items()
        }
        for topic, sections in by_topic.items()
    }
    return AskedQuestions(path.stem, path, joined, document), []
