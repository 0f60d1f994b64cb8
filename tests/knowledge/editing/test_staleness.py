"""What is due is found, the most urgent first, and what is not due is left alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from knowledge.editing.staleness import Reason, find_due
from tests.knowledge.editing.filing import filed
from tests.knowledge.samples import entry_data

pytestmark = pytest.mark.unit
ON = dt.date(2027, 1, 15)


def reviewed(**changes: Any) -> dict[str, Any]:
    """An entry with nothing due: reviewed, and not to be reviewed before 2030."""
    return {"review_by": "2030-01-01", "reviewed_by": "second-reader"} | changes


def with_version(**changes: Any) -> list[dict[str, Any]]:
    versions: list[dict[str, Any]] = entry_data()["versions"]
    versions[0] |= changes
    return versions


def reasons(on: dt.date = ON, within: int = 0, **changes: Any) -> list[tuple[Reason, int | None]]:
    return [(due.reason, due.days_left(on)) for due in find_due([filed(**changes)], on, within)]


def test_a_reviewed_entry_of_today_is_not_due() -> None:
    assert reasons(**reviewed()) == []


def test_a_review_date_is_due_on_its_day_and_not_the_day_before() -> None:
    entry = reviewed(review_by="2027-01-15")
    assert reasons(**entry) == [(Reason.REVIEW, 0)]
    assert reasons(dt.date(2027, 1, 14), **entry) == []


def test_what_falls_due_soon_is_shown_when_asked_for() -> None:
    entry = reviewed(review_by="2027-01-25")
    assert reasons(within=9, **entry) == []
    assert reasons(within=10, **entry) == [(Reason.REVIEW, 10)]


def test_an_entry_that_nobody_reviewed_has_no_date() -> None:
    assert reasons(review_by="2030-01-01") == [(Reason.NEVER_REVIEWED, None)]


def test_a_version_that_ended_without_a_successor_is_due_from_the_day_after() -> None:
    entry = reviewed(versions=with_version(valid_until="2027-01-14"))
    assert reasons(**entry) == [(Reason.ENDED, 0)]
    assert reasons(dt.date(2027, 1, 14), **entry) == []


def test_a_version_that_says_that_its_rule_ended_is_not_due() -> None:
    assert reasons(**reviewed(versions=with_version(valid_until="2020-12-31", status="ended"))) == []


def test_a_version_with_a_successor_is_not_due() -> None:
    versions = with_version()
    older = {**versions[0], "as_of": "2024-01", "valid_until": "2024-12-31", "status": "superseded"}
    assert reasons(**reviewed(versions=[versions[0], older, versions[1]])) == []


def test_an_amount_of_last_year_is_due_from_new_year_on() -> None:
    values = {"hours_week": {"amount": 16, "unit": "number"}, "fee": {"amount": 9, "unit": "EUR", "year": 2026}}
    entry = reviewed(versions=with_version(values=values))
    assert reasons(**entry) == [(Reason.PAST_YEAR, -14)]
    assert reasons(dt.date(2026, 12, 31), **entry) == []


def test_an_amount_that_no_text_of_today_names_is_not_due() -> None:
    values = entry_data()["versions"][0]["values"] | {"unused": {"amount": 9, "unit": "EUR", "year": 2025}}
    assert reasons(**reviewed(versions=with_version(values=values))) == []


def test_the_longest_overdue_comes_first_and_what_has_no_date_last() -> None:
    found = find_due(
        [
            filed("never", review_by="2030-01-01"),
            filed("late", **reviewed(review_by="2027-01-10")),
            filed("later", **reviewed(review_by="2025-01-10")),
        ],
        ON,
    )
    assert [due.entry for due in found] == ["later", "late", "never"]
