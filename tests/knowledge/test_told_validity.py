"""On any day, no answer of our own entries claims to hold outside of its version's time."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.citations import SourceRows
from knowledge.dating import Dating
from knowledge.loading import load_entries
from knowledge.rendering import format_partial_date
from knowledge.schema import LANGUAGES, Entry, Language, Status, Version
from knowledge.units import Unit, begins_on, effective_units, holding

pytestmark = pytest.mark.unit
DAYS = st.dates(dt.date(2010, 1, 1), dt.date(2031, 12, 31))
#: The clock stands on or after the day when our sources were last read.
TODAYS = st.dates(dt.date(2026, 11, 22), dt.date(2031, 12, 31))
_END = {"nl": r"(?:gold|geldt) tot en met", "de": r"(?:galt|gilt) bis zum", "en": r"(?:held|holds) until"}


@pytest.fixture(scope="module")
def rows() -> SourceRows:
    return SourceRows.load()


@pytest.fixture(scope="module")
def entries() -> Mapping[str, Entry]:
    return load_entries()


def told_on(entry: Entry, day: dt.date) -> list[tuple[Unit, Version]]:
    held = holding(entry, day)
    return [(unit, held[unit.point][0]) for unit in effective_units(entry, day)]


@settings(max_examples=20, deadline=None)
@given(day=DAYS)
def test_nothing_is_in_force_before_its_version_or_source_begins_nor_after_it_ends(
    entries: Mapping[str, Entry], day: dt.date
) -> None:
    for entry in entries.values():
        for unit, version in told_on(entry, day):
            point = holding(entry, day)[unit.point][1]
            assert begins_on(point, version) <= day, unit.key
            assert unit.expired == (version.valid_until is not None and version.valid_until < day), unit.key
            if unit.status == Status.IN_FORCE:
                assert not version.valid_until or day <= version.valid_until, unit.key


@settings(max_examples=20, deadline=None)
@given(day=DAYS, today=TODAYS, language=st.sampled_from(LANGUAGES))
def test_a_caution_names_the_end_of_the_version_told_and_no_other(
    entries: Mapping[str, Entry], rows: SourceRows, day: dt.date, today: dt.date, language: Language
) -> None:
    dating = Dating(entries, rows, language, day, today)
    for entry in entries.values():
        for unit, version in told_on(entry, day):
            caution = dating.caution([unit]) or ""
            assert bool(re.search(_END[language], caution)) == unit.expired, (unit.key, caution)
            if version.valid_until and unit.expired:
                last = format_partial_date(version.valid_until.isoformat(), language)
                assert re.search(f"{_END[language]} {re.escape(last)}", caution), (unit.key, caution)


@settings(max_examples=20, deadline=None)
@given(day=st.dates(dt.date(2027, 1, 1), dt.date(2031, 12, 31)))
def test_figures_of_a_rule_to_be_checked_by_then_are_never_told_without_a_remark(
    entries: Mapping[str, Entry], rows: SourceRows, day: dt.date
) -> None:
    dating = Dating(entries, rows, "en", day, day)
    for entry in entries.values():
        for unit, version in told_on(entry, day):
            past = [year for year in unit.figures if year < day.year]
            if past and unit.status == Status.IN_FORCE and not unit.bygone and entry.review_by <= day:
                caution = dating.caution([unit]) or ""
                assert f"figures of {past[-1]}" in caution, (unit.key, version.as_of, caution)


@settings(max_examples=20, deadline=None)
@given(day=DAYS)
def test_no_day_is_told_an_amount_of_a_later_year_unless_it_was_announced_by_then(
    entries: Mapping[str, Entry], day: dt.date
) -> None:
    for entry in entries.values():
        for unit, version in told_on(entry, day):
            point = holding(entry, day)[unit.point][1]
            if unit.figures and unit.figures[-1] > day.year:
                assert begins_on(point, version).year == day.year, unit.key
