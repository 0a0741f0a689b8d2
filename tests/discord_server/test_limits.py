"""Messages beyond the limits, and just within them."""

from __future__ import annotations

from typing import Any

from .model import JSON, Channel
from .payloads import button, menu, options, row
from .raw import Api, faults_in

# isort: split


BAD_MESSAGES: list[tuple[dict[str, Any], tuple[str | int, ...], str]] = [
    ({"content": "x" * 2001}, ("content",), "BASE_TYPE_MAX_LENGTH"),
    ({"content": 5}, ("content",), "STRING_TYPE_CONVERT"),
    ({"embeds": [{"title": "x"}] * 11}, ("embeds",), "BASE_TYPE_MAX_LENGTH"),
    ({"embeds": [{"title": "x" * 257}]}, ("embeds", 0, "title"), "BASE_TYPE_MAX_LENGTH"),
    (
        {"embeds": [{"description": "x" * 4097}]},
        ("embeds", 0, "description"),
        "BASE_TYPE_MAX_LENGTH",
    ),
    (
        {"embeds": [{"fields": [{"name": "x", "value": "y"}] * 26}]},
        ("embeds", 0, "fields"),
        "BASE_TYPE_MAX_LENGTH",
    ),
    (
        {"embeds": [{"fields": [{"name": "", "value": "y"}]}]},
        ("embeds", 0, "fields", 0, "name"),
        "BASE_TYPE_REQUIRED",
    ),
    (
        {"embeds": [{"fields": [{"name": "x" * 257, "value": "y"}]}]},
        ("embeds", 0, "fields", 0, "name"),
        "BASE_TYPE_BAD_LENGTH",
    ),
    (
        {"embeds": [{"fields": [{"name": "x", "value": "y" * 1025}]}]},
        ("embeds", 0, "fields", 0, "value"),
        "BASE_TYPE_BAD_LENGTH",
    ),
    (
        {"embeds": [{"footer": {"text": "x" * 2049}}]},
        ("embeds", 0, "footer", "text"),
        "BASE_TYPE_BAD_LENGTH",
    ),
    (
        {"embeds": [{"author": {"name": "x" * 257}}]},
        ("embeds", 0, "author", "name"),
        "BASE_TYPE_BAD_LENGTH",
    ),
    ({"embeds": [{"description": "x" * 3001}] * 2}, ("embeds",), "MAX_EMBED_SIZE_EXCEEDED"),
    ({"embeds": [{"title": "x", "url": "x y"}]}, ("embeds", 0, "url"), "URL_TYPE_INVALID_URL"),
    (
        {"embeds": [{"title": "x", "url": "ftp://x/y"}]},
        ("embeds", 0, "url"),
        "URL_TYPE_INVALID_SCHEME",
    ),
    ({"embeds": [{"title": "x", "color": 1 << 24}]}, ("embeds", 0, "color"), "NUMBER_TYPE_MAX"),
    (
        {"embeds": [{"title": "x", "timestamp": "today"}]},
        ("embeds", 0, "timestamp"),
        "DATE_TIME_TYPE_PARSE",
    ),
    (
        {"components": [row(button(custom_id=f"{n}")) for n in range(6)]},
        ("components",),
        "BASE_TYPE_MAX_LENGTH",
    ),
    (
        {"components": [row(*(button(custom_id=f"{n}") for n in range(6)))]},
        ("components", 0, "components"),
        "BASE_TYPE_BAD_LENGTH",
    ),
    ({"components": [row()]}, ("components", 0, "components"), "BASE_TYPE_BAD_LENGTH"),
    ({"components": [button()]}, ("components", 0, "type"), "BASE_TYPE_CHOICES"),
    (
        {"components": [row(menu(), button())]},
        ("components", 0, "components"),
        "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
    ),
    (
        {"components": [row(button(), button())]},
        ("components",),
        "COMPONENT_CUSTOM_ID_DUPLICATED",
    ),
    (
        {"components": [row(button(label="x" * 81))]},
        ("components", 0, "components", 0, "label"),
        "BASE_TYPE_MAX_LENGTH",
    ),
    (
        {"components": [row(button(custom_id="x" * 101))]},
        ("components", 0, "components", 0, "custom_id"),
        "BASE_TYPE_BAD_LENGTH",
    ),
    (
        {"components": [row(button(custom_id=None))]},
        ("components", 0, "components", 0, "custom_id"),
        "BASE_TYPE_REQUIRED",
    ),
    (
        {"components": [row(button(style=5))]},
        ("components", 0, "components", 0, "url"),
        "BASE_TYPE_REQUIRED",
    ),
    (
        {"components": [row(button(style=5, url="https://x.org"))]},
        ("components", 0, "components", 0, "custom_id"),
        "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
    ),
    (
        {"components": [row(button(style=5, custom_id=None, url="javascript:x"))]},
        ("components", 0, "components", 0, "url"),
        "URL_TYPE_INVALID_URL",
    ),
    (
        {"components": [row(menu(options=options(26)))]},
        ("components", 0, "components", 0, "options"),
        "BASE_TYPE_BAD_LENGTH",
    ),
    (
        {"components": [row(menu(options=[]))]},
        ("components", 0, "components", 0, "options"),
        "BASE_TYPE_BAD_LENGTH",
    ),
    (
        {"components": [row(menu(options=options(1, label="x" * 101)))]},
        ("components", 0, "components", 0, "options", 0, "label"),
        "BASE_TYPE_BAD_LENGTH",
    ),
    (
        {"components": [row(menu(options=options(1, description="x" * 101)))]},
        ("components", 0, "components", 0, "options", 0, "description"),
        "BASE_TYPE_MAX_LENGTH",
    ),
    (
        {"components": [row(menu(options=options(2, value="same")))]},
        ("components", 0, "components", 0, "options", 1, "value"),
        "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
    ),
    (
        {"components": [row(menu(placeholder="x" * 151))]},
        ("components", 0, "components", 0, "placeholder"),
        "BASE_TYPE_MAX_LENGTH",
    ),
    (
        {"components": [row(menu(max_values=3))]},
        ("components", 0, "components", 0),
        "SELECT_COMPONENT_BOUNDS_EXCEED_OPTIONS",
    ),
    (
        {"content": "x", "flags": 1 << 15},
        ("content",),
        "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
    ),
    (
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        ("allowed_mentions",),
        "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
    ),
    (
        {"content": "x", "allowed_mentions": {"parse": ["all"]}},
        ("allowed_mentions", "parse", 0),
        "BASE_TYPE_CHOICES",
    ),
    (
        {"content": "x", "message_reference": {"message_id": "1"}},
        ("message_reference",),
        "REPLIES_UNKNOWN_MESSAGE",
    ),
]


