"""The pages of `/skill`: a skill with its controls, and a claim to be confirmed."""

from __future__ import annotations

from collections.abc import Iterable

import discord

from bot.discord.learning.control import ANYBODY, SKILL, LearningControl, button, select
from bot.discord.learning.skill_embed import QUIET, claim_embed, skill_embed
from bot.discord.limits import shorten
from bot.discord.page import Page
from bot.learning.claims import Claim
from bot.learning.companion import Companion
from bot.learning.skill import Skill
from bot.roadmaps.path import State

_LABEL = 80
_OPTION = 100
_OPTIONS = 25


class SkillPages:
    """Makes pages from what the companion knows. It reads SQLite: call it in a thread.

    Args:
        has_quizzes, has_answers: whether `Quiz me` and `Ask about it` are offered.
    """

    def __init__(self, companion: Companion, has_quizzes: bool, has_answers: bool) -> None:
        self._companion = companion
        self._has_quizzes = has_quizzes
        self._has_answers = has_answers

    def skill(self, member: int, topic: str, note: str = "") -> Page | None:
        """A skill as the member sees it; None where there is none (any more).

        Args:
            note: what has just been done.
        """
        skill = self._companion.skill(member, topic)
        if skill is None:
            return None
        return Page(skill_embed(skill, note), tuple(self._controls(member, skill)))

    def did_you_mean(self, member: int, topics: Iterable[str]) -> Page:
        """The skills that may have been meant, each to be opened."""
        text = (
            "I know no such skill. Did you mean one of these? `/skill` suggests names while you "
            "type, and understands “I know Git and SQL”."
        )
        buttons = (
            button(SKILL, "open", member, shorten(title, _LABEL), slug)
            for slug, title in self._companion.titles(topics).items()
        )
        return Page({"description": text, "color": QUIET}, tuple(buttons))

    def _controls(self, member: int, skill: Skill) -> list[LearningControl]:
        green, blue = discord.ButtonStyle.success, discord.ButtonStyle.primary
        slug, made = skill.slug, []
        if skill.state is State.OPEN:
            made.append(button(SKILL, "start", member, "Start", slug, blue))
        if skill.state is not State.DONE:
            made.append(button(SKILL, "learn", member, "Mark learned", slug, green))
        if skill.state is not State.OPEN:
            label = "Not learned yet" if skill.state is State.DONE else "Not now"
            made.append(button(SKILL, "unmark", member, label, slug))
        if self._has_quizzes:
            made.append(button(SKILL, "quiz", member, "Quiz me", slug))
        if self._has_answers:
            made.append(button(SKILL, "ask", member, "Ask about it", slug))
        beneath = self._companion.claim_of(member, [slug]).beneath
        if skill.state is State.DONE and beneath:
            several = f"{len(beneath)} skills" if len(beneath) > 1 else "skill"
            label = f"I know the {several} it rests on too"
            made.append(button(SKILL, "beneath", member, label, slug, row=1))
        if skill.lacking:
            options = [
                discord.SelectOption(label=shorten(need.title, _OPTION), value=need.slug)
                for need in skill.lacking[:25]
            ]
            made.append(
                select(SKILL, "open", member, "Open what it needs first", options, slug, row=2)
            )
        return made

    def claim(self, member: int, claim: Claim, offered: Iterable[str]) -> Page:
        """What a member says they know, to be confirmed.

        Args:
            offered: every topic that the text named; those of the claim are picked.
        """
        offered = tuple(offered)
        titles = self._companion.titles([*offered, *claim.known, *claim.beneath, *claim.had])
        embed = claim_embed(claim, titles)
        options = [
            discord.SelectOption(
                label=shorten(titles[slug], _OPTION), value=slug, default=slug in claim.known
            )
            for slug in offered
            if slug in titles
        ]
        if not options:
            return Page(embed)
        count = len(claim.known)
        items = [
            select(SKILL, "pick", member, "Take out what is not right", options,
                   least=0, most=len(options)),
        ]  # fmt: skip
        if count:
            label = "Mark it" if count == 1 else f"Mark these {count}"
            items.append(
                button(SKILL, "mark", member, label, style=discord.ButtonStyle.success, row=1)
            )
        if count and claim.beneath:
            label = f"Mark also what they rest on ({len(claim.beneath)})"
            items.append(button(SKILL, "all", member, label, row=1))
        items.append(button(SKILL, "nothing", member, "Mark nothing", row=1))
        return Page(embed, tuple(items))


def read_select(
    placeholder: str, topics: dict[str, str], row: int | None = None
) -> LearningControl:
    """A select that opens one of some skills, at most 25, for whoever picks it, for them alone."""
    options = [
        discord.SelectOption(label=shorten(title, _OPTION), value=slug)
        for slug, title in list(topics.items())[:_OPTIONS]
    ]
    return select(SKILL, "read", ANYBODY, placeholder, options, row=row)
