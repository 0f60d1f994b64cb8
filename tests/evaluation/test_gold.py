"""Which rows of the coverage list a question is about."""

from __future__ import annotations

from typing import Any

import pytest

from evaluation.gold import MAX_ROWS, Gold
from evaluation.questions import Question

pytestmark = pytest.mark.unit


def row(
    row_id: str, *facts: str, section: str = "2.1", footnote: tuple[int, ...] = (), name: str = ""
) -> dict[str, Any]:
    return {
        "id": row_id,
        "name": {"nl": name or row_id, "de": name, "en": name},
        "also_known_as": [],
        "source": {"document": "report", "section": section, "footnote": list(footnote)},
        "key_facts": list(facts),
    }


def question(must: tuple[tuple[str, ...], ...] = (("16",),), **source: Any) -> Question:
    return Question("q", "nl", "s", "t", "?", must, {"document": "report", "section": "", "footnote": [], **source})


def test_rows_with_the_footnote_are_meant() -> None:
    gold = Gold([row("a", footnote=(5,)), row("b", footnote=(6,)), row("c", footnote=(4, 5), section="3")])
    assert gold.rows_of(question(section="2.1", footnote=[5])) == {"a", "c"}


def test_rows_of_the_section_are_meant_where_there_is_no_footnote() -> None:
    gold = Gold([row("a", section="2.1; 3"), row("b", section="2.1.1"), row("c", section="3; 2.1")])
    assert gold.rows_of(question(section="2.1")) == {"a", "c"}


def test_a_question_may_name_its_row() -> None:
    named = Question("q", "nl", "s", "t", "?", (("16",),), {"row": "a"})
    assert Gold([row("a"), row("b", "At most 16 hours")]).rows_of(named) == {"a"}


def test_a_factsheet_is_known_by_its_title() -> None:
    gold = Gold([row("emeu", section="5.2 factsheet 3", name="EMEU"), row("other", section="5.2 factsheet 4")])
    assert gold.rows_of(question(section="5.2 Emeu")) == {"emeu"}


def test_rows_that_hold_the_facts_go_before_the_others_of_their_place() -> None:
    rows = [row(f"r{number}") for number in range(9)] + [row("right", "At most 16 hours")]
    assert Gold(rows).rows_of(question(section="2.1")) == {"right"}


@pytest.mark.parametrize(("count", "meant"), [(MAX_ROWS, MAX_ROWS), (MAX_ROWS + 1, 0)])
def test_a_place_that_many_rows_share_says_nothing(count: int, meant: int) -> None:
    rows = [row(f"r{number}") for number in range(count)]
    assert len(Gold(rows).rows_of(question(section="2.1"))) == meant


@pytest.mark.parametrize("source", [{}, {"document": "another", "section": "2.1"}])
def test_a_question_about_no_known_place_has_no_rows(source: dict[str, Any]) -> None:
    assert Gold([row("a")]).rows_of(Question("q", "nl", "s", "t", "?", (("16",),), source)) == frozenset()
