"""What members wrote made into the first text of an entry. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.communities.entry import Credit
from bot.communities.form import FIELD_LIMIT, Form
from bot.communities.rules import LONGEST_URL, QUESTION, QUESTIONS, SOURCES, TITLE
from bot.communities.text_rules import without_hidden

_BARE_FENCE = re.compile(r"\A```[ \t]*\n")
_FENCED = re.compile(r"(```.*?(?:```|\Z))", re.DOTALL)
_MEMBER = re.compile(r"<@[!&]?(\d+)>")
_CHANNEL_OR_EMOJI = re.compile(r"<(?:a?:(\w+):\d+|[#@/][^>]{1,60}|t:[^>]{1,40})>")
_EVERYBODY = re.compile(r"@(everyone|here)\b", re.IGNORECASE)
_MASKED = re.compile(r"\[([^\]\n]*)\]\s?\(<?([^)\s>]*)>?[^)\n]*\)")
_ADDRESS = re.compile(r"https?://[^\s<>()\[\]]+", re.IGNORECASE)
_HEADING = re.compile(r"^#{1,3}\s+", re.MULTILINE)
_QUOTED = re.compile(r"^>{1,3}\s?", re.MULTILINE)
_NO_NAME = re.compile(r"[\[\]()<>`*|~\\@\n]")


def form_of_message(text: str, asked: str, names: Mapping[int, str]) -> Form:
    """The dialog filled in with a message; the moderator completes it.

    Links that hide their address show it, addresses become sources, mentions become names, and
    what is invisible is left out.

    Args:
        asked: the message that it replies to; empty for none.
        names: of the members whom it mentions, by id.
    """
    text = without_hidden(text.replace("\r\n", "\n"))
    pieces = _FENCED.split(_closed(text))
    body = "".join(
        _BARE_FENCE.sub("```text\n", piece) if number % 2 else _prose(piece, names)
        for number, piece in enumerate(pieces)
    )
    prose = "".join(pieces[::2])
    found = dict.fromkeys(url.rstrip(".,;:!?") for url in _ADDRESS.findall(prose))
    urls = [url for url in found if len(url) <= LONGEST_URL][:SOURCES]
    begun = form_of_questions([_prose(asked, names)])
    return Form(
        begun.title,
        begun.questions,
        body=body.strip()[:FIELD_LIMIT],
        sources="\n".join(urls),
    )


def form_of_questions(questions: Sequence[str]) -> Form:
    """The dialog filled in with what members asked, the first one as the title."""
    lines = [" ".join(without_hidden(text).split())[: QUESTION[1]].strip() for text in questions]
    asked = list(dict.fromkeys(line for line in lines if len(line) >= QUESTION[0]))
    title = " ".join(_NO_NAME.sub(" ", asked[0]).split()) if asked else ""
    return Form(title[: TITLE[1]].strip(" ?"), "\n".join(asked[: QUESTIONS[1]]))


def credit_of(name: str, member: int, link: str) -> Credit:
    """The credit of a message's author, the name free of signs."""
    plain = " ".join(_NO_NAME.sub(" ", without_hidden(name)).split())[:80]
    return Credit(plain or "a member", member, link)


def _prose(text: str, names: Mapping[int, str]) -> str:
    text = _MEMBER.sub(lambda match: _NO_NAME.sub(" ", names.get(int(match[1]), "a member")), text)
    text = _CHANNEL_OR_EMOJI.sub(lambda match: f":{match[1]}:" if match[1] else "", text)
    text = _EVERYBODY.sub(r"\1", text)
    text = _MASKED.sub(lambda match: f"{match[1]} ({match[2]})" if match[1] else match[2], text)
    return _HEADING.sub("## ", _QUOTED.sub("", text))


def _closed(text: str) -> str:
    """The text with its last code block closed."""
    return f"{text.rstrip()}\n```" if text.count("```") % 2 else text
