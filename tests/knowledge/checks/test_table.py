"""A check asks only what still matters, and each combination of answers has exactly one outcome."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.checks import UNKNOWN, DecisionTable, TableError
from knowledge.checks.schema import Check
from tests.knowledge.checks.conftest import option, outcome, question, text


def test_a_check_ends_as_soon_as_all_that_is_left_has_one_outcome(small: DecisionTable) -> None:
    assert small.next_question({"nationality": "eu"}) is None
    assert small.remaining({"nationality": "eu"}) == ["free"]


def test_questions_are_asked_in_order_and_only_where_they_matter(small: DecisionTable) -> None:
    asked = small.next_question({})
    assert asked and asked.id == "nationality"
    asked = small.next_question({"nationality": "other", "purpose": "internship"})
    assert asked and asked.id == "stay"
    assert small.next_question({"nationality": "other", "purpose": "work"}) is None


def test_what_was_said_before_it_was_asked_counts(small: DecisionTable) -> None:
    asked = small.next_question({"stay": "long", "purpose": "internship"})
    assert asked and asked.id == "nationality"
    assert small.remaining({"stay": "long", "purpose": "internship", "nationality": "other"}) == ["single"]


def test_who_does_not_know_is_not_asked_again_and_told_what_it_depends_on(small: DecisionTable) -> None:
    answers = {"nationality": "other", "purpose": "internship", "stay": UNKNOWN}
    assert small.next_question(answers) is None
    assert small.remaining(answers) == ["permit", "single"]
    assert small.deciding(answers) == {"stay": {"short": "permit", "long": "single"}}
    assert small.deciding({"nationality": "eu"}) == {}


def test_progress_counts_the_questions_that_may_come(small: DecisionTable) -> None:
    assert small.most_questions_left({}) == 3
    assert small.most_questions_left({"purpose": "work"}) == 1
    assert small.most_questions_left({"nationality": "eu"}) == 0


def test_answers_that_name_nothing_are_left_out(small: DecisionTable) -> None:
    said = {"nationality": "mars", "purpose": 3, "stay": "short", "colour": "red", "": ""}
    assert small.valid(said) == {"stay": "short"}


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([{"when": {"nationality": "eu"}, "outcome": "free"}], "no row holds for nationality: other, purpose: work"),
        (
            [{"outcome": "free"}, {"when": {"stay": "long"}, "outcome": "permit"}],
            "rows 1 and 2 both hold for nationality: eu, purpose: work, stay: long",
        ),
        ([{"when": {"age": "30"}, "outcome": "free"}], "there is no question age"),
        ([{"when": {"stay": "eternal"}, "outcome": "free"}], "question stay has no option eternal"),
        ([{"outcome": "jail"}], "there is no outcome jail"),
        ([{"outcome": "free"}], "no row leads to permit, single"),
    ],
)
def test_a_table_that_is_not_unique_and_complete_is_refused_with_an_example(
    rows: list[dict[str, object]], problem: str, small_with: Callable[..., DecisionTable]
) -> None:
    with pytest.raises(TableError, match=problem):
        small_with(rows=rows)


def test_two_questions_of_one_name_are_refused(small_with: Callable[..., DecisionTable]) -> None:
    twice = [question("one", option("a"), option("b"))] * 2
    with pytest.raises(TableError, match="same id"):
        small_with(questions=twice, rows=[{"outcome": "free"}], outcomes={"free": outcome("free")})


@given(st.integers(0, 2**32))
def test_any_table_made_like_a_tree_asks_its_way_to_the_outcome_of_each_combination(seed: int) -> None:
    """The walk asks at most each question once, and ends in the outcome that the rows give."""
    table = _random_table(random.Random(seed))
    for combination in combinations_of(table):
        answers: dict[str, str] = {}
        while (asked := table.next_question(answers)) is not None:
            assert asked.id not in answers
            left = table.most_questions_left(answers)
            answers[asked.id] = combination[asked.id]
            assert table.most_questions_left(answers) < left
        assert table.remaining(answers) == table.remaining(combination)
        assert len(table.remaining(answers)) == 1


@given(st.integers(0, 2**32), st.data())
def test_walks_end_also_where_somebody_does_not_know(seed: int, data: st.DataObject) -> None:
    table = _random_table(random.Random(seed))
    answers: dict[str, str] = {}
    while (asked := table.next_question(answers)) is not None:
        assert asked.id not in answers
        answers[asked.id] = data.draw(st.sampled_from([UNKNOWN, *(option.id for option in asked.options)]))
    assert table.remaining(answers)
    if UNKNOWN not in answers.values():
        assert len(table.remaining(answers)) == 1


def combinations_of(table: DecisionTable) -> list[dict[str, str]]:
    ids = [question.id for question in table.check.questions]
    options = [[option.id for option in question.options] for question in table.check.questions]
    return [dict(zip(ids, chosen, strict=True)) for chosen in itertools.product(*options)]


def _random_table(chance: random.Random) -> DecisionTable:
    questions = [
        question(f"q{q}", *(option(f"o{o}") for o in range(chance.randint(2, 3)))) for q in range(chance.randint(1, 4))
    ]
    rows: list[dict[str, object]] = []

    def split(when: dict[str, str], rest: list[dict[str, object]]) -> None:
        if not rest or chance.random() < 0.3:
            rows.append({"when": when, "outcome": f"end{chance.randint(0, 3)}"})
            return
        asked = rest[chance.randrange(len(rest))]
        for one in asked["options"]:  # type: ignore[attr-defined]
            split({**when, str(asked["id"]): one["id"]}, [q for q in rest if q is not asked])

    split({}, questions)
    outcomes = {str(row["outcome"]): outcome("end") for row in rows}
    check = {"id": "random", "title": text("r"), "intro": text("r"), "questions": questions, "rows": rows}
    return DecisionTable(Check.model_validate({**check, "outcomes": outcomes}))
