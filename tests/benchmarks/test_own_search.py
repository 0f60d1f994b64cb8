"""Ablation and languages: what is asked and counted, and small runs over six entries."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import DamerauLevenshtein

from benchmarks import ablation, languages
from benchmarks.ablation_report import section as ablation_section
from benchmarks.judging import Judge
from benchmarks.languages_report import section as languages_section
from benchmarks.searching import differences
from benchmarks.typos import LONG, MAX_EDITS, misspell, plant
from evaluation.questions import Question
from knowledge.analysis import Analyser
from knowledge.encoder import Encoder
from knowledge.index import Index, open_index

TODAY = dt.date(2026, 11, 22)


def question(text: str, language: str = "nl", must: tuple[str, ...] = ("16",), number: int = 1) -> Question:
    return Question(f"{language}{number}", language, "sentence", f"topic.{number}", text, (must,), {})


LEVELS = ("A1", "CEFR", "ERK", "GER")
ASKED = [
    question("Hoeveel uur per week mag een student naast de studie werken?"),
    question("Wie viele Stunden darf ein Student neben dem Studium arbeiten?", "de"),
    question("How many hours may a student work beside the study?", "en"),
    question("Wat betekent taalniveau B1?", must=LEVELS, number=2),
    question("Was bedeutet das Sprachniveau B1?", "de", LEVELS, 2),
    question("What does language level B1 mean?", "en", LEVELS, 2),
]


@pytest.mark.unit
@given(st.text("abcdefghijklmnopqrstuvwxyzäéß", min_size=4, max_size=25), st.integers(0, 999))
def test_a_planted_typo_changes_a_word_by_one_or_two_edits(word: str, seed: int) -> None:
    wrong = misspell(word, Random(seed))
    # A swap of two letters that an edit between them parts again counts as up to two.
    assert 1 <= DamerauLevenshtein.distance(word, wrong) <= 2 * MAX_EDITS


@pytest.mark.unit
def test_typos_are_the_same_each_time_and_in_long_words_alone() -> None:
    asked = question("Hoeveel stagevergoeding krijgt een stagiair?")
    planted = plant([asked])
    assert planted == plant([question("Iets anders over tewerkstelling", number=2), asked])[1:]
    before, after = asked.text.split(), planted[0].text.split()
    assert [a == b for a, b in zip(before, after, strict=True)] == [len(w.strip("?")) < LONG for w in before]
    assert (planted[0].id, planted[0].must) == (asked.id, asked.must)


@pytest.mark.unit
def test_a_question_of_short_words_gets_no_typo() -> None:
    assert plant([question("Wat is een TWV?")]) == []


@pytest.mark.unit
def test_differences_are_paired_and_certain_where_nothing_differs() -> None:
    found = differences([1, 2, None], [2, 2, None], ASKED[:3])
    assert found["hit@1"].value == pytest.approx(1 / 3)
    assert found["hit@5"].value == found["hit@5"].low == found["hit@5"].high == 0
    assert found["mrr"].value == pytest.approx(0.5 / 3)


@pytest.fixture(scope="module")
def index(sample_index: Path) -> Index:
    return open_index(sample_index, None)


@pytest.mark.integration
def test_a_compound_counts_where_a_right_answer_holds_its_part_and_not_itself(index: Index) -> None:
    judge = Judge(index.entries, TODAY)
    unit = next(judge.right_units(ASKED[0]))
    known = "werken " * 2 + "vrijwilligers " * 2
    analyser = Analyser.from_texts("nl", [known, unit.text["nl"]])
    part = next(t.word for t in analyser.terms(unit.text["nl"]) if len(t.word) >= 4 and t.word.isalpha())
    splitting = Analyser("nl", {part: 2, "vrijwilligers": 2})
    assert ablation.holds_compound(question(f"Is {part}vrijwilligers goed?"), splitting, judge)
    assert not ablation.holds_compound(question(f"Is {part} goed?"), splitting, judge)


@pytest.mark.integration
def test_every_step_is_left_out_once_and_compared_with_all_steps(index: Index, encoder: Encoder) -> None:
    report = ablation.compare(index, encoder, {"own_facts": ASKED}, TODAY)
    for columns in report["searches"].values():
        assert list(columns["all"]) == list(ablation.VARIANTS)
        assert columns["all"][ablation.COMPLETE]["difference"]["mrr"] == {"value": 0, "low": 0, "high": 0}
    assert report["columns"]["all"] == len(ASKED)
    assert report["columns"][ablation.PLANTED] == report["data"]["planted"] > 0
    assert report["searches"][ablation.WHOLE]["all"][ablation.COMPLETE]["hit@5"] > 0.8
    assert "without compounds" in ablation_section(report)


@pytest.mark.integration
def test_questions_meet_passages_of_each_language_alone_and_of_all(index: Index, encoder: Encoder) -> None:
    report = languages.compare(index, encoder, {"own_facts": ASKED[:3], "dev": ASKED[3:]}, TODAY)
    passages = report["data"]["passages"]
    assert sum(passages[code] for code in ("nl", "de", "en")) == passages["all"] == len(index.passages)
    for asked_in, row in report["matrix"].items():
        assert list(row) == ["nl", "de", "en", "all"]
        assert row[asked_in]["lost"]["hit@5"]["value"] == 0
        assert {cell["questions"] for cell in row.values()} == {2}
    for asked_in, row in report["entries_alone"].items():
        assert all(row[code]["hit@5"] >= report["matrix"][asked_in][code]["hit@5"] for code in row)
    assert report["sets"]["dev"]["nl"]["all"]["questions"] == 1
    assert "at most 5 points" in languages_section(report)


@pytest.mark.integration
def test_a_view_of_one_language_finds_by_texts_of_that_language_alone(
    index: Index, encoder: Encoder, tmp_path: Path
) -> None:
    german = languages.views(index, tmp_path)["de"]
    searcher = languages.open_search(german, encoder)
    found = searcher.search(ASKED[2].text, "en", today=TODAY)
    assert found.results
    assert {result.why.matched.language for result in found.results} == {"de"}
