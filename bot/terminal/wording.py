"""Answers on the terminal in a model's words, where one is set."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import aclosing, contextmanager

from rich.console import Console

from bot.answering.answer import Answer
from bot.answering.engine import Reply
from bot.answering.service import AnswerService
from bot.settings import Settings
from bot.terminal.answers import show_answer
from bot.wording.endpoint import open_wording
from bot.wording.reading import Wording
from bot.wording.worded import worded


class Finisher:
    """Makes a reply's answer final: the extract itself, or where a model is set its wording.

    Args:
        runner: runs the reading of the model; its loop serves all answers of the process.
    """

    def __init__(
        self, service: AnswerService, wording: Wording | None, runner: asyncio.Runner
    ) -> None:
        self._service = service
        self._wording = wording
        self._runner = runner

    @property
    def streams(self) -> bool:
        """Whether answers grow before they are final."""
        return self._wording is not None

    def finish(self, reply: Reply, tell: Callable[[Answer], None] | None = None) -> Answer:
        """The final answer. `tell` is given each answer as it grows."""
        if self._wording is None:
            return reply.answer
        return self._runner.run(self._finish(reply, tell))

    async def _finish(self, reply: Reply, tell: Callable[[Answer], None] | None) -> Answer:
        answer = reply.answer
        async with aclosing(worded(reply, self._service.engine.index, self._wording)) as answers:
            async for answer in answers:
                if tell is not None:
                    tell(answer)
        return answer


@contextmanager
def opened_finisher(settings: Settings, service: AnswerService) -> Iterator[Finisher]:
    """A finisher for the model that the settings name, if any; closes its connections."""
    wording = open_wording(settings)
    with asyncio.Runner() as runner:
        try:
            yield Finisher(service, wording, runner)
        finally:
            if wording is not None:
                runner.run(wording.close())


def show_reply(console: Console, reply: Reply, finisher: Finisher) -> None:
    """Prints the final answer; on a screen it is seen growing before."""
    if not (finisher.streams and console.is_terminal):
        show_answer(console, finisher.finish(reply))
        return
    from rich.live import Live
    from rich.markdown import Markdown

    with Live(console=console, transient=True) as live:
        answer = finisher.finish(reply, lambda growing: live.update(Markdown(growing.text)))
    show_answer(console, answer)
