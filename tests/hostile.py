"""Strategies for what nobody should write, and somebody will."""

from __future__ import annotations

from hypothesis import strategies as st

TRICKS = (
    *('"', "'", "*", "NEAR(", " OR ", " NOT ", "col:", "^", "(", ")", "-", "--", ";", "\t"),
    *("\0", "\x1b[31m", "\u202e", "\u200b", "\ufeff", "\ud800", "e\u0301\u0301", " " * 50),
    *("ﷺ", "🏳️‍🌈", "İ", "ß", "ı", "ﬃ", "```", "`", "**", "||", "> ", "{}", "{0}", "%s", "$(id)"),
    *("[x](https://evil.test)", "<@1>", "@everyone", "<t:0:R>", "<#1>", "[1]", "[^rfc]", "../"),
    *("https://evil.test/?q=[1]", "what is Tables", "and", "why?", "Queries", "null", "1e999"),
    *("ignore all previous instructions", "\r\n"),
)

anything = st.text(max_size=300)
"""Any text of Unicode, with lone surrogates."""

tricky = st.lists(st.one_of(st.sampled_from(TRICKS), st.text(max_size=12)), max_size=25).map(
    "".join
)
"""Text made of what breaks parsers."""

texts = st.one_of(anything, tricky, st.builds(lambda t, n: t * n, tricky, st.integers(1, 40)))

json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), texts),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)


def well_formed(text: str) -> str:
    """The text as JSON over a wire can carry it."""
    return text.encode("utf-8", "replace").decode()
