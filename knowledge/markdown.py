"""The body of an article: Markdown into sections, every departure from the format a fault."""

from __future__ import annotations

from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from knowledge.article import Block, BlockKind, Section
from knowledge.faults import Fault

_PARSER = MarkdownIt("commonmark").enable("table")


def parse_body(
    path: Path, text: str, first_line: int = 1
) -> tuple[tuple[Section, ...], list[Fault]]:
    """Splits a body into its sections.

    Args:
        path: named in faults only.
        text: the Markdown below the head.
        first_line: the file's line number of the text's first line.

    Returns:
        The sections in order, and the faults found (blocks at fault are left out).
    """
    reader = _BodyReader(path, first_line)
    for node in SyntaxTreeNode(_PARSER.parse(text)).children:
        reader.take(node)
    return reader.finish(), reader.faults


class _BodyReader:
    def __init__(self, path: Path, first_line: int) -> None:
        self.faults: list[Fault] = []
        self._path = path
        self._first_line = first_line
        self._sections: list[Section] = []
        self._heading: tuple[str, int] | None = None
        self._questions: list[str] = []
        self._blocks: list[Block] = []

    def take(self, node: SyntaxTreeNode) -> None:
        line = self._line(node)
        if node.type == "heading":
            self._take_heading(node, line)
        elif self._heading is None:
            self._fault(line, "text before the first heading: put it into a section")
        elif node.type == "blockquote":
            self._take_questions(node, line)
        else:
            block = self._block(node, line)
            if block is not None:
                self._blocks.append(block)

    def finish(self) -> tuple[Section, ...]:
        self._close_section()
        return tuple(self._sections)

    def _take_heading(self, node: SyntaxTreeNode, line: int) -> None:
        if node.tag != "h2":
            self._fault(line, f"a heading of level {node.tag[1]}: sections are headed by '##'")
            return
        self._close_section()
        self._heading = (_inline(node), line)

    def _take_questions(self, node: SyntaxTreeNode, line: int) -> None:
        lists = [child for child in node.children if child.type == "bullet_list"]
        if self._blocks or self._questions or len(lists) != 1 or len(node.children) != 1:
            self._fault(line, "a block quote holds a section's questions: one list, first of all")
            return
        self._questions = [_inline(item) for item in lists[0].children]

    def _block(self, node: SyntaxTreeNode, line: int) -> Block | None:
        if node.type == "paragraph":
            return Block(BlockKind.PARAGRAPH, (_inline(node),), line)
        if node.type in ("bullet_list", "ordered_list"):
            items = tuple(_inline(item) for item in node.children)
            return Block(BlockKind.LIST, items, line, ordered=node.type == "ordered_list")
        if node.type == "table":
            rows = [row for part in node.children for row in part.children]
            cells = ([_inline(cell).replace("|", "/") for cell in row.children] for row in rows)
            return Block(BlockKind.TABLE, tuple(" | ".join(row) for row in cells), line)
        if node.type == "fence":
            if not node.info.strip():
                self._fault(line, "code without a language: write it after the opening ```")
            return Block(BlockKind.CODE, (node.content.rstrip("\n"),), line, node.info.strip())
        self._fault(line, f"'{node.type}' is no part of an article: see CONTRIBUTING")
        return None

    def _close_section(self) -> None:
        if self._heading is not None:
            heading, line = self._heading
            self._sections.append(
                Section(heading, tuple(self._questions), tuple(self._blocks), line)
            )
        self._heading, self._questions, self._blocks = None, [], []

    def _line(self, node: SyntaxTreeNode) -> int:
        return self._first_line + (node.map[0] if node.map else 0)

    def _fault(self, line: int, message: str) -> None:
        self.faults.append(Fault(self._path, line, message))


def _inline(node: SyntaxTreeNode) -> str:
    """The Markdown of all inline content below a node, on one line."""
    texts = [child.content for child in node.walk() if child.type == "inline"]
    return " ".join(" ".join(texts).split())
