"""An answer in a model's words: streamed, checked sentence by sentence, and never late.

Whatever goes wrong, the extract is the answer. These lead back to it: an endpoint that is gone,
slow, silent or endless; a refusal; a first sentence that its passage does not support; fewer than
half of the sentences supported. Refusals and small talk are not worded.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing

from bot.answering.answer import Answer, Outcome
from bot.answering.engine import Reply
from bot.wording.assembly import assemble
from bot.wording.failures import Cause, WordingError
from bot.wording.passages import passages_of
from bot.wording.reading import LIMITS, Limits, Wording, read
from bot.wording.review import Review
from bot.wording.units import cut_units
from index.opened import OpenIndex

_log = logging.getLogger(__name__)


async def worded(
    reply: Reply, index: OpenIndex, wording: Wording | None, limits: Limits = LIMITS
) -> AsyncGenerator[Answer, None]:
    """The answer as it grows, of whole supported sentences only; the last one is final.

    Without a model that is the extract at once. Close the iterator where it is not read to its
    end; reading it slowly does not keep the model waiting.

    Args:
        index: the version that the answer comes from; the extract stays where it is another.
    """
    answer = reply.answer
    if wording is None or answer.outcome is not Outcome.ANSWERED:
        yield answer
        return
    started = time.perf_counter()
    final = answer
    try:
        async with aclosing(_attempt(reply, index, wording, limits)) as attempt:
            async for final in attempt:
                yield final
    except WordingError as error:
        _log.warning("an answer stays an extract: %s", error)
        final = answer
    except Exception as error:  # noqa: BLE001 - what a model sends must never cost an answer
        _log.warning("an answer stays an extract: %s", type(error).__name__)
        final = answer
    yield final.timed(answer.elapsed_ms + (time.perf_counter() - started) * 1000)


async def _attempt(
    reply: Reply, index: OpenIndex, wording: Wording, limits: Limits
) -> AsyncGenerator[Answer, None]:
    """Growing answers from the model's text.

    Raises:
        WordingError: where the extract must be the answer.
    """
    passages = await asyncio.to_thread(passages_of, reply.answer, index)
    if not passages:
        raise WordingError(Cause.UNSUPPORTED, "no passages in this index version")
    review = Review(passages, index.encoder)
    text = ""
    async with aclosing(read(wording, reply.turn.question, passages, limits)) as pieces:
        async for piece in pieces:
            text += piece
            if await review.look_at(cut_units(text, ended=False)):
                yield assemble(reply.answer, review.kept, review.passages)
    if not text.strip():
        raise WordingError(Cause.EMPTY)
    more = await review.look_at(cut_units(text, ended=True))
    review.decide()
    if more:
        yield assemble(reply.answer, review.kept, review.passages)
