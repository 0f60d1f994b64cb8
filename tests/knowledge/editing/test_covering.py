"""Every row of the coverage list is counted once, in its section, with the entries that tell it."""

from __future__ import annotations

import pytest

from knowledge.citations import SourceRows
from knowledge.editing.covering import find_coverage
from tests.knowledge.editing.filing import filed

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def rows() -> SourceRows:
    return SourceRows.load()


def test_every_row_stands_in_one_section_of_a_known_document(rows: SourceRows) -> None:
    sections = find_coverage({}, rows)
    ids = [row.id for section in sections for row in section.rows]
    assert sorted(ids) == sorted(rows.coverage)
    assert {section.document for section in sections} == {"report-2016", "imbo-2021"}
    assert not any(section.covered for section in sections)


def test_a_row_is_covered_by_every_entry_that_names_it(rows: SourceRows) -> None:
    two = {one.entry.id: one for one in (filed("first", covers=["uwv"]), filed("second", covers=["uwv", "ind"]))}
    sections = find_coverage(two, rows)
    covered = {row.id: row.entries for section in sections for row in section.rows if row.entries}
    assert covered == {"uwv": ("first", "second"), "ind": ("second",)}
    section = next(section for section in sections if "uwv" in [row.id for row in section.rows])
    assert (section.name, section.covered, section.entries) == ("2.1.4", 2, ("first", "second"))


def test_sections_stand_in_the_order_of_the_document(rows: SourceRows) -> None:
    names = [section.name for section in find_coverage({}, rows) if section.document == "report-2016"]
    assert (
        names.index("2.1.4") < names.index("2.2.1") < names.index("5.2 factsheet 9") < names.index("5.2 factsheet 10")
    )
