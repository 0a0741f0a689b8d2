"""An answer as a terminal shows it: rich where there is a screen, plain Markdown where piped."""

from __future__ import annotations

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from bot.answering.answer import Answer, Citation

WIDTH = 92


def show_answer(console: Console, answer: Answer) -> None:
    """Prints an answer, its sources and next skills; plainly where the console is no terminal."""
    if not console.is_terminal:
        console.file.write(plain_answer(answer))
        return
    for part in _rich_parts(answer):
        console.print(part, width=min(WIDTH, console.width))


def plain_answer(answer: Answer) -> str:
    """The whole answer as plain Markdown, ending in a line break."""
    blocks = [answer.text]
    if answer.citations:
        lines = []
        for citation in answer.citations:
            lines.append(f"[{citation.n}] {citation.title} – {citation.section}")
            lines += [f"    {source.title} <{source.url}>" for source in citation.sources]
        blocks.append("Sources\n" + "\n".join(lines))
    if answer.next_skills:
        lines = [f"- {skill.title} ({skill.reason})" for skill in answer.next_skills]
        blocks.append("Next skills\n" + "\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def _rich_parts(answer: Answer) -> list[RenderableType]:
    from rich.markdown import Markdown  # needed on a screen alone, and slow to import

    parts: list[RenderableType] = [Markdown(answer.text), Text()]
    if answer.citations:
        parts.append(Text("Sources", style="bold"))
        parts += [Padding(line, (0, 0, 0, 1)) for c in answer.citations for line in _source(c)]
        parts.append(Text())
    if answer.next_skills:
        parts.append(Text("Next skills", style="bold"))
        for skill in answer.next_skills:
            line = Text(f" → {skill.title} ")
            line.append(f"({skill.reason})", style="dim")
            parts.append(line)
        parts.append(Text())
    return parts


def _source(citation: Citation) -> list[Text]:
    lines = [Text(f"[{citation.n}] {citation.title} – {citation.section}")]
    for source in citation.sources:
        line = Text("    ")
        line.append(source.title, style=f"link {source.url} cyan")
        line.append(f"  {source.url}", style="dim")
        lines.append(line)
    return lines
