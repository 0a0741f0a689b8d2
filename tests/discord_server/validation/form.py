"""Collects every fault of a request body and refuses them all at once, as Discord does.

Shape: https://discord.com/developers/docs/reference#error-messages
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from ..errors import DiscordError
from ..model import JSON

Path = tuple[str | int, ...]


class Form:
    """The faults found so far, each at a path such as `("embeds", 0, "title")`."""

    def __init__(self) -> None:
        self._errors: JSON = {}

    def add(self, path: Path, code: str, message: str) -> None:
        """Notes one fault."""
        node = self._errors
        for part in path:
            node = node.setdefault(str(part), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def refuse(self) -> None:
        """Raises 50035 with all faults; returns if there are none."""
        if self._errors:
            raise DiscordError(400, 50035, "Invalid Form Body", self._errors)

    def text(self, path: Path, value: Any, low: int, high: int, *, required: bool = False) -> None:
        """A string of `low` to `high` characters (code points), or nothing unless required."""
        if value is None:
            if required:
                self.missing(path)
        elif not isinstance(value, str):
            self.add(path, "STRING_TYPE_CONVERT", "Could not interpret the value as string.")
        elif low == 0 and len(value) > high:
            self.add(path, "BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer in length.")
        elif not low <= len(value) <= high:
            if required and not value:
                self.missing(path)
            else:
                message = f"Must be between {low} and {high} in length."
                self.add(path, "BASE_TYPE_BAD_LENGTH", message)

    def items(self, path: Path, value: Any, low: int, high: int) -> list[Any]:
        """A list of `low` to `high` items; what is no list, or null, counts as empty."""
        if value is None:
            value = []
        if not isinstance(value, list):
            self.add(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return []
        if low == 0 and len(value) > high:
            self.add(path, "BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer in length.")
        elif not low <= len(value) <= high:
            message = f"Must be between {low} and {high} in length."
            self.add(path, "BASE_TYPE_BAD_LENGTH", message)
        return value

    def objects(self, path: Path, value: Any, low: int, high: int) -> list[tuple[Path, JSON]]:
        """As `items`, each an object, with its path."""
        found = []
        for index, item in enumerate(self.items(path, value, low, high)):
            if isinstance(item, dict):
                found.append(((*path, index), item))
            else:
                self.not_object((*path, index))
        return found

    def number(self, path: Path, value: Any, low: int, high: int) -> None:
        """An integer in a range, or nothing."""
        if value is None:
            return
        if not isinstance(value, int) or isinstance(value, bool):
            self.add(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
        elif value < low:
            self.add(
                path, "NUMBER_TYPE_MIN", f"int value should be greater than or equal to {low}."
            )
        elif value > high:
            self.add(path, "NUMBER_TYPE_MAX", f"int value should be less than or equal to {high}.")

    def choice(self, path: Path, value: Any, options: Collection[Any]) -> bool:
        """One of the options; says whether it is."""
        if value in options and not isinstance(value, bool):
            return True
        listed = ", ".join(str(option) for option in options)
        self.add(path, "BASE_TYPE_CHOICES", f"Value must be one of {{{listed}}}.")
        return False

    def url(self, path: Path, value: Any, schemes: Collection[str]) -> None:
        """A well-formed address under one of the schemes, or nothing."""
        if value is None:
            return
        parts = urlsplit(value) if isinstance(value, str) else None
        if parts is None or not parts.scheme or not parts.netloc or any(c.isspace() for c in value):
            self.add(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
        elif parts.scheme not in schemes:
            listed = ", ".join(f"'{scheme}'" for scheme in schemes)
            message = f'Scheme "{parts.scheme}" is not one of ({listed}).'
            self.add(path, "URL_TYPE_INVALID_SCHEME", message)

    def missing(self, path: Path) -> None:
        """A required field is not there."""
        self.add(path, "BASE_TYPE_REQUIRED", "This field is required")

    def not_object(self, path: Path) -> None:
        """Something that must be an object is not."""
        self.add(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")


def require_object(body: Any) -> JSON:
    """The body as an object, refused if it is anything else."""
    if isinstance(body, dict):
        return body
    form = Form()
    form.not_object(())
    form.refuse()
    raise AssertionError("unreachable")
