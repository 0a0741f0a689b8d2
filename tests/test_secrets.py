"""Tokens and keys appear nowhere: not in the log, errors, metrics, arguments or the data folder."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import aiohttp
import pytest
from bot_process import bot_on
from discord_server import DiscordServer
from llm_server import LlmServer, fails
from test_operation import Operator, free_port

from bot.logs import configure_logging
from bot.operation.redaction import HIDDEN, Redactor

SECRET = 'key"with\\odd ünïcode/and+signs'


@pytest.fixture
def own_logging() -> Iterator[None]:
    """Puts the log back as it was."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize("style", ["text", "json"])
def test_a_secret_is_hidden_in_every_form_it_is_logged_in(
    style: str, own_logging: None, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging("DEBUG", style, [SECRET])
    log = logging.getLogger("test")
    log.info("plain %s", SECRET)
    log.info("quoted %r in an address %s", SECRET, quote(SECRET, safe=""))
    log.info("extra", extra={"given": {"deep": [SECRET]}})
    try:
        raise ValueError(f"no entry with {SECRET}")
    except ValueError:
        log.exception("failed")
    shown = capsys.readouterr().err
    assert shown.count(HIDDEN) >= 5
    for form in ("odd ünïcode", "odd \\u00fc", quote("odd ünïcode")):
        assert form not in shown
    assert "ValueError" in shown


def test_tokens_of_interactions_and_webhooks_are_hidden() -> None:
    token = "aW50ZXJhY3Rpb246MTIzNDU2Nzg5OmFiY2RlZmdoaWprbG1ub3A"
    hide = Redactor([])
    for text in (
        f"POST https://discord.com/api/v10/interactions/123/{token}/callback has received 200",
        f"PATCH /webhooks/123/{token}/messages/@original",
        f"{{'id': '1', 'token': '{token}', 'type': 2}}",
        f'{{"token":"{token}"}}',
        f"Authorization: Bot {token}",
    ):
        assert token not in hide(text)
        assert HIDDEN in hide(text)
    assert hide("a token is a string, see /interactions/list") == (
        "a token is a string, see /interactions/list"
    )


async def test_a_bot_in_trouble_reveals_no_secret_even_at_debug(
    small: Path, tmp_path: Path
) -> None:
    port, log = free_port(), tmp_path / "log"
    async with (
        LlmServer(fails(500)) as llm,
        DiscordServer() as server,
        aiohttp.ClientSession() as session,
    ):
        guild = server.add_guild("Learners")
        channel = guild.add_text_channel("help")
        ana = guild.add_member("ana")
        settings = {
            **llm.settings,
            "BACKROAD_LLM_BASE_URL": llm.url.replace("://", "://user:pass-word-of-url@"),
            "BACKROAD_LLM_API_KEY": "llm-key-never-to-be-seen",
            "BACKROAD_LOG_LEVEL": "DEBUG",
            "BACKROAD_HTTP_PORT": str(port),
        }
        data = small / "data"
        async with bot_on(server, data, log, **settings) as process:
            await ana.slash(channel, "ask", question="what is Tables")
            server.faults.fail("POST /interactions/*/callback", 403)
            await ana.slash(channel, "ask", question="what is Tables")
            server.faults.gateway.drop()
            await ana.slash(channel, "ask", question="how do I bake bread")
            operator = Operator(session, port)
            shown = [(await operator.get(path))[1] for path in ("/metrics", "/readyz", "/healthz")]
            if sys.platform == "linux":
                shown.append(Path(f"/proc/{process.pid}/cmdline").read_text("utf-8"))
        tokens = {i.token for i in server.core.interactions.all}
        everything = [*map(str.encode, shown), log.read_bytes()]
        everything += [
            p.read_bytes() for p in data.rglob("*") if p.is_file() and "encoders" not in p.parts
        ]
        sought = [server.token, "llm-key-never-to-be-seen", "pass-word-of-url", *tokens]
        for secret in sought:
            assert len(secret) > 10
            assert not [part for part in everything if secret.encode() in part], secret
        assert b"code 0" in log.read_bytes() or b"incident" in log.read_bytes()
