"""The documentation points to what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.operation.metrics import Metrics

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^\s*```.*?^\s*```", re.MULTILINE | re.DOTALL)


def headings(page: Path) -> set[str]:
    """The anchors of a page, as GitHub makes them."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    found = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in found}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    for target in _LINK.findall(text):
        if target.startswith(("https://", "http://", "article:")):
            continue
        path, _, anchor = target.partition("#")
        linked = (page.parent / path) if path else page
        assert linked.exists(), target
        if anchor:
            assert anchor in headings(linked), target


def test_every_page_and_picture_is_linked() -> None:
    linked = set()
    for page in PAGES:
        targets = _LINK.findall(page.read_text(encoding="utf-8"))
        linked |= {(page.parent / target.partition("#")[0]).resolve() for target in targets}
    there = {path.resolve() for path in (ROOT / "docs").rglob("*") if path.is_file()}
    assert there <= linked


def test_the_metrics_that_are_documented_are_those_there_are() -> None:
    text = (ROOT / "docs" / "run.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"`(backroad_[a-z_]+)", text))
    source = (ROOT / "bot" / "operation" / "metrics.py").read_text(encoding="utf-8")
    gauges = {f"backroad_{name}" for name in re.findall(r'_gauge\("(\w+)"', source)}
    rendered = Metrics().render().decode()
    families = set(re.findall(r"^# TYPE (backroad_\w+) ", rendered, re.MULTILINE))
    created = {name for name in families if name.endswith("_created")}
    assert gauges | (families - created) <= documented
    assert "backroad_gateway_connected" in source
