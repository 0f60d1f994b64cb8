"""What is told on which day."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.schema import Status
from knowledge.units import effective_units, first_day, passages_of
from tests.knowledge.samples import entry_data, make_entry

pytestmark = pytest.mark.unit
TODAY = dt.date(2026, 11, 22)


def unit_texts(day: dt.date, **changes: object) -> dict[str, str]:
    return {unit.point: unit.text["en"] for unit in effective_units(make_entry(**changes), day)}


def test_the_newest_rule_is_told_and_the_older_one_kept_beside_it() -> None:
    unit = next(u for u in effective_units(make_entry(), TODAY) if u.point == "limit")
    assert unit.text["en"] == "The limit is 16 hours. (en)"
    assert unit.older is not None
    assert (unit.older.text["en"], unit.older.as_of) == ("In 2016: 10 hours. (en)", "2016-03")


def test_a_point_that_only_an_older_source_has_is_told_with_its_own_date() -> None:
    unit = next(u for u in effective_units(make_entry(), TODAY) if u.point == "reason")
    assert (unit.as_of, unit.older) == ("2016-03", None)


def test_on_an_earlier_day_only_what_held_by_then_is_told() -> None:
    assert unit_texts(dt.date(2016, 4, 1)) == {
        "limit": "In 2016: 10 hours. (en)",
        "reason": "Study comes first. (en)",
    }
    assert unit_texts(dt.date(2015, 1, 1)) == {}


def test_a_version_past_its_end_is_marked_as_expired() -> None:
    versions = entry_data()["versions"]
    versions[0]["valid_until"] = "2026-12-31"
    entry = make_entry(versions=versions)
    assert not any(unit.expired for unit in effective_units(entry, dt.date(2026, 12, 31)))
    expired = {unit.point: unit.expired for unit in effective_units(entry, dt.date(2027, 1, 1))}
    assert expired == {"summary": True, "limit": True, "fee": True, "reason": False}


def test_an_inherited_point_is_told_with_the_numbers_of_its_own_version() -> None:
    versions = entry_data()["versions"]
    past = {
        "as_of": "2020-01", "status": "superseded", "confidence": "medium",
        "sources": [{"fact": "student-work-16-hours"}],
        "values": {"hours_week": {"amount": 12, "unit": "number"}}, "inherits": ["limit"],
    }  # fmt: skip
    texts = unit_texts(dt.date(2021, 1, 1), versions=[versions[0], past, versions[1]])
    assert texts["limit"] == "The limit is 12 hours. (en)"


def test_everything_that_can_be_asked_is_indexed_once_per_language() -> None:
    passages = [p for p in passages_of(make_entry()) if p.language == "de"]
    kinds = [(p.point, p.kind) for p in passages]
    assert kinds.count(("summary", "question")) == 4
    assert {p for p, kind in kinds if kind == "text"} == {"summary", "limit", "fee", "reason"}
    assert len(set(passages)) == len(passages)


def with_later_point() -> list[dict[str, object]]:
    """Versions of which the newest, in force since 2018, has a point that rests on a source of 2025."""
    versions: list[dict[str, object]] = entry_data()["versions"]
    versions[0]["valid_from"] = "2018-05-23"
    versions[0]["points"][0]["as_of"] = "2025-03"  # type: ignore[index]
    return versions


def test_a_point_whose_source_is_later_than_the_day_is_not_told_nor_the_rule_it_replaced() -> None:
    told = unit_texts(dt.date(2019, 1, 1), versions=with_later_point())
    assert set(told) == {"summary", "fee", "reason"}
    assert "limit" in unit_texts(dt.date(2025, 3, 1), versions=with_later_point())
    assert unit_texts(dt.date(2017, 1, 1), versions=with_later_point())["limit"] == "In 2016: 10 hours. (en)"


def test_a_point_with_an_earlier_source_is_told_before_its_version_began() -> None:
    versions = entry_data()["versions"]
    versions[0]["points"][1]["as_of"] = "2016-01"
    assert unit_texts(dt.date(2016, 4, 1), versions=versions)["fee"] == "The fee is €1,234. (en)"


@given(day=st.dates(dt.date(2010, 1, 1), dt.date(2030, 1, 1)))
def test_no_day_is_told_what_a_later_source_says(day: dt.date) -> None:
    for unit in effective_units(make_entry(versions=with_later_point()), day):
        assert first_day(unit.as_of) <= day or unit.as_of == "2025-01"


def test_next_years_values_can_be_written_before_the_year_begins() -> None:
    this_year, report = entry_data()["versions"]
    next_year = this_year | {"as_of": "2027-01", "valid_from": "2027-01-01"}
    kept = {key: value for key, value in this_year.items() if key not in {"summary", "points"}}
    kept |= {"status": "superseded", "valid_until": "2026-12-31", "inherits": ["summary", "limit", "fee"]}
    next_year["values"] = {name: value | {"amount": value["amount"] + 4} for name, value in kept["values"].items()}
    versions = [next_year, kept, report]
    assert unit_texts(dt.date(2026, 12, 31), versions=versions) == unit_texts(dt.date(2026, 12, 31))
    assert unit_texts(dt.date(2027, 1, 1), versions=versions)["summary"] == "At most 20 hours. (en)"
    on_its_last_day = effective_units(make_entry(versions=versions), dt.date(2026, 12, 31))
    assert {unit.status for unit in on_its_last_day if unit.point != "reason"} == {Status.IN_FORCE}


def test_a_summary_is_either_written_or_inherited() -> None:
    versions = entry_data()["versions"]
    versions[1] |= {"summary": versions[0]["summary"], "inherits": ["summary"]}
    with pytest.raises(ValueError, match="has a summary and inherits one"):
        make_entry(versions=versions)
