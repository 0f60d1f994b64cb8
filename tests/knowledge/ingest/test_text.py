"""HTML, Markdown and plain text, in any encoding that our languages were saved in."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.ingest.blocks import Block
from knowledge.ingest.errors import UnreadableDocument
from tests.knowledge.ingest.making import read, texts

pytestmark = pytest.mark.unit

PAGE = """<!doctype html><html><head><title>t</title><style>p{}</style></head><body>
<header>Naam van de school</header><nav><a href=/>Start</a></nav>
<main><h1>Huis<b>regels</b></h1><p style="display:block">Een <i>belangrijke</i> regel.<br>Nog een.</p>
<script>document.write("nooit")</script><p hidden>verborgen</p>
<div style="color:red; display: none">ook verborgen</div><p style="visibility:hidden">en dit</p>
<ul><li>eerste<li>tweede</ul><table><tr><th>maandag</th><td><p>9 uur</p><p>lokaal 2</p></td></tr></table></main>
<footer>Colofon</footer></body></html>"""


def test_html_gives_the_main_part_without_scripts_and_menus(tmp_path: Path) -> None:
    path = tmp_path / "regels.html"
    path.write_text(PAGE, encoding="utf-8")
    assert read(path).blocks == (
        Block("Huisregels", 1),
        Block("Een belangrijke regel. Nog een."),
        Block("• eerste"),
        Block("• tweede"),
        Block("maandag | 9 uur lokaal 2"),
    )


def test_html_without_a_main_part_gives_the_body(tmp_path: Path) -> None:
    path = tmp_path / "regels.htm"
    path.write_text("<p>los<div>in een vak<p>en daarin</div>erna", encoding="utf-8")
    assert texts(path) == ["los", "in een vak", "en daarin", "erna"]


def test_deeply_nested_html_is_read(tmp_path: Path) -> None:
    path = tmp_path / "diep.html"
    path.write_text("<div>" * 5000 + "tekst" + "</div>" * 5000, encoding="utf-8")
    assert texts(path) == ["tekst"]


@pytest.mark.parametrize(
    "content", ["<div>" * 200_000, "<span>" * 20_000 + "<b>x</b> " * 20_000, "<b a=1>" * 9_000 * 2]
)
def test_html_that_would_keep_the_reader_busy_for_hours_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "bom.html"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableDocument, match="nested too deeply"):
        read(path)


def test_many_paragraphs_and_lists_whose_ends_are_left_out_are_not_taken_for_nesting(tmp_path: Path) -> None:
    path = tmp_path / "lang.html"
    path.write_text("<p>een<ul><li>twee</ul><br>" * 20_000, encoding="utf-8")
    assert len(texts(path)) == 40_000


@pytest.mark.parametrize("content", ["> " * 50_000 + "x", "[" * 50_000, "- " * 20_000 + "x", "*" * 100_000])
def test_markdown_in_markdown_comes_to_an_end(tmp_path: Path, content: str) -> None:
    path = tmp_path / "bom.md"
    path.write_text(content, encoding="utf-8")
    try:
        read(path)
    except UnreadableDocument as error:
        assert str(error) == "holds no text."


def test_markdown_gives_headings_lists_and_tables_without_front_matter(tmp_path: Path) -> None:
    path = tmp_path / "gids.md"
    path.write_text(
        "---\ntitle: x\n---\n# Gids\n\nEen *zin*\nover twee regels.\n\n## Tijden\n\n- ma\n- di\n\n"
        "| dag | uur |\n|---|---|\n| wo | 9 |\n\n<script>alert(1)</script>\n",
        encoding="utf-8",
    )
    assert [(b.text, b.level) for b in read(path).blocks] == [
        ("Gids", 1), ("Een zin over twee regels.", None), ("Tijden", 2), ("• ma", None), ("• di", None),
        ("dag | uur", None), ("wo | 9", None),
    ]  # fmt: skip


def test_plain_text_parts_paragraphs_at_blank_lines_and_knows_numbered_headings(tmp_path: Path) -> None:
    path = tmp_path / "gids.txt"
    path.write_text("2.1 Over de stage\n\nEen zin die\nverder gaat.\n\nNog een.\n", encoding="utf-8")
    assert read(path).blocks == (
        Block("2.1 Over de stage", 2), Block("Een zin die verder gaat."), Block("Nog een."),
    )  # fmt: skip


def test_form_feeds_part_the_pages_of_plain_text(tmp_path: Path) -> None:
    path = tmp_path / "gids.txt"
    path.write_text("Een.\n\fTwee.\n\f", encoding="utf-8")
    converted = read(path)
    assert (converted.pages, [b.page for b in converted.blocks]) == (2, [1, 2])


def test_double_spaced_text_is_read_by_its_paragraphs(tmp_path: Path) -> None:
    path = tmp_path / "gids.txt"
    path.write_text("\n\n\n".join(f"regel {n} van een\n\nalinea {n}." for n in range(30)), encoding="utf-8")
    assert texts(path)[:2] == ["regel 0 van een alinea 0.", "regel 1 van een alinea 1."]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp850", "mac_roman"]
)
def test_letters_survive_whatever_the_encoding(tmp_path: Path, encoding: str) -> None:
    sentence = "Für Studierende aus Österreich: £ 250 im Jahr, auch über die Grenze hinweg; wir öffnen um neun."
    path = tmp_path / "info.txt"
    path.write_bytes(sentence.encode(encoding))
    assert texts(path) == [sentence]


def test_html_names_its_encoding_itself(tmp_path: Path) -> None:
    path = tmp_path / "info.html"
    path.write_bytes('<meta charset="iso-8859-15"><p>Prüfung: € 5'.encode("iso-8859-15"))
    assert texts(path) == ["Prüfung: € 5"]


def test_soft_hyphens_ligatures_and_invisible_signs_are_spelled_out(tmp_path: Path) -> None:
    path = tmp_path / "info.txt"
    path.write_text("ﬁnan\u00adcieel\u200b  \u00a0ja \uf0b7 nee", encoding="utf-8")
    assert texts(path) == ["financieel ja • nee"]


@pytest.mark.parametrize("name", ["info.txt", "info.md", "info.html"])
def test_what_is_no_text_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"GIF89a\x00\x01\x00\x00text")
    with pytest.raises(UnreadableDocument, match="is no text"):
        read(path)


@pytest.mark.parametrize(("name", "content"), [("a.txt", " \n\n"), ("a.html", "<script>x</script>"), ("a.md", "---\n")])
def test_a_file_without_words_holds_no_text(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableDocument, match="holds no text"):
        read(path)


def test_a_paragraph_of_very_many_lines_is_read_in_time(tmp_path: Path) -> None:
    # Joined line by line, so that the whole was copied and searched with each, this took hours.
    path = tmp_path / "lang.txt"
    path.write_text("Een regel van een lange tekst met een af-\ngebroken woord.\n" * 60_000, encoding="utf-8")
    (text,) = texts(path)
    assert text.count("afgebroken woord.") == 60_000
