"""The report shows the state of the knowledge without network or scripts, and hides nothing that is missing."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from knowledge.citations import SourceRows
from knowledge.editing.likeness import LikePair
from knowledge.editing.reading import Filed
from knowledge.editing.reporting import bars, network, report_data, time_line, write_report
from tests.knowledge.editing.filing import filed
from tests.knowledge.samples import localised

pytestmark = pytest.mark.unit
ON = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def rows() -> SourceRows:
    return SourceRows.load()


def page(folder: Path, rows: SourceRows, *entries: Filed, pairs: list[LikePair] | None = None) -> LexborHTMLParser:
    known = {one.entry.id: one for one in entries}
    path = write_report(folder, report_data(known, rows, ON, pairs))
    return LexborHTMLParser(path.read_text(encoding="utf-8"))


def text_of(tree: LexborHTMLParser) -> str:
    assert tree.body
    return " ".join(tree.body.text().split())


def test_the_page_loads_nothing_and_runs_nothing(tmp_path: Path, rows: SourceRows) -> None:
    tree = page(tmp_path / "new", rows, filed(title=localised("<script>alert(1)</script>")))
    assert tree.css("script, link, img, iframe, object") == []
    assert "default-src 'none'" in tree.css_first("meta[http-equiv]").attributes["content"]
    assert all(link.attributes["href"].startswith("#") for link in tree.css("a"))
    assert "<script>alert(1)</script> (en)" in text_of(tree)


def test_every_picture_has_a_text_and_every_part_a_heading(tmp_path: Path, rows: SourceRows) -> None:
    pair = LikePair("one", "two", 0.97, "de", "Wie lange?", "Wie lange dauert es?")
    tree = page(tmp_path, rows, filed("one"), filed("two"), pairs=[pair])
    pictures = tree.css("svg[role=img]")
    assert len(pictures) == 2
    assert all(one.attributes.get("aria-label") or one.attributes.get("aria-labelledby") for one in pictures)
    assert all(section.css_first("h2") for section in tree.css("section"))
    assert tree.css_first('span[lang="de"]').text() == "Wie lange?"


def test_what_is_due_missing_and_uncovered_is_named(tmp_path: Path, rows: SourceRows) -> None:
    text = text_of(page(tmp_path, rows, filed("late", review_by="2026-11-01", official=[], covers=["ind"])))
    assert "21 days over" in text
    assert "1 entries name no official page" in text
    assert "Not covered in 2.1.4" in text
    assert "0.2%" in text


def test_entries_of_ones_own_are_marked(tmp_path: Path, rows: SourceRows) -> None:
    own = dataclasses.replace(filed("school"), local=True, replaces=True)
    assert "Title of school (en) school your own, replaces ours" in text_of(page(tmp_path, rows, own))


def test_without_an_index_the_page_says_how_to_get_one(tmp_path: Path, rows: SourceRows) -> None:
    assert "make build" in text_of(page(tmp_path, rows, filed()))
    assert "make build" not in text_of(page(tmp_path, rows, filed(), pairs=[]))


def test_the_time_line_counts_every_entry_once(tmp_path: Path) -> None:
    days = ["2020-01-01", "2026-11-22", "2026-12-31", "2027-01-01", "2027-06-01", "2040-01-01"]
    months = time_line([filed(f"e{i}", review_by=day) for i, day in enumerate(days)], ON)
    found = {month.name: (month.entries, month.state) for month in months if month.entries}
    assert found == {
        "overdue": (("e0", "e1"), "late"),
        "2026-12": (("e2",), "soon"),
        "2027-01": (("e3",), "soon"),
        "2027-06": (("e4",), "later"),
        "2028-10": (("e5",), "later"),
    }
    assert [month.name for month in months][:3] == ["overdue", "2026-11", "2026-12"]


def test_bars_are_as_long_as_their_share_of_the_longest() -> None:
    assert [(bar.name, bar.percent) for bar in bars({"a": 4, "b": 1})] == [("a", 100), ("b", 25)]
    assert bars({}) == []


def test_a_closer_pair_has_a_thicker_line() -> None:
    far, near = (LikePair("a", b, closeness, "nl", "?", "?") for b, closeness in (("b", 0.86), ("c", 0.99)))
    lines = network(["a", "b", "c"], [far, near])["lines"]
    assert lines[0]["width"] < lines[1]["width"]
