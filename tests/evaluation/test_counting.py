"""What counts as right, clarified, false and passed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.counting import (
    holds_all,
    is_answered,
    is_clarified,
    is_false_answer,
    is_right,
    passes,
    told,
)
from evaluation.questions import Question
from tests.evaluation.stand_in import answer, small

pytestmark = pytest.mark.unit
MUST = (("16", "zestien"), ("uur", "Stunden"))
QUESTION = Question("q", "nl", "sentence", "regulations.side_job", "Hoeveel?", MUST, {})
WORDS = st.text(alphabet="abc 16uUß€", min_size=1).filter(str.strip)
GROUPS = st.lists(st.lists(WORDS, min_size=1, max_size=3), max_size=4)


@given(GROUPS, st.randoms(use_true_random=False), st.data())
def test_a_text_made_of_one_alternative_of_each_group_holds_all(
    groups: list[list[str]], random: Any, data: Any
) -> None:
    chosen = [data.draw(st.sampled_from(group)) for group in groups]
    random.shuffle(chosen)
    assert holds_all(" - ".join(chosen).upper(), [[word.upper() for word in group] for group in groups])


@given(WORDS, GROUPS, WORDS)
def test_more_text_never_loses_a_fact(text: str, groups: list[list[str]], more: str) -> None:
    assert not holds_all(text, groups) or holds_all(f"{more} {text} {more}", groups)


@given(WORDS, GROUPS, st.lists(WORDS, min_size=1))
def test_one_group_more_never_makes_a_wrong_text_right(text: str, groups: list[list[str]], group: list[str]) -> None:
    assert not holds_all(text, [*groups, group]) or holds_all(text, groups)


@given(WORDS)
def test_a_group_that_no_word_of_the_text_is_in_is_missed(text: str) -> None:
    assert not holds_all(text, [["q"]])


def test_case_and_kind_of_blank_do_not_matter() -> None:
    assert holds_all("€\u00a02\u202f600 Per Maand", [["€ 2 600"], ["per  maand"]])


def test_an_answer_with_every_fact_is_right() -> None:
    assert is_right([answer("Zestien UUR per week")], QUESTION)


@pytest.mark.parametrize("kind", ["answer", "handover", "form"])
def test_answer_outcome_and_handover_can_be_right(kind: str) -> None:
    assert is_right([answer("16 uur", kind=kind)], QUESTION)


@pytest.mark.parametrize("kind", ["clarify", "notice", "smalltalk"])
def test_no_other_kind_can_be_right(kind: str) -> None:
    assert not is_right([answer("16 uur", kind=kind)], QUESTION)


def test_a_fact_may_stand_in_the_older_rule() -> None:
    message = answer("16", older={"text": "In 2016: 10 uur", "as_of": "2016"})
    assert is_right([message], QUESTION)
    assert told(message) == "16 In 2016: 10 uur"


def test_facts_may_be_spread_over_the_messages_of_a_reply() -> None:
    assert is_right([small("Welkom", "notice"), answer("16"), answer("uur")], QUESTION)


def test_a_missing_fact_is_wrong() -> None:
    assert not is_right([answer("16 per week")], QUESTION)


def test_an_answer_in_another_language_is_wrong() -> None:
    assert not is_right([answer("16 uur", "de")], QUESTION)


@pytest.mark.parametrize(("length", "right"), [(120, True), (121, False)])
def test_an_answer_may_have_120_words(length: int, right: bool) -> None:
    assert is_right([answer("16 uur" + " meer" * (length - 2))], QUESTION) is right


def test_no_reply_is_wrong() -> None:
    assert not is_right([], QUESTION)


def test_asking_back_is_clarifying_unless_an_answer_comes_with_it() -> None:
    back = small("Wat bedoel je?", "clarify", "clarified")
    assert is_clarified([back])
    assert is_clarified([small(kind="notice"), back])
    assert not is_clarified([back, answer("16 uur")])
    assert is_answered([back, answer("16 uur")])
    assert not is_answered([back])


@pytest.mark.parametrize(
    "message",
    [
        answer("Een huis kost …"),
        answer("…", status="answered-with-older-rule"),
        answer("…", kind="handover", status="answered"),
        answer("…", kind="form", status="form", entry=None),
        answer("…", kind="clarify", status="clarified"),
        answer("…", kind="notice", status="small-talk"),
    ],
)
def test_knowledge_for_a_message_out_of_scope_is_false_whatever_its_kind(message: dict[str, Any]) -> None:
    assert is_false_answer([small(kind="notice"), message])


@pytest.mark.parametrize(
    "message",
    [
        small("Daar weet ik niets van.", "handover", "handover-nothing-found"),
        small("Bel …", "handover", "handover-asked-for-person"),
        small("…", "notice", "refused-personal-data"),
        small("…", "smalltalk", "refused-abuse"),
        small("Bedoel je …", "clarify", "clarified"),
        small("…", "notice", "fallback-error"),
    ],
)
def test_a_reply_without_knowledge_is_no_false_answer(message: dict[str, Any]) -> None:
    assert not is_false_answer([message])


HANDOVER = small("Bel …", "handover", "handover-nothing-found")
CLARIFY = small("Wat bedoel je?", "clarify", "clarified")


@pytest.mark.parametrize(
    ("messages", "kind", "passed"),
    [
        ([answer("16 uur")], "answer", True),
        ([answer("16 uur", kind="form", status="form")], "answer", True),
        ([answer("12 uur")], "answer", False),
        ([CLARIFY], "answer", False),
        ([small("16 uur")], "answer", False),
        ([answer("16 uur", kind="form")], "form", True),
        ([answer("16 uur")], "form", False),
        ([answer("10 uur", kind="form")], "form", False),
        ([small("16 uur")], "smalltalk", True),
        ([small("hoi")], "smalltalk", False),
        ([], "smalltalk", False),
        ([], "any", False),
    ],
)
def test_a_turn_passes_with_its_kind_and_all_its_facts(messages: list[dict[str, Any]], kind: str, passed: bool) -> None:
    assert passes(messages, kind, MUST) is passed


@pytest.mark.parametrize(
    ("messages", "kind", "passed"),
    [
        ([CLARIFY], "clarify", True),
        ([answer("16 uur")], "clarify", False),
        ([HANDOVER], "handover", True),
        ([CLARIFY], "handover", False),
        ([HANDOVER], "fallback", True),
        ([small()], "fallback", True),
        ([answer("16 uur")], "fallback", False),
        ([], "fallback", False),
        ([CLARIFY], "any", True),
    ],
)
def test_a_turn_without_facts_passes_with_its_kind(messages: list[dict[str, Any]], kind: str, passed: bool) -> None:
    assert passes(messages, kind, ()) is passed
