"""An edit is shown as readers will see it: texts with their numbers, before and after."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.editing.comparing import compare, word_pieces
from knowledge.schema import LANGUAGES
from tests.knowledge.samples import entry_data, four_questions, localised, make_entry

pytestmark = pytest.mark.unit
TODAY = dt.date(2026, 11, 22)


def with_hours(amount: int) -> list[dict[str, Any]]:
    versions: list[dict[str, Any]] = entry_data()["versions"]
    versions[0]["values"]["hours_week"]["amount"] = amount
    return versions


def test_one_value_changes_every_text_that_names_it_in_three_languages() -> None:
    found = compare(make_entry(), make_entry(versions=with_hours(20)), TODAY, LANGUAGES)
    assert {(change.place, change.language) for change in found.texts} == {
        (place, code) for place in ("summary", "limit") for code in LANGUAGES
    }
    limit = next(change for change in found.texts if (change.place, change.language) == ("limit", "en"))
    assert limit.before and limit.after
    assert ("16 hours" in limit.before, "20 hours" in limit.after) == (True, True)


def test_an_entry_that_did_not_change_says_nothing() -> None:
    assert not compare(make_entry(), make_entry(), TODAY, LANGUAGES)


def test_an_older_rule_that_changes_is_shown_at_its_point() -> None:
    versions = entry_data()["versions"]
    versions[1]["points"][0]["text"] = localised("In 2016: ten hours.")
    found = compare(make_entry(), make_entry(versions=versions), TODAY, ["en"])
    assert [change.place for change in found.texts] == ["limit, before"]


def test_what_is_not_told_today_is_named_as_such() -> None:
    versions = entry_data()["versions"]
    versions[0]["sources"] = [{"fact": "student-work-eu-free"}]
    found = compare(make_entry(), make_entry(versions=versions), TODAY, LANGUAGES)
    assert found.texts == ()
    assert "not told on this day" in found.fields[0]


def test_questions_and_other_fields_are_told_one_by_one() -> None:
    questions = four_questions("hours")
    questions["de"][0] = "Neue Frage?"
    found = compare(make_entry(), make_entry(questions=questions, review_by="2028-01-01"), TODAY, LANGUAGES)
    assert found.fields == (
        "question (de) added: Neue Frage?",
        "question (de) taken out: hours question 0 de",
        "review_by: 2027-01-01 -> 2028-01-01",
    )


def test_a_new_entry_and_one_taken_out_show_all_their_texts() -> None:
    new, gone = (compare(*pair, TODAY, ["nl"]) for pair in ((None, make_entry()), (make_entry(), None)))
    assert (new.fields, gone.fields) == (("new entry",), ("entry taken out",))
    assert all(change.before is None for change in new.texts)
    assert [change.place for change in new.texts] == [change.place for change in gone.texts]
    with pytest.raises(ValueError, match="one of the two"):
        compare(None, None, TODAY, LANGUAGES)


@given(before=st.text("ab \n", max_size=30), after=st.text("ab \n", max_size=30))
def test_the_pieces_make_up_both_texts(before: str, after: str) -> None:
    pieces = word_pieces(before, after)
    assert "".join(text for kind, text in pieces if kind != "in").split() == before.split()
    assert "".join(text for kind, text in pieces if kind != "out") == after.lstrip()
