"""Keeping secrets out of the log, whoever writes them there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from urllib.parse import quote

HIDDEN = "[hidden]"
SHORTEST = 4
"""Shorter secrets are not looked for: they would be found in ordinary words."""

_TOKEN_IN_ADDRESS = re.compile(r"(/(?:interactions|webhooks)/\d+/)[\w.-]{20,}")
"""Discord puts tokens into the addresses of interactions and webhooks; they work for 15 minutes."""

_TOKEN_BY_NAME = re.compile(
    r"""((?:token|authorization)\\?['"]?\s*[:=]\s*\\?['"]?)(?:Bot |Bearer )?[\w.~+/=-]{20,}""",
    re.IGNORECASE,
)
"""Payloads and headers name their token."""


class Redactor:
    """Replaces secrets in text, in every form in which they may be written there.

    Args:
        secrets: the very tokens and keys of this process.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {
            form
            for secret in secrets
            if len(secret.strip()) >= SHORTEST
            for form in _forms(secret.strip())
        }
        longest_first = sorted(forms, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest_first))) if forms else None

    def __call__(self, text: str) -> str:
        """The text without secrets: those given, and those that its addresses and data hold."""
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        text = _TOKEN_IN_ADDRESS.sub(rf"\g<1>{HIDDEN}", text)
        return _TOKEN_BY_NAME.sub(rf"\g<1>{HIDDEN}", text)


def _forms(secret: str) -> set[str]:
    """A secret as it is, as Python and addresses write it, and each of these within JSON."""
    written = {secret, repr(secret)[1:-1], quote(secret, safe="")}
    return written | {json.dumps(form)[1:-1] for form in written}
