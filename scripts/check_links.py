"""Checks that the sources of all articles still answer; needs the internet.

    .venv/bin/python scripts/check_links.py [--cache FILE] [--days N] [AREA-OR-SLUG…]

It is polite: one request at a time for each host with a pause between them, HEAD first and GET only
where HEAD is refused, and no address again within N days of a good answer (30; the cache is a JSON
file). It prints what is dead or moved as `path:line: message` and exits with status 1 where one is
dead; a moved one is only told.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

import aiohttp

from knowledge.library import read_library

ROOT = Path(__file__).resolve().parent.parent
PAUSE = 1.0
TIMEOUT = aiohttp.ClientTimeout(total=30)
AGENT = "Backroad link check (one request at a time for each host)"
HOSTS_AT_ONCE = 20


@dataclass(frozen=True)
class Place:
    """Where an address is cited."""

    path: Path
    line: int


@dataclass(frozen=True)
class Verdict:
    """What became of an address: `status` is HTTP's, 0 where no answer came."""

    status: int
    moved_to: str = ""
    problem: str = ""

    @property
    def is_dead(self) -> bool:
        """Gone for good, or no answer. 401, 403 and 429 mean that robots are not welcome."""
        return self.status == 0 or (self.status >= 400 and self.status not in (401, 403, 405, 429))


def cited_addresses(folder: Path, only: Iterable[str] = ()) -> dict[str, list[Place]]:
    """Every source's address without its fragment, and the places that cite it."""
    wanted = set(only)
    places: dict[str, list[Place]] = defaultdict(list)
    for slug, article in read_library(folder)[0].articles.items():
        if wanted and not wanted & {slug, article.head.area}:
            continue
        for key, source in article.head.sources.items():
            line = article.document.line(("sources", key, "url"))
            places[urldefrag(str(source.url)).url].append(Place(article.path, line))
    return dict(places)


async def check_address(session: aiohttp.ClientSession, address: str) -> Verdict:
    """Asks for an address: HEAD, then GET where that gives no good answer."""
    verdict = Verdict(0, problem="no answer")
    for method in ("HEAD", "GET"):
        try:
            async with session.request(method, address, allow_redirects=True) as response:
                permanent = [r for r in response.history if r.status in (301, 308)]
                moved = str(response.url) if permanent and str(response.url) != address else ""
                verdict = Verdict(response.status, moved)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            verdict = Verdict(0, problem=type(error).__name__)
        if 0 < verdict.status < 400:
            break
    return verdict


async def check_all(
    addresses: Iterable[str], pause: float = PAUSE, connector: aiohttp.BaseConnector | None = None
) -> dict[str, Verdict]:
    """Checks many addresses, one at a time for each host."""
    by_host: dict[str, list[str]] = defaultdict(list)
    for address in addresses:
        by_host[urlsplit(address).netloc].append(address)
    verdicts: dict[str, Verdict] = {}
    limit = asyncio.Semaphore(HOSTS_AT_ONCE)

    async def check_host(group: list[str]) -> None:
        async with limit:
            for number, address in enumerate(group):
                if number:
                    await asyncio.sleep(pause)
                verdicts[address] = await check_address(session, address)

    headers = {"User-Agent": AGENT}
    async with aiohttp.ClientSession(
        timeout=TIMEOUT, headers=headers, connector=connector
    ) as session:
        await asyncio.gather(*(check_host(group) for group in by_host.values()))
    return verdicts


def read_cache(path: Path, days: float, now: float) -> set[str]:
    """Addresses that answered well within the last days."""
    if not path.is_file():
        return set()
    answered = json.loads(path.read_text(encoding="utf-8"))
    return {address for address, at in answered.items() if now - at < days * 86_400}


def write_cache(path: Path, good: Iterable[str], now: float) -> None:
    """Adds addresses that answered well now."""
    answered = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    answered.update(dict.fromkeys(good, now))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(answered, indent=0, sort_keys=True), encoding="utf-8")


def report(places: dict[str, list[Place]], verdicts: dict[str, Verdict]) -> list[str]:
    """Lines on what is dead or moved, sorted by place."""
    lines = []
    for address, verdict in verdicts.items():
        if verdict.is_dead:
            message = f"dead: {address} ({verdict.problem or f'HTTP {verdict.status}'})"
        elif verdict.moved_to:
            message = f"moved: {address} is now {verdict.moved_to}"
        else:
            continue
        lines += [f"{place.path}:{place.line}: {message}" for place in places[address]]
    return sorted(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="Checks that the articles' sources still answer.")
    parser.add_argument("--cache", type=Path, default=ROOT / ".backroad" / "links.json")
    parser.add_argument("--days", type=float, default=30)
    parser.add_argument("only", nargs="*", metavar="AREA-OR-SLUG")
    arguments = parser.parse_args()
    now = time.time()
    places = cited_addresses(ROOT / "knowledge", arguments.only)
    fresh = read_cache(arguments.cache, arguments.days, now)
    asked = [address for address in places if address not in fresh]
    print(f"{len(places)} addresses, {len(asked)} to ask", file=sys.stderr)
    verdicts = asyncio.run(check_all(asked))
    write_cache(arguments.cache, (a for a, v in verdicts.items() if 0 < v.status < 400), now)
    for line in report(places, verdicts):
        print(line)
    dead = sum(verdict.is_dead for verdict in verdicts.values())
    print(f"{dead} dead", file=sys.stderr)
    sys.exit(1 if dead else 0)


if __name__ == "__main__":
    main()