async def test_messages_beyond_the_limits_are_refused(api: Api, channel: Channel) -> None:
    for body, path, code in BAD_MESSAGES:
        status, answer = await api("POST", f"/channels/{channel.id}/messages", body)
        assert status == 400, (body, answer)
        assert code in faults_in(answer, *path), (path, answer)
    assert channel.messages == {}


async def test_messages_at_the_limits_are_taken(api: Api, channel: Channel) -> None:
    buttons = [row(*(button(custom_id=f"{n}{m}" + "x" * 98) for m in range(5))) for n in range(4)]
    fields = [{"name": "x" * 20, "value": "y" * 30}] * 25
    for body in (
        {"content": "x" * 2000},
        {"embeds": [{"title": "x" * 256, "description": "y" * 4096, "fields": fields}]},
        {"embeds": [{"footer": {"text": "x" * 2048}, "author": {"name": "x" * 256}}]},
        {"content": "x", "components": [*buttons, row(menu(options=options(25)))]},
        {"components": [row(button(style=5, custom_id=None, url="https://example.org"))]},
        {"flags": 1 << 15, "components": [{"type": 10, "content": "x" * 4000}]},
        {"content": "x", "message_reference": {"message_id": "1", "fail_if_not_exists": False}},
    ):
        status, answer = await api("POST", f"/channels/{channel.id}/messages", body)
        assert status == 200, answer
    empty: JSON
    for empty in ({}, {"content": ""}, {"content": " \n"}, {"embeds": [], "content": None}):
        status, answer = await api("POST", f"/channels/{channel.id}/messages", empty)
        assert (status, answer["code"]) == (400, 50006)
