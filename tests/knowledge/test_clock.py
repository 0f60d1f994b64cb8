"""Today is injected."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.clock import DAY_FORM, SystemClock, clock_from_environment, read_day

pytestmark = pytest.mark.unit


def test_the_environment_can_fix_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRENSWIJZER_TODAY", "2027-01-15")
    assert clock_from_environment().today() == dt.date(2027, 1, 15)


def test_a_wrong_date_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRENSWIJZER_TODAY", "15 January")
    with pytest.raises(ValueError, match="GRENSWIJZER_TODAY=.*YYYY-MM-DD, such as 2016-03-31"):
        clock_from_environment()


def test_without_a_fixed_day_the_machines_own_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRENSWIJZER_TODAY", raising=False)
    assert isinstance(clock_from_environment(), SystemClock)


@given(st.dates())
def test_every_day_is_read_as_it_is_written_in_iso(day: dt.date) -> None:
    assert read_day(day.isoformat()) == day


@given(st.one_of(st.integers().map(str), st.floats().map(str), st.datetimes().map(str), st.text()))
def test_a_timestamp_or_any_other_text_is_no_day(text: str) -> None:
    with pytest.raises(ValueError, match=DAY_FORM):
        read_day(text)


@pytest.mark.parametrize(
    "text", ["20160331", "2016-W13-4", "2016-3-31", "2016-03-31T00:00", "31-03-2016", "２０１６-03-31"]
)
def test_only_one_form_of_a_day_is_taken(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{DAY_FORM}$"):
        read_day(text)


def test_a_day_that_the_calendar_does_not_have_is_told_apart_from_a_wrong_form() -> None:
    with pytest.raises(ValueError, match="the calendar has no such day"):
        read_day("2025-02-30")
