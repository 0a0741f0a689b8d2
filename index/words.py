"""Words of a text: how they are cut, which of them say something, and FTS5's queries for them."""

from __future__ import annotations

import re
from typing import NamedTuple

_APOSTROPHES = str.maketrans("", "", "'’")
_WORD = re.compile(r"\.?[^\W_][\w+#]*(?:[.'’/-](?=\w)[\w+#]+)*[+#]*")

STOP_WORDS = frozenset(
    "a about actually after all also am an and any anyone anything are as ask at be because "
    "been before being best better but by can cannot cant could did do does doesnt doing done "
    "describe dont each either even ever every explained for from get gets getting give go "
    "going good got guys had has have having he hello help her here hey hi how i id if ill im "
    "in into is isnt it its ive just keep kind know let like lol lot make makes making many "
    "may maybe me mean means might more most much must my need no not now of off ok okay on "
    "one only or other our out over people pls please question really right say see she "
    "should show so some somebody someone something sort still stuff such sure take tell than "
    "thank thanks that thats the their them then there these they thing things think this "
    "those though time to too try trying u up us use used using ve very want wanna was way we "
    "well went were what whats when where whether which while who whose why will with within "
    "without wont work works would yes yet you your youre vs versus "
    "asap bro bruh btw cuz definition dude dummies dunno eli5 fr fyi gimme gonna gotta haha "
    "hmm honestly idk imho imo kinda legit literally lmao lowkey meaning nah nay ngl noob omg plz "
    "rn smth sorta sth tbh thx tldr tho thru til ugh ur welp wth wtf wut ya yall yay yeah yep "
    "yup".split()
)
"""Words that say nothing about the subject of a question."""


class Word(NamedTuple):
    """A word in lower case without apostrophes, and where it stands in the text."""

    text: str
    start: int
    end: int


def cut_words(text: str) -> list[Word]:
    """The words of a text in order; `c++`, `c#`, `.net`, `node.js` and `ci/cd` are words."""
    return [
        Word(match[0].translate(_APOSTROPHES).lower(), *match.span())
        for match in _WORD.finditer(text)
    ]


def content_words(text: str) -> list[str]:
    """The words of a text that say what it is about, each once, in order."""
    words = (word.text for word in cut_words(text))
    return list(dict.fromkeys(word for word in words if word not in STOP_WORDS))


def fts_words(text: str, limit: int = 24) -> list[str]:
    """A text's content words, each an FTS5 query for itself.

    Each stands in double quotes, so nothing a member types is read as FTS5 syntax.
    """
    plain = (word.replace('"', "") for word in content_words(text)[:limit])
    return [f'"{word}"' for word in plain if word]


def fts_query(text: str, limit: int = 24) -> str:
    """An FTS5 query that finds any of the text's content words; empty where it has none."""
    return " OR ".join(fts_words(text, limit))
