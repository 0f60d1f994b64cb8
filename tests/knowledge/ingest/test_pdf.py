"""PDF files give their text page by page, without what is only there for the page."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from pathlib import Path

import pytest

from knowledge.ingest.errors import UnreadableDocument
from knowledge.ingest.passages import split
from tests.knowledge.ingest.making import read, texts, write_pdf, write_scan

pytestmark = pytest.mark.unit


def test_text_comes_with_its_page_and_large_letters_are_headings(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "gids.pdf", [("Stage", ["Tien weken."]), ("Geld", ["Geen loon."])])
    blocks = read(path).blocks
    assert [(b.text, b.level, b.page) for b in blocks] == [
        ("Stage", 1, 1), ("Tien weken.", None, 1), ("Geld", 1, 2), ("Geen loon.", None, 2),
    ]  # fmt: skip


def test_heads_feet_and_page_numbers_are_dropped(tmp_path: Path) -> None:
    pages = [(f"Deel {name}", [f"Tekst {name}."]) for name in ("een", "twee", "drie", "vier")]
    found = texts(write_pdf(tmp_path / "gids.pdf", pages, head="Alfa-school", foot="pagina {page} van 4"))
    assert found == ["Deel een", "Tekst een.", "Deel twee", "Tekst twee.", "Deel drie", "Tekst drie.", "Deel vier",
                     "Tekst vier."]  # fmt: skip


def test_numbered_chapters_at_the_top_of_pages_are_no_running_lines(tmp_path: Path) -> None:
    pages = [(f"Hoofdstuk {number}", [f"Tekst van {name}."]) for number, name in enumerate("abcd", 1)]
    found = texts(write_pdf(tmp_path / "gids.pdf", pages, foot="{page}"))
    assert found[:4] == ["Hoofdstuk 1", "Tekst van a.", "Hoofdstuk 2", "Tekst van b."]


def test_two_pages_are_too_few_to_tell_a_running_line(tmp_path: Path) -> None:
    found = texts(write_pdf(tmp_path / "gids.pdf", [("A", ["Een."]), ("B", ["Twee."])], head="Alfa-school"))
    assert found.count("Alfa-school") == 2


def test_words_parted_at_line_ends_are_joined_as_the_document_spells_them(tmp_path: Path) -> None:
    lines = [
        "De inter-",
        "nationale stage van de hbo-",
        "opleiding. Een hbo-opleiding duurt lang. In-",
        "en uitschrijven kan.",
    ]
    assert texts(write_pdf(tmp_path / "gids.pdf", [("Stage", lines)]))[1] == (
        "De internationale stage van de hbo-opleiding. Een hbo-opleiding duurt lang. In- en uitschrijven kan."
    )


def test_a_gap_or_a_bullet_begins_a_paragraph(tmp_path: Path) -> None:
    lines = ["Een zin", "die doorloopt.", "", "Een andere alinea.", "• een punt", "• nog een punt"]
    assert texts(write_pdf(tmp_path / "gids.pdf", [("Stage", lines)]))[1:] == [
        "Een zin die doorloopt.", "Een andere alinea.", "• een punt", "• nog een punt",
    ]  # fmt: skip


def test_lines_of_a_table_of_contents_are_left_out(tmp_path: Path) -> None:
    lines = ["1 Stage .............. 3", "2 Geld . . . . . . . 7", "", "Gewone tekst."]
    assert texts(write_pdf(tmp_path / "gids.pdf", [("Inhoud", lines)])) == ["Inhoud", "Gewone tekst."]


def test_the_day_of_change_is_that_of_the_file_itself(tmp_path: Path) -> None:
    made = read(write_pdf(tmp_path / "gids.pdf", [("Stage", ["Tien weken."])])).as_of
    # Reportlab writes the day of today, in the zone of the machine.
    assert made is not None
    assert abs(dt.datetime.now(dt.UTC).date() - made) <= dt.timedelta(days=1)


def test_a_protected_file_says_so(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "gids.pdf", [("Stage", ["Geheim."])], password="secret")
    with pytest.raises(UnreadableDocument, match="password"):
        read(path)


def test_a_scanned_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="is scanned.*OCR"):
        read(write_scan(tmp_path / "scan.pdf", 2))


def test_scanned_pages_among_others_are_named(tmp_path: Path) -> None:
    converted = read(write_scan(tmp_path / "half.pdf", 3, text_on=2))
    assert converted.pictures == (1, 3)
    assert [(b.text, b.page) for b in converted.blocks] == [("Deze bladzijde heeft tekst.", 2)]


def test_a_file_of_blank_pages_holds_no_text(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="holds no text"):
        read(write_pdf(tmp_path / "leeg.pdf", [("", [])]))


@pytest.mark.parametrize("data", [b"%PDF-1.7 and nothing more", b"hello", b"\x00" * 500])
def test_a_file_that_is_no_pdf_is_damaged(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "stuk.pdf"
    path.write_bytes(data)
    with pytest.raises(UnreadableDocument, match="damaged"):
        read(path)


def test_a_file_cut_short_is_damaged_or_read_in_part_but_never_fails_otherwise(tmp_path: Path) -> None:
    whole = write_pdf(tmp_path / "gids.pdf", [("Stage", ["Tien weken."])] * 3).read_bytes()
    path = tmp_path / "kort.pdf"
    for share in (0.1, 0.4, 0.7, 0.95):
        path.write_bytes(whole[: int(len(whole) * share)])
        with suppress(UnreadableDocument):
            assert read(path).pages <= 3


def test_a_long_document_keeps_every_passage_on_its_page(tmp_path: Path) -> None:
    lines = [f"Regel {number} van deze bladzijde zegt iets over de stage en het werk." for number in range(30)]
    pages = [(f"Onderwerp {n}", [*lines, f"Op deze bladzijde staat kluisje{n * 7}."]) for n in range(1, 201)]
    converted = read(write_pdf(tmp_path / "gids.pdf", pages, head="Alfa-school", foot="pagina {page} van 200"))
    found = {
        word: piece.first_page
        for piece in split(converted.blocks)
        for word in piece.text.split()
        if word.startswith("kluisje")
    }
    assert converted.pages == 200
    assert found == {f"kluisje{n * 7}.": n for n in range(1, 201)}
