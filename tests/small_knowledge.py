"""A small knowledge base that keeps every rule, to build, break and compare in tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

FILLER = (
    "{name} is explained here in plain words for people who meet it for the first time.[^spec] "
    "A learner reads about {name} once and can tell a colleague what it does.[^guide] "
    "{name} has a cost and a benefit, and both are worth knowing before it is used.[^guide]"
)


@dataclass
class SmallSection:
    heading: str
    questions: Sequence[str]
    text: str


@dataclass
class SmallArticle:
    """An article to write; every part can be replaced to make a fault."""

    slug: str
    title: str
    area: str = "databases"
    level: str = "beginner"
    aliases: Sequence[str] = ()
    requires: Sequence[str] = ()
    related: Sequence[str] = ()
    hours: str = "3"
    head: Mapping[str, str] = field(default_factory=dict)
    sections: list[SmallSection] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.aliases = self.aliases or (f"{self.slug} topic", f"{self.slug} thing")
        self.sections = self.sections or [
            self.section("What {} is", "what is {}", "explain {} to me", "{} meaning"),
            self.section("Why {} matters", "why does {} matter", "do i need {}", "{} use"),
            self.section("How {} works", "how does {} work", "{} how", "inside {}"),
            self.section("Mistakes with {}", "what goes wrong with {}", "{} trap", "{} broke"),
        ]

    def section(self, heading: str, *questions: str) -> SmallSection:
        """A valid section that names the topic, with questions nobody else asks."""
        sentence = FILLER.format(name=self.title)
        own = f"{heading.format(self.title)} is the matter of this section.[^spec]"
        return SmallSection(
            heading.format(self.title),
            [question.format(self.title) for question in questions],
            f"{own} {sentence}\n\n{FILLER.format(name=self.title)}",
        )

    @property
    def summary(self) -> str:
        return (
            f"{self.title} is a made-up topic of this small knowledge base, which is there so that "
            "tests can build, search and break something that keeps every rule.[^spec]"
        )

    def text(self) -> str:
        fields = {
            "title": self.title,
            "area": self.area,
            "level": self.level,
            "summary": f'"{self.summary}"',
            "aliases": f"[{', '.join(self.aliases)}]",
            "requires": f"[{', '.join(self.requires)}]",
            "related": f"[{', '.join(self.related)}]",
            "hours": self.hours,
            **self.head,
        }
        lines = [f"{name}: {value}" for name, value in fields.items() if value]
        sources = (
            "sources:\n"
            f'  spec: {{title: "The {self.title} standard", url: "https://spec.test/{self.slug}"}}\n'
            f'  guide: {{title: "A guide to {self.title}", url: "https://guide.test/{self.slug}"}}'
        )
        body = "\n\n".join(
            f"## {section.heading}\n\n"
            + "\n".join(f"> - {question}" for question in section.questions)
            + f"\n\n{section.text}"
            for section in self.sections
        )
        return "---\n" + "\n".join(lines) + f"\n{sources}\n---\n\n{body}\n"

    def quiz(self) -> str:
        return "".join(
            f"- question: Question {number} about {self.title}?\n"
            f"  difficulty: {difficulty}\n"
            f"  answer: Yes {number}\n"
            f"  distractors: [No it is not so, Only on some days, Never at all here]\n"
            f"  explanation: The section says so.\n"
            f"  section: {self.sections[0].heading}\n"
            for number, difficulty in enumerate(("easy", "easy", "medium", "hard"))
        )

    def write(self, folder: Path) -> Path:
        """Writes the article and its quiz; gives the article's path."""
        article = folder / "articles" / self.area / f"{self.slug}.md"
        quiz = folder / "quizzes" / self.area / f"{self.slug}.yaml"
        for path, text in ((article, self.text()), (quiz, self.quiz())):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return article


def small_articles() -> list[SmallArticle]:
    """Four connected articles, easiest first."""
    return [
        SmallArticle("tables", "Tables", aliases=("table", "spreadsheet grid")),
        SmallArticle("queries", "Queries", requires=["tables"], aliases=("qry", "query text")),
        SmallArticle(
            "speed", "Speed", level="intermediate", requires=["queries"], related=["tables"]
        ),
        SmallArticle("copies", "Copies", level="advanced", requires=["queries"]),
    ]


ROADMAP = """\
title: Small path
aim: For tests.
aliases: [small]
assumes: []
stages:
  - title: First
    why: It comes first.
    steps:
      - topic: tables
      - topic: queries
    project: {title: A list, text: Make a list.}
"""

ASKED = """\
tables:
  What Tables is:
    - where do i keep rows and columns
  Mistakes with Tables:
    - my rows are all mixed up, what now
queries:
  How Queries works:
    - how do i get only the rows i want
    - is that done in a spreadsheet
"""

GREETING = """\
kind: small_talk
reply: Hello! Ask me something.
examples: [hello, hi there, good morning]
"""


def write_small_knowledge(folder: Path) -> list[Path]:
    """Writes the whole small knowledge base; gives the articles' paths."""
    paths = [article.write(folder) for article in small_articles()]
    for name, text in (
        ("roadmaps/small.yaml", ROADMAP),
        ("exchanges/greeting.yaml", GREETING),
        ("asked/databases.yaml", ASKED),
        ("topics.txt", "tables | Tables | b\nqueries | Queries | b\n"),
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return paths
