"""What changed since a day, from the dates of the versions."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from knowledge.editing.changes import What, find_changes
from knowledge.schema import Topic
from tests.knowledge.samples import entry_data, localised, make_entry

pytestmark = pytest.mark.unit
TODAY = dt.date(2026, 11, 22)


def versions(**changes: Any) -> list[dict[str, Any]]:
    of_sample: list[dict[str, Any]] = entry_data()["versions"]
    of_sample[0] |= changes
    return of_sample


def found(since: dt.date, today: dt.date = TODAY, **changes: Any) -> dict[str, tuple[What, str, bool]]:
    result = find_changes([make_entry(**changes)], since, today, "en")
    return {change.point: (change.what, change.day.isoformat(), change.exact) for change in result.changes}


def test_a_rule_with_another_text_is_a_change_dated_by_its_source() -> None:
    assert found(dt.date(2020, 1, 1)) == {"limit": (What.CHANGED, "2025-01-01", False)}


def test_the_date_is_exact_where_the_version_says_since_when_it_holds() -> None:
    dated = versions(valid_from="2018-05-23")
    assert found(dt.date(2017, 1, 1), versions=dated)["limit"] == (What.CHANGED, "2018-05-23", True)
    assert found(dt.date(2020, 1, 1), versions=dated) == {}


def test_both_texts_are_given_with_their_numbers() -> None:
    (change,) = find_changes([make_entry()], dt.date(2020, 1, 1), TODAY, "en").changes
    assert change.before and change.after
    assert change.before.text.en == "In 2016: 10 hours. (en)"
    assert change.after.text.en == "The limit is 16 hours. (en)"


def test_what_only_a_later_source_tells_is_counted_and_not_called_new() -> None:
    result = find_changes([make_entry()], dt.date(2020, 1, 1), TODAY, "en")
    assert "fee" not in {change.point for change in result.changes}
    assert result.not_comparable == 2


def test_an_entry_that_began_since_is_new() -> None:
    began = versions(valid_from="2024-09-01")[:1]
    assert found(dt.date(2020, 1, 1), versions=began) == {
        point: (What.BEGAN, "2024-09-01", True) for point in ("summary", "limit", "fee")
    }


def test_an_entry_of_which_an_older_source_tells_is_not_new_although_its_newest_version_has_a_first_day() -> None:
    dated = versions(valid_from="2024-09-01")
    assert found(dt.date(2010, 1, 1), versions=dated) == {}
    assert find_changes([make_entry(versions=dated)], dt.date(2010, 1, 1), TODAY, "en").not_comparable == 4


def test_what_was_to_be_checked_again_since_and_was_not_is_counted_apart() -> None:
    december, january = dt.date(2026, 12, 31), dt.date(2027, 1, 1)
    assert find_changes([make_entry()], december, january, "en").unchecked == 3
    assert find_changes([make_entry()], dt.date(2026, 12, 1), december, "en").unchecked == 0
    assert find_changes([make_entry()], january, dt.date(2027, 2, 1), "en").unchecked == 0


def test_a_rule_that_ended_since_has_ended_the_day_after_its_last() -> None:
    ended = versions(valid_until="2026-06-30")[:1]
    told = found(dt.date(2026, 1, 1), versions=ended)
    assert set(told.values()) == {(What.ENDED, "2026-07-01", True)}
    assert found(dt.date(2026, 7, 1), versions=ended) == {}


def test_texts_that_say_the_same_are_no_change() -> None:
    same = versions()
    same[1]["points"][0] = {"id": "limit", "text": localised("The limit is 16 hours.")}
    assert found(dt.date(2020, 1, 1), versions=same) == {}


def test_only_entries_on_the_topic_are_compared() -> None:
    assert find_changes([make_entry()], dt.date(2020, 1, 1), TODAY, "en", Topic.TAX).changes == ()
    assert find_changes([make_entry()], dt.date(2020, 1, 1), TODAY, "en", Topic.WORK).changes


def test_nothing_changed_since_today() -> None:
    result = find_changes([make_entry()], TODAY, TODAY, "en")
    assert (result.changes, result.not_comparable) == ((), 0)
