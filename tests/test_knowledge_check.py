"""`knowledge check` finds every kind of fault, all at once, with the line to look at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from small_knowledge import SmallArticle, small_articles, write_small_knowledge

from knowledge.document import Document
from knowledge.faults import Fault
from knowledge.loading import check_folder

Change = Callable[[SmallArticle], None]


def faults_after(folder: Path, slug: str, change: Change) -> list[Fault]:
    write_small_knowledge(folder)
    article = next(article for article in small_articles() if article.slug == slug)
    change(article)
    article.write(folder)
    return check_folder(folder)[1]


def set_head(name: str, value: str) -> Change:
    def change(article: SmallArticle) -> None:
        article.head = {**article.head, name: value}

    return change


def set_text(text: str) -> Change:
    def change(article: SmallArticle) -> None:
        article.sections[1].text = text

    return change


def edit_text(old: str, new: str) -> Change:
    def change(article: SmallArticle) -> None:
        section = article.sections[1]
        assert old in section.text
        section.text = section.text.replace(old, new)

    return change


def test_the_small_knowledge_base_has_no_fault(tmp_path: Path) -> None:
    write_small_knowledge(tmp_path)
    assert check_folder(tmp_path)[1] == []


@pytest.mark.parametrize(
    ("slug", "change", "line_holds", "message"),
    [
        ("tables", set_head("colour", "red"), "colour: red", "unknown field 'colour'"),
        ("tables", set_head("hours", ""), "title: Tables", "missing field 'hours'"),
        ("tables", set_head("hours", "many"), "hours: many", "'hours' must be a whole number"),
        ("tables", set_head("level", "expert"), "level: expert", "'level': input should be"),
        (
            "tables",
            set_head("requires", "[nothing]"),
            "requires:",
            "'nothing' in 'requires' is no topic",
        ),
        ("tables", set_head("requires", "[queries]"), "requires:", "'requires' makes a cycle"),
        (
            "copies",
            set_head("requires", "[queries, tables]"),
            "requires:",
            "'tables' is already required",
        ),
        ("queries", set_head("requires", "[tables, speed]"), "requires:", "makes a cycle"),
        ("tables", set_head("related", "[tables]"), "related:", "names the topic itself"),
        ("tables", set_head("title", "Queries"), "title: Queries", "is also that of"),
        (
            "tables",
            set_head("aliases", "[qry, one, two]"),
            "aliases:",
            "alias 'qry' already belongs to",
        ),
        ("tables", set_head("area", "elsewhere"), "area: elsewhere", "but the file lies in"),
        ("tables", set_head("summary", '"Short.[^spec]"'), "summary:", "summary of 1 words"),
        (
            "tables",
            edit_text("[^spec]", "[^other]"),
            "is the matter",
            "citation 'other' without a source",
        ),
        ("tables", set_text("Too short.[^spec]"), "## Why Tables matters", "section of 2 words"),
        (
            "tables",
            set_text("many words " * 120 + "[^spec]"),
            "## Why Tables matters",
            "section of 240 words",
        ),
        (
            "tables",
            edit_text("\n\n", "\n\nA claim that nobody backs.\n\n"),
            "A claim that",
            "paragraph without a citation",
        ),
        (
            "tables",
            edit_text("\n\n", "\n\nSee [it](article:gone).[^spec]\n\n"),
            "See [it]",
            "dead link",
        ),
        (
            "tables",
            edit_text("\n\n", "\n\nSee [it](https://x.test).[^spec]\n\n"),
            "See [it]",
            "belong in 'sources'",
        ),
        ("tables", edit_text("\n\n", "\n\n### Deeper\n\n"), "### Deeper", "a heading of level 3"),
        ("tables", edit_text("\n\n", "\n\n```\nx\n```\n\n"), "```", "code without a language"),
    ],
)
def test_each_fault_is_told_with_its_line(
    tmp_path: Path, slug: str, change: Change, line_holds: str, message: str
) -> None:
    faults = faults_after(tmp_path, slug, change)
    found = [fault for fault in faults if message in fault.message]
    assert found, [str(fault) for fault in faults]
    lines = found[0].path.read_text(encoding="utf-8").splitlines()
    assert line_holds in lines[found[0].line - 1]


def test_aliases_of_aliases_are_read_in_no_time(tmp_path: Path) -> None:
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    document = Document.parse(tmp_path, "\n".join(["a0: &a0 [lol]", *levels]))
    places: list[tuple[str | int, ...]] = [("a0", 0), ("a1",), ("a39", 8, 8, 0)]
    # Nothing is asserted of the document itself: it is endless to print.
    found = [document.line(place) for place in places] if isinstance(document, Document) else []
    assert found == [1, 2, 39]


def test_a_source_that_is_never_cited_is_a_fault(tmp_path: Path) -> None:
    def uncite(article: SmallArticle) -> None:
        for section in article.sections:
            section.text = section.text.replace("[^guide]", "[^spec]")

    faults = faults_after(tmp_path, "tables", uncite)
    assert [fault.message for fault in faults] == ["source 'guide' is never cited"]


def test_an_article_harder_than_its_reader_may_know_is_a_fault(tmp_path: Path) -> None:
    faults = faults_after(tmp_path, "copies", set_head("level", "beginner"))
    assert faults == []
    faults = faults_after(tmp_path, "queries", set_head("level", "advanced"))
    assert any("is harder" in fault.message for fault in faults)


def test_many_faults_are_told_at_once_and_sorted(tmp_path: Path) -> None:
    def change(article: SmallArticle) -> None:
        set_head("colour", "red")(article)
        set_text("Too short and uncited.")(article)

    write_small_knowledge(tmp_path)
    for article in small_articles()[:2]:
        change(article)
        article.write(tmp_path)
    faults = check_folder(tmp_path)[1]
    assert len({fault.path for fault in faults}) >= 2
    assert faults == sorted(faults)


def test_a_roadmap_out_of_order_is_a_fault(tmp_path: Path) -> None:
    write_small_knowledge(tmp_path)
    path = tmp_path / "roadmaps" / "small.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace(
            "- topic: tables\n      - topic: queries", "- topic: queries\n      - topic: tables"
        ),
        encoding="utf-8",
    )
    messages = [fault.message for fault in check_folder(tmp_path)[1]]
    assert messages == ["'queries' comes before what it requires: tables"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("answer: Yes 0", "answer: No it is not so", "two options are the same"),
        ("section: What Tables is", "section: Elsewhere", "the article has no section 'Elsewhere'"),
        ("difficulty: easy", "difficulty: absurd", "input should be"),
        (
            "answer: Yes",
            "answer: This right answer is by far the longest of all",
            "is the longest in",
        ),
    ],
)
def test_a_quiz_at_fault_is_told(tmp_path: Path, old: str, new: str, message: str) -> None:
    write_small_knowledge(tmp_path)
    path = tmp_path / "quizzes" / "databases" / "tables.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    faults = check_folder(tmp_path)[1]
    assert any(message in fault.message and fault.path == path for fault in faults)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"no head at all", "no head"),
        (b"---\ntitle: x\n", "the head is not closed"),
        (b"---\ntitle: [x\n---\n", "not valid YAML"),
        (b"---\n\xff\xfe\n---\n", "not UTF-8"),
        (b"---\n- a list\n---\n", "must be a mapping"),
        (b"", "no head"),
    ],
)
def test_a_file_that_is_no_article_is_told(tmp_path: Path, content: bytes, message: str) -> None:
    write_small_knowledge(tmp_path)
    (tmp_path / "articles" / "databases" / "odd.md").write_bytes(content)
    faults = check_folder(tmp_path)[1]
    assert any(message in fault.message for fault in faults), [str(f) for f in faults]


@pytest.mark.parametrize("name", ["a" * 61, "Under_Scored", "two--hyphens"])
def test_the_name_of_an_article_or_roadmap_is_a_slug_that_fits_the_id_of_a_button(
    tmp_path: Path, name: str
) -> None:
    write_small_knowledge(tmp_path)
    article = tmp_path / "articles" / "databases" / "tables.md"
    roadmap = tmp_path / "roadmaps" / "small.yaml"
    paths = {path.rename(path.with_stem(name)) for path in (article, roadmap)}
    faults = check_folder(tmp_path)[1]
    assert {f.path for f in faults if "a file's name is the slug" in f.message} == paths


def test_a_topic_of_the_floor_without_article_is_told(tmp_path: Path) -> None:
    write_small_knowledge(tmp_path)
    with (tmp_path / "topics.txt").open("a", encoding="utf-8") as file:
        file.write("missing-one | Missing | b\n")
    faults = check_folder(tmp_path)[1]
    assert [str(fault).rsplit("/", 1)[-1] for fault in faults] == [
        "topics.txt:3: topic 'missing-one' has no article"
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nowhere:\n  Nothing: [what else]\n", "1: 'nowhere' is no topic"),
        (
            "tables:\n  What Tables is: [what now]\nqueries:\n  What Queries is: ['What now?']\n",
            "4: question 'What now?' already stands in tables",
        ),
        (
            "tables:\n  What tables are: [what now]\n",
            "2: 'tables' has no section 'What tables are'",
        ),
        ("tables: {}\n", "1: "),
        ("tables:\n  What Tables is: []\n", "2: "),
        ("tables:\n  What Tables is: what now\n", "2: 'tables.What Tables is' must be a list"),
        ("tables: [what now]\n", "1: 'tables' must be a mapping"),
    ],
)
def test_faults_of_questions_that_people_ask(tmp_path: Path, text: str, message: str) -> None:
    write_small_knowledge(tmp_path)
    (tmp_path / "asked" / "databases.yaml").write_text(text, encoding="utf-8")
    faults = [str(fault) for fault in check_folder(tmp_path)[1]]
    assert any("databases.yaml:" in fault and message in fault for fault in faults), faults


def test_questions_that_people_ask_belong_to_their_area(tmp_path: Path) -> None:
    write_small_knowledge(tmp_path)
    (tmp_path / "asked" / "apis.yaml").write_text(
        "tables:\n  What Tables is: [a question]\n", encoding="utf-8"
    )
    faults = [str(fault) for fault in check_folder(tmp_path)[1]]
    assert any("'tables' belongs into databases.yaml" in fault for fault in faults), faults
