"""Checks bodies against Discord's published OpenAPI description, where that file is at hand."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from .model import JSON
from .validation.form import Form

OPENAPI = Path(__file__).resolve().parents[3] / "shared" / "discord-openapi.json"
"""Beside the repository: `<repository>/../shared/discord-openapi.json`."""

_BASE = "urn:discord-openapi"


@cache
def _document(path: Path) -> JSON:
    """The description, with the two leniencies the real API shows and the description omits.

    Snowflakes in requests may be numbers, and permissions may be strings of digits.
    """
    document: JSON = json.loads(path.read_text(encoding="utf-8"))
    schemas = document["components"]["schemas"]
    schemas["SnowflakeType"]["type"] = ["string", "integer"]
    for schema in schemas.values():
        bits = schema.get("properties", {}).get("default_member_permissions", {})
        if "integer" in bits.get("type", ()) and "string" not in bits["type"]:
            bits["type"] = [*bits["type"], "string"]
            bits["pattern"] = "^[0-9]+$"
    return document


@cache
def _validators(path: Path) -> tuple[Registry[Any], dict[tuple[str, str], JSON]]:
    """The registry that resolves `$ref`s, and each operation under its method and bare path."""
    document = _document(path)
    resource: Resource[Any] = Resource.from_contents(document, DRAFT202012)
    operations = {
        (method.upper(), bare(template)): operation
        for template, methods in document["paths"].items()
        for method, operation in methods.items()
        if method != "parameters"
    }
    return Registry().with_resource(_BASE, resource), operations


@cache
def _validator(path: Path, reference: str) -> Draft202012Validator:
    registry, _ = _validators(path)
    return Draft202012Validator({"$ref": f"{_BASE}#{reference}"}, registry=registry)


def bare(template: str) -> str:
    """A path template with its parameters' names left out, to compare templates by."""
    return re.sub(r"\{[^}]*\}", "{}", template)


class Schema:
    """Counts what it validated; `faults` keeps what did not fit, as `(operation, message)`."""

    def __init__(self, path: Path = OPENAPI) -> None:
        self._path = path
        self.available = path.is_file()
        self.validated = 0
        self.answers_validated = 0
        self.faults: list[tuple[str, str]] = []
        self.answer_faults: list[tuple[str, str]] = []

    def check_request(self, method: str, template: str, body: Any) -> None:
        """Refuses (50035) a JSON body that does not fit; unknown operations pass unchecked."""
        operation = self._operation(method, template)
        if operation is None or "application/json" not in _contents(operation.get("requestBody")):
            return
        pointer = self._pointer(method, template, "requestBody")
        self.validated += 1
        fault = best_match(_validator(self._path, pointer).iter_errors(body))
        if fault is None:
            return
        self.faults.append((f"{method} {template}", fault.message))
        form = Form()
        form.add(tuple(fault.absolute_path), "BASE_TYPE_INVALID", fault.message[:500])
        form.refuse()

    def check_answer(self, method: str, template: str, status: int, body: Any) -> None:
        """Notes, for the server's own tests, an answer that is not as described."""
        operation = self._operation(method, template)
        responses = operation["responses"] if operation else {}
        if body is None or "application/json" not in _contents(responses.get(str(status))):
            return
        pointer = self._pointer(method, template, f"responses/{status}")
        self.answers_validated += 1
        fault = best_match(_validator(self._path, pointer).iter_errors(body))
        if fault is not None:
            where = "/".join(str(part) for part in fault.absolute_path)
            self.answer_faults.append((f"{method} {template}", f"{where}: {fault.message[:500]}"))

    def _operation(self, method: str, template: str) -> JSON | None:
        if not self.available:
            return None
        return _validators(self._path)[1].get((method, bare(template)))

    def _pointer(self, method: str, template: str, part: str) -> str:
        """The JSON pointer of an operation's `application/json` schema."""
        wanted = bare(template)
        path = next(p for p in _document(self._path)["paths"] if bare(p) == wanted)
        escaped = path.replace("~", "~0").replace("/", "~1")
        for character, code in (("{", "%7B"), ("}", "%7D")):
            escaped = escaped.replace(character, code)
        return f"/paths/{escaped}/{method.lower()}/{part}/content/application~1json/schema"


def _contents(part: JSON | None) -> JSON:
    content: JSON = (part or {}).get("content", {})
    return content
