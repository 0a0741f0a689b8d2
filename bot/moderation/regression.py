"""The regression questions of all servers, asked again of a new version."""

from __future__ import annotations

from bot.moderation.settling import Settling
from bot.state.gap_answers import GapAnswers


def check_all(settling: Settling, answers: GapAnswers, version: str) -> None:
    """Asks every server's regression questions, and keeps how they went. Blocks."""
    for server in answers.servers_with_regression():
        settling.regression(server, version)
