"""What is exported opens where it is meant to, holds every text, and runs nothing."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from knowledge.citations import SourceRows
from knowledge.editing.exporting import Format, Told, export, safe_cell, told_texts
from knowledge.schema import LANGUAGES
from tests.knowledge.editing.filing import filed
from tests.knowledge.samples import entry_data, localised

pytestmark = pytest.mark.unit
TODAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def rows() -> SourceRows:
    return SourceRows.load()


def told(rows: SourceRows, text: str = "At most {hours_week} hours.") -> list[Told]:
    versions: list[dict[str, Any]] = entry_data()["versions"]
    versions[0]["summary"] = localised(text)
    return told_texts([filed(versions=versions)], rows, TODAY, LANGUAGES)


def as_csv(texts: list[Told]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(export(texts, Format.CSV).decode("utf-8-sig"))))


def test_every_text_of_the_day_is_there_in_three_languages_with_its_numbers(rows: SourceRows) -> None:
    texts = told(rows)
    assert [(one.point, one.language) for one in texts] == [
        (point, code) for point in ("summary", "limit", "fee", "reason") for code in LANGUAGES
    ]
    fee = next(one for one in texts if (one.point, one.language) == ("fee", "de"))
    assert (fee.text, fee.as_of, fee.status) == ("The fee is 1.234 €. (de)", "2025-01", "in-force")
    assert fee.sources


def test_excel_knows_the_encoding_and_every_row_has_every_column(rows: SourceRows) -> None:
    texts = told(rows, "Größe; „gut“\nund neu")
    assert export(texts, Format.CSV).startswith(b"\xef\xbb\xbf")
    table = as_csv(texts)
    assert len(table) == len(texts)
    assert table[1]["text"] == "Größe; „gut“\nund neu (de)"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "  ="])
def test_a_text_that_a_spreadsheet_would_run_is_marked_as_text(rows: SourceRows, sign: str) -> None:
    formula = f"{sign.strip()}HYPERLINK(1)"
    assert as_csv(told(rows, formula))[0]["text"] == f"'{formula} (nl)"
    assert safe_cell(f"{sign}1").startswith("'")


@given(st.text())
def test_no_cell_begins_as_a_formula_does_and_nothing_else_is_changed(text: str) -> None:
    safe = safe_cell(text)
    assert not safe.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
    assert safe in {text, f"'{text}"}


def test_each_line_of_jsonl_is_one_text(rows: SourceRows) -> None:
    lines = export(told(rows), Format.JSONL).decode().splitlines()
    assert [json.loads(line)["point"] for line in lines][:4] == ["summary", "summary", "summary", "limit"]


def test_a_page_shows_texts_as_texts_with_their_language(rows: SourceRows) -> None:
    page = LexborHTMLParser(export(told(rows, "<script>alert(1)</script>"), Format.HTML).decode())
    assert page.css_first("script") is None
    assert page.css_first('td[lang="de"]').text(deep=False) == "<script>alert(1)</script> (de)"


def test_markdown_keeps_signs_plain(rows: SourceRows) -> None:
    text = export(told(rows, "*bold* [x](y) <b>"), Format.MARKDOWN).decode()
    assert r"\*bold\* \[x\](y) \<b\> (nl)" in text


def test_a_day_of_the_past_tells_what_held_then(rows: SourceRows) -> None:
    texts = told_texts([filed()], rows, dt.date(2016, 4, 1), ["en"])
    assert [one.text for one in texts] == ["In 2016: 10 hours. (en)", "Study comes first. (en)"]
