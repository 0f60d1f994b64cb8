"""The figures of a site count what was asked, and tell nothing of few."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.reply import ReplyStatus
from web.sites.figures import FEW, WEEKS, figures, first_day, told
from web.stores.usage import BEGUN, Use, UseCount

pytestmark = pytest.mark.unit
#: A Wednesday.
TODAY = dt.date(2026, 11, 25)


def count(
    count: int, status: str = "answered", *, ago: int = 0, language: str = "nl", kind: str = "answer"
) -> UseCount:
    use = Use(TODAY - dt.timedelta(days=ago), "alfa", language, "", "", kind, status, "chat")
    return UseCount(**asdict(use), count=count)


def test_twelve_weeks_from_monday_to_sunday_end_with_this_one() -> None:
    weeks = figures([], TODAY).weeks
    assert len(weeks) == WEEKS
    assert all(week.monday.weekday() == 0 for week in weeks)
    assert weeks[-1].monday == dt.date(2026, 11, 23)
    assert weeks[0].monday == first_day(TODAY)
    assert figures([], TODAY).is_empty


def test_questions_conversations_and_answers_are_counted_in_their_weeks() -> None:
    rows = [
        count(8), count(2, "clarified"), count(6, "", kind=BEGUN), count(3, "small-talk"), count(4, "form"),
        count(10, "handover-nothing-found", ago=3), count(1, "refused-abuse"),
    ]  # fmt: skip
    *_, before, this = figures(rows, TODAY).weeks
    assert (this.conversations, this.questions, this.answered, this.percent) == (6, 10, 8, 80)
    assert (before.conversations, before.questions, before.percent) == (0, 10, 0)


def test_of_few_questions_neither_their_number_nor_a_share_is_told() -> None:
    week = figures([count(FEW - 1)], TODAY).weeks[-1]
    assert told(week.questions) == "< 5"
    assert week.percent is None
    assert (told(0), told(FEW)) == ("0", "5")


@given(st.dictionaries(st.sampled_from(["nl", "de", "en"]), st.integers(1, 300), min_size=1))
def test_a_language_of_few_cannot_be_worked_out_of_the_others(counts: dict[str, int]) -> None:
    shown = dict(figures([count(number, language=code) for code, number in counts.items()], TODAY).languages)
    assert shown.keys() == counts.keys()
    for code, number in counts.items():
        assert told(shown[code]) == "< 5" if number < FEW else shown[code] % 5 == 0
        assert abs(shown[code] - number) <= 2


@pytest.mark.parametrize("status", list(ReplyStatus))
def test_every_status_is_a_question_or_is_none_on_purpose(status: ReplyStatus) -> None:
    no_question = {
        ReplyStatus.HANDOVER_ASKED_FOR_PERSON, ReplyStatus.REFUSED_PERSONAL_DATA, ReplyStatus.REFUSED_ABUSE,
        ReplyStatus.SMALL_TALK, ReplyStatus.FORM, ReplyStatus.HANDOVER_URGENT,
    }  # fmt: skip
    assert (figures([count(9, status)], TODAY).weeks[-1].questions == 0) is (status in no_question)
