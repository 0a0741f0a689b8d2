"""Text is cut to Discord's limits, wherever it is cut."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answer import Answer, Citation, NextSkill, Outcome
from bot.discord.answer_embed import answer_embed
from bot.discord.limits import EMBED_TOTAL, join_within, length, shorten
from index.store import SourceLink

TEXT = st.text(max_size=3000)


@given(TEXT, st.integers(min_value=20, max_value=500))
def test_shortened_text_fits(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert length(short) <= limit
    if length(text) <= limit:
        assert short == text


def test_a_cut_inside_code_closes_it() -> None:
    assert shorten("```sql\n" + "select 1;\n" * 50 + "```", 100).count("```") == 2


@given(
    st.lists(st.text(alphabet=st.characters(exclude_characters="\n"), max_size=200), max_size=30)
)
def test_joined_lines_fit_and_say_what_is_left_out(lines: list[str]) -> None:
    joined = join_within(lines, 500)
    assert length(joined) <= 500
    assert joined == "\n".join(lines) or "more" in joined or joined == ""


SOURCES = st.builds(SourceLink, st.text(max_size=300), st.just("https://example.test/" + "a" * 200))
CITATIONS = st.builds(
    Citation,
    n=st.integers(1, 9), topic=st.just("sql"), title=st.text(max_size=300),
    section=st.text(max_size=300), quote=st.text(max_size=50),
    sources=st.lists(SOURCES, max_size=6).map(tuple),
)  # fmt: skip
SKILLS = st.builds(NextSkill, st.just("sql"), st.text(max_size=400), st.text(max_size=400))


@given(
    st.builds(
        Answer,
        question=st.just("q"), outcome=st.sampled_from(Outcome),
        text=st.text(min_size=1, max_size=9000),
        citations=st.lists(CITATIONS, max_size=8).map(tuple),
        next_skills=st.lists(SKILLS, max_size=3).map(tuple),
    ),
    st.text(max_size=1000),
)  # fmt: skip
def test_an_embed_keeps_every_limit(answer: Answer, title: str) -> None:
    embed = answer_embed(answer, title)
    assert 1 <= length(embed["description"]) <= 4096
    assert length(embed.get("title", "")) <= 256
    total = length(embed.get("title", "")) + length(embed["description"])
    for field in embed.get("fields", []):
        assert 1 <= length(field["value"]) <= 1024
        total += length(field["name"]) + length(field["value"])
    assert total <= EMBED_TOTAL
