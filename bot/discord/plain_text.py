"""Members' words, shown so that they say what they say and do nothing else. Pure."""

from __future__ import annotations

import re
import unicodedata

_MARKUP = re.compile(r"([\\*_~`|>#\[\]()<@:-])")
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def one_line(text: str) -> str:
    """The text in one line, without characters that nobody sees, such as those that turn it round.

    The joiner of composed emoji and of some scripts stays.
    """
    spaced = " ".join(text.split())
    return "".join(c for c in spaced if c == "\u200d" or unicodedata.category(c) not in _UNSEEN)


def harmless(text: str) -> str:
    """The text in one line, with nothing in it that Discord would render: no link, no mention."""
    return _MARKUP.sub(r"\\\1", one_line(text))
