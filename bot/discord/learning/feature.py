"""The learning companion, added to the client."""

from __future__ import annotations

from discord.ext import commands

from bot.discord.learning.control import LearningControl
from bot.discord.learning.progress import ProgressView
from bot.discord.learning.skills import Answering, Quizzing, Skills
from bot.discord.learning.upcoming import Upcoming
from bot.discord.roadmaps import RoadmapControl, Roadmaps
from bot.learning.companion import Companion


async def add_learning(
    client: commands.AutoShardedBot,
    companion: Companion,
    ask: Answering | None = None,
    quiz: Quizzing | None = None,
) -> None:
    """Adds `/roadmap`, `/skill`, `/next` and `/progress` with their controls.

    Args:
        ask: answers a question about a skill.
        quiz: begins a quiz on a topic, where there are quizzes.
    """
    await client.add_cog(Roadmaps(companion))
    await client.add_cog(Skills(companion, ask, quiz))
    await client.add_cog(Upcoming(companion))
    await client.add_cog(ProgressView(companion))
    client.add_dynamic_items(RoadmapControl, LearningControl)
