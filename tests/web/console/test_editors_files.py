"""CSV that survives the way through a spreadsheet and runs nothing there; figures; pictures."""

from __future__ import annotations

import csv
import datetime as dt
import io
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.web.console.test_editors_clusters import question
from web.console.editors.clusters import cluster
from web.console.editors.csv_files import lines, written
from web.console.editors.figures import Period, numbers, over_time, totals
from web.console.editors.plots import Look, Theme, Width, bars
from web.console.editors.plots import over_time as draw_over_time
from web.console.editors.questions import QuestionForm, sparkline
from web.stores import UseCount
from web.stores.usage import BEGUN

pytestmark = pytest.mark.unit

DAY = dt.date(2026, 11, 22)


def read_back(text: str) -> list[list[str]]:
    """What a program, or a spreadsheet, reads."""
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline=""), delimiter=";"))


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])), min_size=2, max_size=2)
    )
)
def test_whatever_was_typed_comes_back_and_nothing_is_a_formula(rows: list[list[str]]) -> None:
    [headings, *told] = read_back("".join(lines(["vraag", "toelichting"], rows)))
    assert headings == ["vraag", "toelichting"]
    assert [[cell.removeprefix("'") for cell in row] for row in told] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    for row in told:
        for cell in row:
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@pytest.mark.parametrize(
    "cell", ["=1+1", "+49 30 1", "-2", "@SUM(A1)", "\tx", '=HYPERLINK("http://evil.example";"x")', "＝1"]
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(cell: str) -> None:
    assert written(cell) == f"'{cell}"
    [_, [told]] = read_back("".join(lines(["a"], [[cell]])))
    assert told == f"'{cell}"


@pytest.mark.parametrize("text", ['Mag "ik"; of niet?', "eerste\ntweede", "🏠 naar 🇩🇪", "é; ü; ß", "'s middags", ""])
def test_quotes_semicolons_new_lines_and_emoji_come_back_as_they_were(text: str) -> None:
    [_, [told, beside]] = read_back("".join(lines(["a", "b"], [[text, "x"]])))
    assert (told, beside) == (text, "x")


def test_numbers_and_days_are_written_as_an_office_here_reads_them() -> None:
    assert [written(cell) for cell in (0.5, -3, DAY, True, None)] == ["0,500", "-3", "2026-11-22", "1", ""]


def test_a_long_file_is_written_in_parts() -> None:
    parts = list(lines(["a"], ([number] for number in range(1000))))
    assert len(parts) > 2
    assert len(read_back("".join(parts))) == 1001


def row(day: dt.date = DAY, status: str = "answered", count: int = 1, kind: str = "answer", **fields: str) -> UseCount:
    values = {"site": "", "language": "nl", "topic": "work", "entry": "ind", **fields}
    return UseCount(day, kind=kind, status=status, source="chat", count=count, **values)


def test_shares_are_of_questions_and_greetings_are_none() -> None:
    told = numbers(
        [row(count=6), row(status="answered-with-older-rule", count=1), row(status="clarified", count=2),
         row(status="handover-nothing-found"), row(status="small-talk", count=50), row(status="form", count=9),
         row(kind=BEGUN, status="", count=4)]
    )  # fmt: skip
    assert (told.conversations, told.replies, told.questions) == (4, 69, 10)
    assert [told.share(outcome) for outcome in told.outcomes] == [70, 20, 10, 0]
    assert numbers([]).share("answered") is None


def test_totals_are_by_value_the_commonest_first() -> None:
    rows = [row(language="de"), row(count=3), row(kind=BEGUN, status="", count=9), row(entry="", site="other")]
    assert totals(rows, "language") == [("nl", 4), ("de", 1)]
    assert totals(rows, "entry") == [("ind", 4)]
    assert totals(rows, "site") == [("", 4), ("other", 1)]


@pytest.mark.parametrize(("days", "spans"), [(7, 7), (30, 30), (90, 13), (365, 53)])
def test_every_question_of_a_period_is_in_one_span_of_it(days: int, spans: int) -> None:
    period = Period(DAY, days)
    rows = [row(DAY - dt.timedelta(days=age)) for age in range(days + 20)] + [row(DAY + dt.timedelta(days=1))]
    told = over_time([one for one in rows if one.day >= period.since], period)
    assert len(told) == spans
    assert sum(counts["answered"] for _, counts in told) == days
    assert told[-1][1]["answered"] == (1 if days <= 45 else 7)
    assert period.before().until == period.since - dt.timedelta(days=1)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_pictures_are_whole_svg_that_asks_for_nothing_and_runs_nothing(theme: Theme, width: Width) -> None:
    look = Look(theme, width)
    named = [("<script>alert(1)</script> & co", 12), ("een heel lange naam " * 9, 3)]
    pictures = [
        bars(named, look, "Niets"),
        bars([], look, "Niets gevraagd"),
        draw_over_time(["1 nov", "2 nov"], [("Beantwoord", [3, 0]), ("Storing", [0, 0])], look, "Niets"),
        draw_over_time(["1 nov"], [("Beantwoord", [0])], look, "Niets gevraagd"),
    ]
    for picture in pictures:
        tree = ET.fromstring(picture)
        names = {element.tag.rpartition("}")[2] for element in tree.iter()}
        assert "script" not in names
        assert not any("href" in name for element in tree.iter() for name in element.attrib)
    assert b"<script>" not in pictures[0]
    texts = "".join(ET.fromstring(pictures[0]).itertext())
    assert "co: 12" in texts or "…: 12" in texts
    assert "Niets gevraagd" in "".join(ET.fromstring(pictures[1]).itertext())
    assert "Niets gevraagd" in "".join(ET.fromstring(pictures[3]).itertext())


def test_the_line_of_sparks_has_one_bar_for_each_day_that_something_was_asked() -> None:
    [one] = cluster([question("a", "x"), question("b", "x"), question("c", "x", age=29)], None)
    heights = sparkline(one, DAY, 30)
    assert len(heights) == 30
    assert (heights[-1], heights[0], sum(map(bool, heights))) == (20, 10, 2)
    assert len(sparkline(one, DAY, 7)) == 7
    assert sum(map(bool, sparkline(one, DAY, 90))) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"page": "-1"},
        {"page": "99999"},
        {"page": "²"},
        {"days": "1000000"},
        {"kind": "x"},
        {"language": "fr"},
        {"order": "'"},
    ],
)
def test_what_is_no_choice_is_left_out(wrong: dict[str, str]) -> None:
    assert QuestionForm.read(wrong) == QuestionForm.read({})
