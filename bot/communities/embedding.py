"""What of an entry is embedded, and its embedding, each text but once."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterator

from bot.communities.entry import EntryText
from bot.communities.sections import passages, questions_of, sections_of_entry
from index.encoder import Embeddings, Encoder

REMEMBERED = 2000


class Embedder:
    """Embeds entries, and remembers the texts it saw last. Safe to call from several threads.

    What was embedded while a moderator looked at the preview is published without a wait, and an
    edit costs what it changed.

    Args:
        remembered: how many texts; about 1.6 kB each.
    """

    def __init__(self, remembered: int = REMEMBERED) -> None:
        if remembered < 0:
            raise ValueError(f"remembered must not be negative: {remembered}")
        self._remembered = remembered
        self._lock = threading.Lock()
        self._rows: OrderedDict[tuple[str, str], Embeddings] = OrderedDict()

    def embed(self, text: EntryText, encoder: Encoder) -> dict[str, Embeddings]:
        """The embeddings of an entry's texts, by digest."""
        texts = {digest(one): one for one in embedded_texts(text)}
        model = encoder.fingerprint
        with self._lock:
            known = {key: self._rows[model, key] for key in texts if (model, key) in self._rows}
        missing = [key for key in texts if key not in known]
        if missing:
            rows = encoder.encode([texts[key] for key in missing])
            known |= dict(zip(missing, rows, strict=True))
        with self._lock:
            for key in texts:
                self._rows[model, key] = known[key]
                self._rows.move_to_end((model, key))
            while len(self._rows) > self._remembered:
                self._rows.popitem(last=False)
        return known


def embedded_texts(text: EntryText) -> Iterator[str]:
    """Every text of an entry that is embedded, some of them perhaps twice."""
    sections = sections_of_entry(1, text)
    yield from questions_of(text, sections)
    yield from passages(text, sections)
    yield from (statement.text for section in sections for statement in section.statements)


def digest(text: str) -> str:
    """Identifies an embedded text of an entry: 32 hexadecimal digits."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
