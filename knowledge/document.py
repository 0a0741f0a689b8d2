"""YAML that remembers its lines, and its validation against a pydantic model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from knowledge.faults import Fault, Faults

T = TypeVar("T")

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_MESSAGES = {
    "missing": "missing field '{field}'",
    "extra_forbidden": "unknown field '{field}'",
    "string_type": "'{field}' must be text",
    "list_type": "'{field}' must be a list",
    "int_type": "'{field}' must be a whole number",
    "int_parsing": "'{field}' must be a whole number",
    "dict_type": "'{field}' must be a mapping of names to values",
    "model_type": "'{field}' must be a mapping of names to values",
    "url_parsing": "'{field}' must be a web address",
    "url_scheme": "'{field}' must be a web address that starts with https:// or http://",
}


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML text: its value, and for each place in it the line it stands on.

    Args of `parse`: `first_line` is the file's line number of the text's first line.
    """

    path: Path
    value: Any
    lines: dict[tuple[str | int, ...], int]
    first_line: int

    @classmethod
    def parse(cls, path: Path, text: str, first_line: int = 1) -> Document | Fault:
        """Reads the text; a text that is no YAML gives the fault instead."""
        try:
            node = yaml.compose(text, Loader=_Loader)
            value = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, C or Python
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            mark = getattr(error, "problem_mark", None)
            line = first_line + (mark.line if mark else 0)
            problem = getattr(error, "problem", None) or "cannot be read"
            return Fault(path, line, f"not valid YAML: {problem}")
        lines: dict[tuple[str | int, ...], int] = {}
        if node is not None:
            _collect_lines(node, (), first_line, lines, set())
        return cls(path, value, lines, first_line)

    @classmethod
    def read(cls, path: Path) -> Document | Fault:
        """Reads a file; one that is no YAML in UTF-8 gives the fault instead."""
        text = read_utf8(path)
        return text if isinstance(text, Fault) else cls.parse(path, text)

    def line(self, location: Sequence[str | int]) -> int:
        """The line of a place such as `("sources", "rfc", "url")`, or of its nearest parent."""
        place = tuple(location)
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, self.first_line)

    def fault(self, location: Sequence[str | int], message: str) -> Fault:
        return Fault(self.path, self.line(location), message)

    def validate(self, adapter: TypeAdapter[T]) -> T | Faults:
        """The value as what an adapter describes, or every fault."""
        try:
            return adapter.validate_python(self.value)
        except ValidationError as error:
            return Faults(self._fault_of(dict(item)) for item in error.errors())

    def _fault_of(self, item: dict[str, Any]) -> Fault:
        location = tuple(part for part in item["loc"] if part != "[key]")
        field = ".".join(str(part) for part in location) or "the file"
        template = _MESSAGES.get(item["type"])
        if template is None:
            problem = str(item["msg"]).removeprefix("Value error, ")
            message = f"'{field}': {problem[:1].lower()}{problem[1:]}"
        else:
            message = template.format(field=field)
        return self.fault(location, message)


class Strict(BaseModel):
    """The base of what knowledge files hold: unknown fields are faults, values never change."""

    model_config = {"extra": "forbid", "frozen": True, "str_strip_whitespace": True}


def _collect_lines(
    node: yaml.Node,
    place: tuple[str | int, ...],
    first_line: int,
    lines: dict[tuple[str | int, ...], int],
    seen: set[int],
) -> None:
    """Notes where each place begins; what an alias repeats counts once, under its first place."""
    lines.setdefault(place, first_line + node.start_mark.line)
    if id(node) in seen:  # aliases of aliases name exponentially many places, or never end
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        for key, child in node.value:
            inner = (*place, str(key.value))
            lines[inner] = first_line + key.start_mark.line
            _collect_lines(child, inner, first_line, lines, seen)
    elif isinstance(node, yaml.SequenceNode):
        for number, child in enumerate(node.value):
            _collect_lines(child, (*place, number), first_line, lines, seen)


def read_utf8(path: Path) -> str | Fault:
    """The text of a file, or the fault that it is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        return Fault(path, line, "not UTF-8: save the file in that encoding")
