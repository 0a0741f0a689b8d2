"""What a sentence must not change about its passage: numbers, code, names, telling words. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.vocabulary import stem
from index.words import STOP_WORDS, cut_words

_SPELT = {
    word: str(number)
    for number, word in enumerate("two three four five six seven eight nine ten".split(), 2)
}
_UNITS = {
    unit: names[0]
    for names in (
        ("ms", "millisecond", "milliseconds"),
        ("s", "sec", "secs", "second", "seconds"),
        ("min", "mins", "minute", "minutes"),
        ("h", "hour", "hours"),
        ("day", "days"),
        ("week", "weeks"),
        ("month", "months"),
        ("year", "years"),
        ("%", "percent"),
        ("bit", "bits"),
        ("byte", "bytes"),
        ("kb", "kilobyte", "kilobytes"),
        ("mb", "megabyte", "megabytes"),
        ("gb", "gigabyte", "gigabytes"),
        ("tb", "terabyte", "terabytes"),
    )
    for unit in names
}
_NUMBER = re.compile(
    r"(?<![\w.])(\d+(?:[.,]\d+)*|" + "|".join(_SPELT) + r")(?!\w*[-/.]?\d)\s*(%|[a-z]+)?",
    re.IGNORECASE,
)
_CODE_SPAN = re.compile(r"`([^`]+)`")
_CODE_LIKE = re.compile(
    r"[\w./:$@#*-]*(?:[\w)][_/=:.$#@][\w(/]|\w\(\)|::|->|=>|--?\w|\d\w*[A-Za-z]|[A-Za-z]\w*\d|"
    r"[a-z][A-Z]|[A-Z][A-Z])[\w./:$@#*()+-]*"
)
_NAME = re.compile(r"(?<=[\w,;:)] )[A-Z][\w+#-]*")
_TELLING = frozenset(
    "always never only guarantee guarantees guaranteed impossible best worst fastest slowest "
    "faster slower quicker safer cheaper stronger weaker bigger smaller larger higher lower "
    "increase increases decrease decreases grow grows shrink shrinks before after required "
    "optional unlimited deprecated obsolete free paid secure insecure safe unsafe "
    "synchronous asynchronous synchronously asynchronously stateless stateful mutable immutable "
    "encrypted unencrypted public private automatically".split()
)
"""Words that turn a statement round or overstate it: the passage must use them too."""

_LACKS = re.compile(r"\b(?:no|without|lacks?|lacking)\s+(?:an? |any |the )?(\w+)", re.IGNORECASE)
_NOT = re.compile(
    r"\b(?:not|never|cannot|neither|nor|hardly|\w+n['’]t|dont|doesnt|cant|isnt|wont)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[,;:()–—\n]|\. |\b(?:but|and|while|whereas|because|so|which|that|when|if|unless|or|until)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Details:
    """The details of a text. `numbers` and `names` are in one spelling, `code` as it stands."""

    numbers: frozenset[str]
    code: frozenset[str]
    names: frozenset[str]
    telling: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Details:
        spans = frozenset(span.strip() for span in _CODE_SPAN.findall(text))
        prose = _CODE_SPAN.sub(" ", text)
        code = {match[0].rstrip(".:,-/*").rstrip("s") for match in _CODE_LIKE.finditer(prose)}
        words = {word.text for word in cut_words(text)}
        return cls(
            frozenset(_numbers(prose)),
            spans | frozenset(one for one in code if one),
            frozenset(stem(name.lower()) for name in _NAME.findall(prose)),
            frozenset(stem(word) for word in words & _TELLING),
        )


def _numbers(text: str) -> list[str]:
    """Numbers, and each with its unit where one follows: "5", "5 min"."""
    found = []
    for digits, unit in _NUMBER.findall(text):
        number = _SPELT.get(digits.lower(), re.sub(r",(?=\d{3}\b)", "", digits))
        measure = _UNITS.get(unit.lower())
        found.append(f"{number} {measure}" if measure else number)
        if measure:
            found.append(number)
    return found


def has_details(details: Details, text: str, own: Details) -> bool:
    """Whether a passage has all the details of a sentence.

    Args:
        details: of the sentence.
        text, own: the passage, and its details.
    """
    stems = all_stems(text)
    return (
        details.numbers <= own.numbers
        and all(_stands(code, text) for code in details.code)
        and details.names <= stems
        and details.telling <= own.telling
    )


def _stands(code: str, text: str) -> bool:
    before = r"(?<!\w)" if code[0].isalnum() else ""
    after = r"(?!\w)" if code[-1].isalnum() else ""
    if after and code.isalnum():
        after = r"s?(?!\w)"
    return re.search(before + re.escape(code) + after, text) is not None


def all_stems(text: str) -> frozenset[str]:
    """The stems of all words; the parts of a word joined by signs count too."""
    stems: set[str] = set()
    for word in cut_words(text):
        stems.add(stem(word.text))
        stems.update(stem(part) for part in re.split(r"[./'’-]", word.text) if part)
    return frozenset(stems)


def content_stems(text: str) -> frozenset[str]:
    """The stems of the words that say what the text is about."""
    words = (word.text for word in cut_words(text))
    return frozenset(stem(word) for word in words if word not in STOP_WORDS)


def clauses(text: str) -> list[tuple[frozenset[str], bool]]:
    """The clauses of a text: the stems of each, and whether it is negated."""
    cut = (piece for piece in _CLAUSE.split(text) if piece)
    found = [(content_stems(piece), _NOT.search(piece) is not None) for piece in cut]
    return [clause for clause in found if clause[0]]


def lacking(text: str) -> frozenset[str]:
    """The stems of what a text says is missing: "no index", "without a lock"."""
    return frozenset(stem(word.lower()) for word in _LACKS.findall(text))
