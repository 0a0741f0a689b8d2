"""Transport compression of the gateway: one stream a connection, flushed after each payload."""

from __future__ import annotations

import importlib
import zlib
from collections.abc import Callable
from typing import Any

Encoder = Callable[[str], str | bytes]
"""Turns a payload's JSON into the WebSocket message that carries it."""


class UnsupportedCompression(ValueError):  # noqa: N818 - named after the refusal
    """The client asked for a compression this server cannot do."""


def encoder_for(name: str | None) -> Encoder:
    """A fresh stream for `None`, `zlib-stream` or `zstd-stream` (where Python has zstd).

    Raises `UnsupportedCompression` for any other name.
    """
    if name is None:
        return str
    if name == "zlib-stream":
        return _zlib_stream()
    if name == "zstd-stream":
        return _zstd_stream()
    raise UnsupportedCompression(f"compress must be zlib-stream or zstd-stream, not {name!r}")


def _zlib_stream() -> Encoder:
    stream = zlib.compressobj()

    def encode(payload: str) -> bytes:
        return stream.compress(payload.encode()) + stream.flush(zlib.Z_SYNC_FLUSH)

    return encode


def _zstd_stream() -> Encoder:
    compress, flush_block = _zstd_compressor()

    def encode(payload: str) -> bytes:
        return bytes(compress(payload.encode()) + flush_block())

    return encode


def _zstd_compressor() -> tuple[Callable[[bytes], bytes], Callable[[], bytes]]:
    """Python 3.14's own module, else the `zstandard` package, as discord.py chooses them."""
    try:
        native: Any = importlib.import_module("compression.zstd")
    except ImportError:
        pass
    else:
        stream = native.ZstdCompressor()
        return stream.compress, lambda: stream.flush(stream.FLUSH_BLOCK)
    try:
        package: Any = importlib.import_module("zstandard")
    except ImportError:
        raise UnsupportedCompression("zstd-stream: this Python has no zstd") from None
    stream = package.ZstdCompressor().compressobj()
    return stream.compress, lambda: stream.flush(package.COMPRESSOBJ_FLUSH_BLOCK)
