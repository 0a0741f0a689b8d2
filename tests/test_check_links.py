"""The link check: polite to each host, and right about what is dead or moved."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from aiohttp import web
from small_knowledge import write_small_knowledge

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from check_links import (  # noqa: E402
    Place,
    check_all,
    cited_addresses,
    read_cache,
    report,
    write_cache,
)


async def test_it_tells_the_dead_the_moved_and_the_good() -> None:
    under_way = 0
    most = 0
    methods: list[tuple[str, str]] = []

    async def handle(request: web.Request) -> web.Response:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        methods.append((request.method, request.path))
        try:
            if request.path == "/moved":
                raise web.HTTPMovedPermanently("/good")
            if request.path == "/no-head" and request.method == "HEAD":
                return web.Response(status=405)
            return web.Response(status=404 if request.path == "/gone" else 200)
        finally:
            under_way -= 1

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        paths = ("/good", "/moved", "/gone", "/no-head")
        verdicts = await check_all([base + path for path in paths], pause=0)
        verdicts |= await check_all(["http://127.0.0.1:9/closed"], pause=0)
    finally:
        await runner.cleanup()
    assert most == 1
    assert ("GET", "/good") not in methods
    places = {address: [Place(Path("a.md"), 3)] for address in verdicts}
    assert sorted(report(places, verdicts)) == sorted(
        [
            "a.md:3: dead: http://127.0.0.1:9/closed (ClientConnectorError)",
            f"a.md:3: dead: {base}/gone (HTTP 404)",
            f"a.md:3: moved: {base}/moved is now {base}/good",
        ]
    )


def test_every_source_is_found_with_its_line(tmp_path: Path) -> None:
    article = write_small_knowledge(tmp_path)[0]
    found = cited_addresses(tmp_path, ["tables"])
    assert set(found) == {"https://spec.test/tables", "https://guide.test/tables"}
    (place,) = found["https://guide.test/tables"]
    assert place.path == article
    assert "guide:" in article.read_text(encoding="utf-8").splitlines()[place.line - 1]


@pytest.mark.parametrize(("days", "known"), [(30, True), (0.5, False)])
def test_a_good_answer_is_remembered_for_some_days(
    tmp_path: Path, days: float, known: bool
) -> None:
    path = tmp_path / "deep" / "links.json"
    write_cache(path, ["https://a.test"], now=1_000_000)
    assert ("https://a.test" in read_cache(path, days, now=1_000_000 + 86_400)) is known
