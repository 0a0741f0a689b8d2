"""What every `KnowledgeStore` does with the small knowledge base, for each to inherit."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from index.store import KnowledgeStore


class KnowledgeStoreSuite:
    """Subclasses give the fixture `store`: the small knowledge base, indexed."""

    def test_topics_come_whole_and_in_order(self, store: KnowledgeStore) -> None:
        topics = store.topics()
        assert list(topics) == ["copies", "queries", "speed", "tables"]
        assert topics["queries"].requires == ("tables",)
        assert topics["speed"].related == ("tables",)
        assert "qry" in topics["queries"].names
        assert "[^" not in topics["tables"].title

    def test_sections_come_in_the_order_asked_and_unknown_ones_are_left_out(
        self, store: KnowledgeStore
    ) -> None:
        ids = store.section_ids("tables")
        assert ids[0] == "tables#summary"
        assert ids[-1] == "tables#learning-path"
        found = store.sections([ids[2], "nothing#here", ids[1]])
        assert list(found) == [ids[2], ids[1]]
        statements = found[ids[1]].section.statements
        assert statements[0].text == "What Tables is is the matter of this section."
        assert statements[0].sources == ("spec",)
        assert "explain Tables to me" in found[ids[1]].section.questions

    def test_statements_of_sections_follow_each_other_in_the_rows(
        self, store: KnowledgeStore
    ) -> None:
        ids = [section for topic in store.topics() for section in store.section_ids(topic)]
        row = len(store.entry_sections())
        for found in store.sections(ids).values():
            assert found.first_statement == row
            row += len(found.section.statements)

    def test_a_topics_own_entries_follow_each_other_in_the_rows(
        self, store: KnowledgeStore
    ) -> None:
        every = store.entry_sections()
        asked = {"tables": {"asked"}, "queries": {"asked"}, "speed": set(), "copies": set()}
        for topic in store.topics():
            entries = store.own_entries(topic)
            rows = [row for row, _, _ in entries]
            assert rows == list(range(rows[0], rows[0] + len(rows)))
            assert [every[row] for row in rows] == [(kind, place) for _, kind, place in entries]
            assert {kind for _, kind, _ in entries} == {"name", "passage", "question"} | asked[
                topic
            ]
        assert store.own_entries("nothing") == []

    def test_sources_come_by_key(self, store: KnowledgeStore) -> None:
        sources = store.sources("tables")
        assert list(sources) == ["spec", "guide"]
        assert sources["guide"].url == "https://guide.test/tables"
        assert store.sources("nothing") == {}

    def test_words_find_sections_best_first(self, store: KnowledgeStore) -> None:
        found = store.lexical("what goes wrong with Queries?", 5)
        scores = [score for _, score in found]
        assert found[0][0].startswith("queries#")
        assert scores == sorted(scores, reverse=True)
        assert len(found) <= 5

    def test_the_words_in_which_people_ask_find_the_section(self, store: KnowledgeStore) -> None:
        assert store.lexical("all mixed up", 1)[0][0] == "tables#mistakes-with-tables"

    @pytest.mark.parametrize(
        "text", ["", "the of and", '"', "tables AND (", "title:tables*", "NEAR(a b)", "'; drop --"]
    )
    def test_no_text_is_read_as_a_query_language(self, store: KnowledgeStore, text: str) -> None:
        assert isinstance(store.lexical(text, 5), list)

    def test_the_vocabulary_knows_who_uses_a_word(self, store: KnowledgeStore) -> None:
        numbers = {slug: number for number, slug in enumerate(store.topics())}
        coverage = store.vocabulary().coverage(["queries", "xyzzy"])
        assert coverage.anywhere[numbers["queries"]] > 0
        assert coverage.known == 0.5
        assert store.word_counts()["queries"] > 3

    def test_the_words_in_which_people_ask_are_core_and_no_model_of_spelling(
        self, store: KnowledgeStore
    ) -> None:
        numbers = {slug: number for number, slug in enumerate(store.topics())}
        core = store.vocabulary().coverage(["spreadsheet"]).core
        assert core[numbers["queries"]] == core[numbers["tables"]] > core[numbers["copies"]]
        assert "mixed" not in store.word_counts()

    def test_roadmaps_quizzes_and_replies_come_back(self, store: KnowledgeStore) -> None:
        assert store.roadmaps()["small"]["stages"][0]["steps"][1]["topic"] == "queries"
        assert len(store.quiz("tables")) == 4
        assert store.quiz("nothing") == ()
        assert store.replies() == {"greeting": "Hello! Ask me something."}

    def test_threads_read_side_by_side(self, store: KnowledgeStore) -> None:
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda _: store.lexical("tables", 3), range(64)))
        assert all(one == found[0] for one in found)
