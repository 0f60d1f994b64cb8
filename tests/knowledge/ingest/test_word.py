"""Word files give headings, paragraphs, lists and tables; what is dangerous or protected is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.ingest import word
from knowledge.ingest.blocks import Block
from knowledge.ingest.errors import UnreadableDocument
from tests.knowledge.ingest.making import add, read, repack, write_docx

pytestmark = pytest.mark.unit


def test_headings_lists_and_tables_keep_their_order(tmp_path: Path) -> None:
    assert read(write_docx(tmp_path / "gids.docx")).blocks == (
        Block("Stagegids", 1),
        Block("Verzekering", 1),
        Block("De school verzekert je tijdens de stage."),
        Block("• een eerste punt"),
        Block("maandag | 9 tot 12 uur"),
        Block("Duur", 2),
        Block("Een stage duurt tien weken."),
    )


def test_a_protected_or_old_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "gids.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100)
    with pytest.raises(UnreadableDocument, match="password or of an old Word"):
        read(path)


def test_a_zip_file_of_something_else_is_no_word_file(tmp_path: Path) -> None:
    path = repack(write_docx(tmp_path / "gids.docx"), tmp_path / "other.docx", "", b"")
    import zipfile

    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("notes.txt", "hello")
    with pytest.raises(UnreadableDocument, match="no Word file"):
        read(path)


@pytest.mark.parametrize("share", [0.2, 0.6, 0.98])
def test_a_file_cut_short_is_damaged(tmp_path: Path, share: float) -> None:
    whole = write_docx(tmp_path / "gids.docx").read_bytes()
    path = tmp_path / "kort.docx"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(UnreadableDocument, match="damaged"):
        read(path)


@pytest.mark.parametrize("xml", [b"<w:document><unclosed>", b"", b"\xff\xfe\x00nonsense"])
def test_broken_xml_is_damaged(tmp_path: Path, xml: bytes) -> None:
    path = repack(write_docx(tmp_path / "gids.docx"), tmp_path / "stuk.docx", "word/document.xml", xml)
    with pytest.raises(UnreadableDocument, match=r"damaged|cannot be read"):
        read(path)


def test_a_file_that_unpacks_to_too_much_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = b"<a>" + b" " * 50 * 1024**2
    path = repack(write_docx(tmp_path / "gids.docx"), tmp_path / "bom.docx", "word/document.xml", bomb)
    assert path.stat().st_size < 1024**2
    with pytest.raises(UnreadableDocument, match="unpacks to far more"):
        read(path)


@pytest.mark.parametrize("name", ["word/_rels/document.xml.rels", "word/media/image1.png", "word/text.bin"])
def test_a_part_that_can_be_read_as_xml_counts_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    bomb = b"\n" * 5000 + b"<a>" + b" " * 50 * 1024**2
    path = add(write_docx(tmp_path / "gids.docx"), tmp_path / "bom.docx", name, bomb)
    with pytest.raises(UnreadableDocument, match="unpacks to far more"):
        read(path)


def test_far_more_elements_than_a_document_has_are_refused(tmp_path: Path) -> None:
    bomb = b"<a>" + b"<b/>" * word._MAX_TAGS + b"</a>"
    path = repack(write_docx(tmp_path / "gids.docx"), tmp_path / "bom.docx", "word/document.xml", bomb)
    with pytest.raises(UnreadableDocument, match="unpacks to far more"):
        read(path)


def test_a_picture_may_be_large(tmp_path: Path) -> None:
    picture = b"\x89PNG\r\n" + b" " * 50 * 1024**2
    path = add(write_docx(tmp_path / "gids.docx"), tmp_path / "foto.docx", "word/media/image1.png", picture)
    assert read(path).blocks


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_document_type_is_found_in_every_encoding_and_behind_a_long_comment(tmp_path: Path, encoding: str) -> None:
    text = f"\ufeff<?xml version='1.0'?><!--{'x' * 9000}--><!DOCTYPE a [<!ENTITY b 'bbbbbbbb'>]><a>&b;</a>"
    path = repack(write_docx(tmp_path / "gids.docx"), tmp_path / "bom.docx", "word/document.xml", text.encode(encoding))
    with pytest.raises(UnreadableDocument, match="document type"):
        read(path)


def test_names_that_lead_out_of_the_folder_are_never_written(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "deeper"
    folder.mkdir(parents=True)
    path = add(write_docx(folder / "gids.docx"), folder / "slip.docx", "../../../slipped.txt", b"x")
    assert read(path).blocks
    assert not list(tmp_path.rglob("slipped*"))


def test_entities_that_grow_are_refused(tmp_path: Path) -> None:
    xml = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'
    path = repack(write_docx(tmp_path / "gids.docx"), tmp_path / "bom.docx", "word/document.xml", xml)
    with pytest.raises(UnreadableDocument, match="document type"):
        read(path)


def test_the_limits_let_a_long_document_pass() -> None:
    # 5,000 pages of 3,000 letters, with as much again of marks around them.
    assert word._MAX_XML > 5_000 * 3_000 * 2
