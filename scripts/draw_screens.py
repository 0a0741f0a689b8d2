"""Draws what members see into docs/pictures: `.venv/bin/python scripts/draw_screens.py`.

The real bot runs against the Discord-compatible server of the tests; each picture is drawn from
what it sent there. Needs the index of the whole knowledge base.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "scripts")]

from bot_process import bot_on  # noqa: E402
from discord_picture import draw_message  # noqa: E402
from discord_server import DiscordServer, Reply  # noqa: E402
from discord_server.permissions import MANAGE_GUILD  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"


def draw(name: str, asked: str, reply: Reply) -> None:
    message = reply.messages[-1]
    draw_message(
        asked,
        message.content,
        message.embeds,
        message.components,
        {file.filename: file.data for file in message.attachments},
        reply.ephemeral,
        PICTURES / f"{name}.png",
    )
    print(PICTURES / f"{name}.png")


DATA = Path(os.environ.get("BACKROAD_DATA_DIR") or ROOT / ".backroad").resolve()


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / "data"
        own.mkdir()
        for part in ("index", "encoders"):
            (own / part).symlink_to(DATA / part)
        async with DiscordServer() as server:
            guild = server.add_guild("Learners")
            channel = guild.add_text_channel("help")
            ana, ben = guild.add_member("ana"), guild.add_member("ben")
            mod = guild.add_member("moderator", permissions=MANAGE_GUILD)
            async with bot_on(server, own, Path(folder) / "log"):
                question = "Why do I need an idempotency key?"
                reply = await ana.slash(channel, "ask", question=question)
                draw("screen-ask", "ana used /ask", reply)
                reply = await ben.slash(channel, "ask", question="which phone should I buy")
                draw("screen-refusal", "ben used /ask", reply)
                reply = await ana.slash(channel, "quiz", topic="http-caching")
                draw("screen-quiz", "ana used /quiz", reply)
                reply = await ana.slash(channel, "skill", name="http-caching")
                draw("screen-skill", "ana used /skill", reply)
                reply = await ana.slash(channel, "roadmap", track="python")
                draw("screen-roadmap", "ana used /roadmap", reply)
                reply = await ana.slash(channel, "about")
                draw("screen-about", "ana used /about", reply)
                reply = await ana.slash(channel, "privacy")
                draw("screen-privacy", "ana used /privacy", reply)
                reply = await mod.slash(channel, "knowledge status")
                draw("screen-status", "moderator used /knowledge status", reply)
                reply = await mod.slash(channel, "settings")
                draw("screen-settings", "moderator used /settings", reply)


if __name__ == "__main__":
    asyncio.run(main())
