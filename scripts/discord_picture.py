"""Draws a message as it stands in its payload: text, embeds, pictures, buttons and menus.

It is a drawing of what the bot sent, not a photograph of Discord's client: letters, icons and
spacing differ. Emoji are written as their names.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

WIDTH = 760
_MARGIN, _PAD, _LINE = 20, 14, 23
_BACK, _PANEL, _TEXT, _FAINT = "#313338", "#2b2d31", "#dbdee1", "#949ba4"
_LINK, _CODE, _BUTTON = "#00a8fc", "#1e1f22", "#4e5058"
_STYLES = {1: "#5865f2", 2: _BUTTON, 3: "#248046", 4: "#da373c", 5: _BUTTON}
_EMOJI = {"👍": ":thumbsup:", "👎": ":thumbsdown:"}
_INLINE = re.compile(r"\*\*(.+?)\*\*|\*(.+?)\*|`([^`]+)`|\[([^\]]*)\]\(([^)]+)\)|\[(\d+)\]")


@dataclass(frozen=True)
class _Word:
    text: str
    colour: str
    bold: bool = False


def draw_message(
    asked: str,
    content: str,
    embeds: list[dict[str, Any]],
    rows: list[dict[str, Any]],
    pictures: dict[str, bytes],
    private: bool,
    target: Path,
) -> None:
    """Draws one reply into a PNG file.

    Args:
        asked: the line above it that says who used which command.
        rows: action rows, as in the payload.
        pictures: attachments by file name.
    """
    sheet = _Sheet()
    sheet.line([_Word(asked, _FAINT)], size=14)
    sheet.line([_Word("Backroad", "#ffffff", bold=True), _Word("  APP", _LINK)], size=18)
    if content:
        sheet.text(content, _MARGIN)
    for embed in embeds:
        sheet.embed(embed, pictures)
    for row in rows:
        sheet.row(row["components"])
    if private:
        sheet.line([_Word("Only you can see this", _FAINT)], size=14)
    target.parent.mkdir(parents=True, exist_ok=True)
    sheet.crop().quantize(128).save(target, optimize=True)


class _Sheet:
    def __init__(self) -> None:
        self._image = Image.new("RGB", (WIDTH, 2400), _BACK)
        self._draw = ImageDraw.Draw(self._image)
        self._y = _MARGIN

    def crop(self) -> Image.Image:
        return self._image.crop((0, 0, WIDTH, self._y + _MARGIN))

    def line(self, words: list[_Word], size: int = 16, x: int = _MARGIN) -> None:
        for word in words:
            self._draw.text((x, self._y), word.text, word.colour, _font(size, word.bold))
            x += int(_font(size, word.bold).getlength(word.text))
        self._y += int(size * 1.5)

    def text(self, markdown: str, x: int, right: int = WIDTH - _MARGIN, bold: bool = False) -> None:
        """Markdown as Discord shows it, wrapped; code in a box of its own."""
        for number, part in enumerate(re.split(r"```\w*\n?", markdown)):
            if number % 2:
                self._code(part.rstrip("\n"), x, right)
                continue
            for paragraph in part.strip("\n").split("\n"):
                self._wrapped(list(_words(paragraph, bold)), x, right)

    def _wrapped(self, words: list[_Word], x: int, right: int) -> None:
        at = x
        for word in words:
            width = int(_font(16, word.bold).getlength(word.text))
            if at + width > right and at > x:
                self._y += _LINE
                at = x
            text = word.text.lstrip() if at == x else word.text
            self._draw.text((at, self._y), text, word.colour, _font(16, word.bold))
            at += int(_font(16, word.bold).getlength(text))
        self._y += _LINE if words else _LINE // 2

    def _code(self, code: str, x: int, right: int) -> None:
        lines = code.split("\n")
        box = (x, self._y, right, self._y + len(lines) * 20 + 12)
        self._draw.rounded_rectangle(box, 4, _CODE)
        for number, line in enumerate(lines):
            self._draw.text((x + 8, self._y + 6 + number * 20), line, _TEXT, _mono())
        self._y = int(box[3]) + 8

    def embed(self, embed: dict[str, Any], pictures: dict[str, bytes]) -> None:
        """An embed in its frame; the frame is drawn first at full height, then cut."""
        top, x = self._y, _MARGIN + _PAD + 4
        under = self._image.copy()
        panel = (_MARGIN, top, WIDTH - _MARGIN, self._image.height)
        self._draw.rounded_rectangle(panel, 6, _PANEL)
        self._y += _PAD
        right = WIDTH - _MARGIN - _PAD
        if embed.get("title"):
            self.text(embed["title"], x, right, bold=True)
            self._y += 6
        if embed.get("description"):
            self.text(embed["description"], x, right)
        for field in embed.get("fields", []):
            self._y += 8
            self.text(field["name"], x, right, bold=True)
            self.text(field["value"], x, right)
        self._picture(embed, pictures, x, right)
        if embed.get("footer"):
            self._y += 6
            self.text(embed["footer"]["text"], x, right)
        self._y += _PAD
        rest = (0, self._y, WIDTH, self._image.height)
        self._image.paste(under.crop(rest), rest)
        colour = f"#{embed.get('color') or 0x1E1F22:06x}"
        self._draw.rectangle((_MARGIN, top, _MARGIN + 4, self._y), colour)
        self._y += 10

    def _picture(
        self, embed: dict[str, Any], pictures: dict[str, bytes], x: int, right: int
    ) -> None:
        name = (embed.get("image") or {}).get("url", "").rpartition("/")[2]
        if name not in pictures:
            return
        picture = Image.open(io.BytesIO(pictures[name])).convert("RGBA").convert("RGB")
        height = int(picture.height * (right - x) / picture.width)
        self._y += 8
        self._image.paste(picture.resize((right - x, height)), (x, self._y))
        self._y += height + 4

    def row(self, components: list[dict[str, Any]]) -> None:
        """Buttons side by side, or one menu."""
        x = _MARGIN
        for component in components:
            menu = component["type"] != 2
            label = component.get("placeholder") if menu else component.get("label", "")
            emoji = (component.get("emoji") or {}).get("name", "")
            text = " ".join(part for part in (_EMOJI.get(emoji, emoji), label) if part)
            text = f"{text or 'Choose'}   v" if menu else text
            width = 420 if menu else int(_font(15).getlength(text)) + 28
            box = (x, self._y, x + width, self._y + 34)
            fill = _CODE if menu else _STYLES.get(component.get("style", 2), _BUTTON)
            self._draw.rounded_rectangle(box, 6, fill)
            colour = _FAINT if component.get("disabled") else "#ffffff"
            self._draw.text((x + 14, self._y + 8), text, colour, _font(15))
            x += width + 8
        self._y += 42


def _words(paragraph: str, bold: bool) -> Iterator[_Word]:
    """The words of a paragraph with their colours, each with the space before it."""
    if paragraph.startswith("-# "):
        yield from (_Word(part, _FAINT) for part in re.findall(r"\s*\S+", paragraph[3:]))
        return
    at = 0
    for found in _INLINE.finditer(paragraph):
        yield from _plain(paragraph[at : found.start()], _TEXT, bold)
        strong, slanted, code, link, _, marker = found.groups()
        if link is not None:
            yield from _plain(link, _LINK, bold)
        elif marker is not None:
            yield _Word(f"[{marker}]", _TEXT, bold)
        else:
            yield from _plain(strong or slanted or code, _TEXT, bold or bool(strong))
        at = found.end()
    yield from _plain(paragraph[at:], _TEXT, bold)


def _plain(text: str, colour: str, bold: bool) -> Iterator[_Word]:
    text = re.sub(r"\\([\\`*_~|>\[\]()#.-])", r"\1", text)
    for emoji, name in _EMOJI.items():
        text = text.replace(emoji, name)
    for part in re.findall(r"\s*\S+|\s+$", text):
        yield _Word(part, colour, bold)


def _font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return _first(["DejaVuSans-Bold.ttf"] if bold else ["DejaVuSans.ttf"], size - 1)


def _mono() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return _first(["DejaVuSansMono.ttf"], 13)


def _first(names: list[str], size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for name in names:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)
