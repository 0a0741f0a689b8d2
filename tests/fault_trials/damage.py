"""Damage to every region of each file of an index version."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

from index.errors import IndexingError
from index.opened import open_index
from index.versions import Versions, index_folder

from . import Tally

FILES = ("manifest.json", "knowledge.db", "vectors.faiss", "embeddings.npy")
Damage = Callable[[bytes], bytes]


def damage_files(folder: Path, regions: int, chance: random.Random) -> Iterator[Tally]:
    """Each file in turn: a bit of each of its regions flipped, then the file cut, emptied, gone.

    There must be an earlier version, which has to serve then; it must be noticed which one is
    damaged.
    """
    versions = Versions(index_folder(folder))
    damaged = versions.current()
    for name in FILES:
        path = versions.path(damaged) / name
        whole = path.read_bytes()
        tally = Tally(f"damage to {name}")
        for damage in _damages(len(whole), regions, chance):
            path.write_bytes(damage(whole))
            _look(folder, damaged, tally)
        path.unlink()
        _look(folder, damaged, tally)
        path.write_bytes(whole)
        yield tally
    yield _damage_pointer(folder, damaged)


def _damages(size: int, regions: int, chance: random.Random) -> Iterator[Damage]:
    for region in range(regions):
        low = size * region // regions
        high = max(low + 1, size * (region + 1) // regions)
        yield _flip(chance.randrange(low, min(high, size)), 1 << chance.randrange(8))
    yield lambda whole: whole[: len(whole) // 2]
    yield lambda whole: whole[:-1]
    yield lambda whole: whole + b"\0"
    yield lambda whole: b""
    yield lambda whole: bytes(len(whole))


def _flip(at: int, bit: int) -> Damage:
    def damage(whole: bytes) -> bytes:
        return whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :]

    return damage


def _look(folder: Path, damaged: str, tally: Tally) -> None:
    try:
        index = open_index(folder)
    except IndexingError as error:
        tally.count(False, lost=1, note=str(error))
        return
    noticed = index.fell_back_from is not None and index.fell_back_from.version == damaged
    tally.count(noticed and index.version != damaged, note=index.version)


def _damage_pointer(folder: Path, serving: str) -> Tally:
    """Without a readable pointer, the newest whole version serves."""
    tally = Tally("damage to the pointer to the serving version")
    pointer = index_folder(folder) / "current"
    whole = pointer.read_bytes()
    for content in (b"", b"\xff\xfe", b"../../etc\n", b"\0\n", b"nothing\n", whole[:9], None):
        if content is None:
            pointer.unlink()
        else:
            pointer.write_bytes(content)
        try:
            tally.count(open_index(folder).version == serving, note=repr(content))
        except IndexingError as error:
            tally.count(False, lost=1, note=f"{content!r}: {error}")
    pointer.write_bytes(whole)
    return tally
