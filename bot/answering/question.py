"""A member's message made ready for search: cleaned, its parts and its question found. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from index.words import content_words

LONGEST = 4000
"""Characters of a message that are read; what comes after is left out."""

_LONG_WORDS = 40
_MENTION = re.compile(r"<(?:@[!&]?|#|a?:\w+:)\d+>")
_ERROR_LINE = re.compile(
    r"^(?:```\w*)?[ \t]*((?:Caused by: |Uncaught )?(?:[\w.]*(?:Error|Exception|Warning|Fault)\b|"
    r"Exception in thread|npm ERR|(?:fatal|error|panic|denied|refused)\b|"
    r".*\b(?:command not found|permission denied|connection refused|failed|fatal)\b).*)$",
    re.IGNORECASE | re.MULTILINE,
)
_ERROR_CHARACTERS = 200
_LOCAL_URL = re.compile(
    r"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::\d+)?[^\s)\]>\"',]*", re.IGNORECASE
)
_URL = re.compile(r"https?://\S+")
_FENCE = re.compile(r"```.*?(?:```|$)", re.DOTALL)
_FOR_A_CHILD = re.compile(
    r",?\s*\b(?:explain(?:ed)? (?:it )?(?:to me )?)?(?:like|as if) (?:i'?m|i am|i were|i was) "
    r"(?:an? )?(?:\d{1,2}|five|six|ten|child|kid|idiot|dumb|stupid)\b"
    r"(?:[ -]?(?:years?[ -]old|yo)\b)?|"
    r",?\s*\beli ?5\b:?",
    re.IGNORECASE,
)
"""A wish for plain words, put in other words than those of the subject."""

_SENTENCE_END = re.compile(r"(?<=[?!.])\s+|\n+")
_ASKS = re.compile(
    r"\?\s*$|^(?:so |and |but |ok |also |then )*(?:how|what|whats|what's|why|when|where|which|who|"
    r"can|could|should|is|are|do|does|did|will|would|shall|am|any|explain|tell|help|wat|wht|hw)\b",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r"[?;]\s+(?:and |also |plus |then )?|,? (?:and|also|plus|and also) (?=(?:how|what|why|when|"
    r"where|which|should|can|do|does|is|are)\b)",
    re.IGNORECASE,
)

_LEANS = re.compile(
    r"\b(?:it|its|this|that|these|those|them|they|their|each|one|ones|both|either|same|so|there)\b",
    re.IGNORECASE,
)
"""A part with such a word asks of what the part before it names."""


def clean(text: str) -> str:
    """The message without Discord's mentions, code blocks, addresses and control characters.

    Of a code block the line stays that tells an error, and of an address on the asker's own machine
    its name: these mostly are what is asked about.
    """
    text = unicodedata.normalize("NFKC", text[:LONGEST])
    text = _FENCE.sub(lambda block: f" {_error_in(block[0])} ", text)
    text = _LOCAL_URL.sub(" localhost ", text)
    for pattern in (_MENTION, _URL):
        text = pattern.sub(" ", text)
    if _FOR_A_CHILD.sub("", text).strip():
        text = _FOR_A_CHILD.sub(" in simple words ", text)
    kept = (c if c == "\n" or not unicodedata.category(c).startswith("C") else " " for c in text)
    lines = (" ".join(line.split()) for line in "".join(kept).split("\n"))
    return "\n".join(line for line in lines if line).strip()


def _error_in(block: str) -> str:
    """The line of a code block that tells an error, the innermost cause first; else nothing."""
    errors = [error.strip("` ") for error in _ERROR_LINE.findall(block)]
    causes = [error for error in errors if error.startswith("Caused by")]
    first: str = (causes[-1:] or errors[:1] or [""])[0]
    return first[:_ERROR_CHARACTERS]


def focus(text: str) -> str:
    """The sentences that ask, where a long message holds some among much else; else the text."""
    if len(text.split()) <= _LONG_WORDS:
        return text
    sentences = [piece.strip() for piece in _SENTENCE_END.split(text) if piece.strip()]
    asking = [sentence for sentence in sentences if sentence.endswith("?")]
    asking = asking or [sentence for sentence in sentences if asks(sentence)]
    return " ".join(asking) if asking else text


_ASKING = "how|what|whats|why|when|where|which|should|can|do|does|is|are|i|we|my|our|they"
"""Words that begin a clause."""

_CLAUSE_END = re.compile(
    r"[?!;:\n]+|\.(?=\s|$)|\b\d\)|"
    rf",? \b(?:and|or|but|plus|also)\b (?=(?:{_ASKING}|who|could|will|would|if)\b)|"
    rf", (?=(?:{_ASKING})\b)",
    re.IGNORECASE,
)
_CLAUSE_WORDS = 3
_CLAUSES = 4


def asks(clause: str) -> bool:
    """Whether a clause is a question by its first word."""
    return _ASKS.search(clause) is not None


def split_clauses(text: str) -> list[str]:
    """The clauses of a message that say something, none where there is but one.

    At most four, in their order: of more, the first ones that ask, and then the first others.
    """
    pieces = [piece.strip(" ,.-") for piece in _CLAUSE_END.split(text)]
    clauses = [p for p in pieces if content_words(p) and _is_clause(p)]
    if len(clauses) < 2:
        return []
    numbers = sorted(range(len(clauses)), key=lambda number: not asks(clauses[number]))
    return [clauses[number] for number in sorted(numbers[:_CLAUSES])]


_STANDS_FOR = re.compile(
    r"\b(?:it|them|they)\b(?! (?:is |was )?(?:ok|okay|possible|true|better|necessary|normal|safe|"
    r"hard|easy|bad|good) (?:to|if|that)\b)|\b(?:this|that|these|those)$",
    re.IGNORECASE,
)
"""A word that stands for what was named before; not the "it" of "is it normal to"."""


def with_subjects(clauses: Sequence[str], names: Sequence[Sequence[str]]) -> list[str]:
    """Clauses that say what their "it" or "them" stands for: the name in the clause before.

    "What is caching, and when do I need it" becomes "what is caching", "when do I need caching".

    Args:
        names: what each clause names.
    """
    told: list[str] = []
    subject = ""
    for clause, own in zip(clauses, names, strict=True):
        if own:
            subject = own[0]
        told.append(clause if own or not subject else _with_subject(clause, subject))
    return told


def _with_subject(clause: str, subject: str) -> str:
    return _STANDS_FOR.sub(lambda _: subject, clause, count=1)


def _is_clause(piece: str) -> bool:
    """Whether words between two joints are a clause of their own: "whats orm" is, "my app" not."""
    words = len(piece.split())
    return words >= _CLAUSE_WORDS or (words == _CLAUSE_WORDS - 1 and asks(piece))


def split_parts(text: str) -> list[str]:
    """The questions of a message that asks several; the text alone where it asks one.

    A part has at least two words and names its own subject; at most three parts are taken.
    """
    pieces = [piece.strip(" ,.;") for piece in _JOINT.split(text)]
    asking = [
        piece
        for number, piece in enumerate(pieces)
        if len(piece.split()) >= 2 and asks(piece) and not (number and _LEANS.search(piece))
    ]
    if len(asking) < 2:
        return [text]
    return [piece.rstrip("?") + "?" for piece in asking[:3]]
