"""Word files (.docx), with mammoth: to HTML, and on from there."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from xml.parsers.expat import ExpatError

from knowledge.ingest.blocks import Converted
from knowledge.ingest.errors import UnreadableDocument
from knowledge.ingest.html import html_blocks

#: What an old or an encrypted file of Office begins with.
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TEXT = "word/document.xml"
_STYLES = "p[style-name='Title'] => h1:fresh"
#: A document of 5,000 pages has less; parsed, it takes some twenty times as much memory.
_MAX_XML = 40 * 1024**2
_MAX_UNPACKED = 500 * 1024**2
#: A document of 1,500 pages has less; each can be an element that takes 700 bytes once parsed, and 30 microseconds.
_MAX_TAGS = 2_000_000
#: Word writes no document type; one that is there is meant to blow up.
_DOCTYPE = b"<!DOCTYPE"
#: What may stand before the first sign of an XML file; the zeros are those of UTF-16.
_BEFORE_XML = b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"
_HEAD = 4096
_TOO_LARGE = "unpacks to far more than a document holds: split it into smaller ones."


def convert_docx(path: Path) -> Converted:
    """Read the Word file `path`; it knows no pages until it is printed.

    Raises:
        UnreadableDocument: it is encrypted, damaged, too large once unpacked, or of an older Word.
    """
    import mammoth

    _check(path)
    try:
        with path.open("rb") as file:
            html = mammoth.convert_to_html(file, style_map=_STYLES, convert_image=_no_image).value
    except (zipfile.BadZipFile, zlib.error, ExpatError, KeyError, RecursionError, EOFError) as error:
        raise UnreadableDocument("is damaged: open it in Word or LibreOffice and save it anew.") from error
    return Converted(tuple(html_blocks(f"<body>{html}</body>")))


def _no_image(_image: object) -> list[object]:
    return []


def _check(path: Path) -> None:
    with path.open("rb") as file:
        if file.read(len(_COMPOUND)) == _COMPOUND:
            raise UnreadableDocument("is protected with a password or of an old Word: save it as .docx without one.")
    try:
        with zipfile.ZipFile(path) as archive:
            sizes = {info.filename: info.file_size for info in archive.infolist()}
            if _TEXT not in sizes:
                raise UnreadableDocument("is no Word file: save it as .docx.")
            if sum(sizes.values()) > _MAX_UNPACKED:
                raise UnreadableDocument(_TOO_LARGE)
            _check_xml(archive, sizes)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise UnreadableDocument("is damaged: open it in Word or LibreOffice and save it anew.") from error


def _check_xml(archive: zipfile.ZipFile, sizes: dict[str, int]) -> None:
    """Look at every part that can be read as XML, whatever its name: any of them can be said to be the text.

    Raises:
        UnreadableDocument: together they are too large, or one holds a document type.
    """
    parts = [name for name in sizes if _is_xml(archive, name)]
    if sum(sizes[name] for name in parts) > _MAX_XML:
        raise UnreadableDocument(_TOO_LARGE)
    tags = 0
    for name in parts:
        content = archive.read(name).replace(b"\x00", b"")
        if _DOCTYPE in content:
            raise UnreadableDocument("holds a document type, which Word never writes: save it anew.")
        tags += content.count(b"<")
    if tags > _MAX_TAGS:
        raise UnreadableDocument(_TOO_LARGE)


def _is_xml(archive: zipfile.ZipFile, name: str) -> bool:
    with archive.open(name) as part:
        head = part.read(_HEAD).lstrip(_BEFORE_XML)
    return not head or head.startswith(b"<")
