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
#: Word writes no document type; one that is there is meant to blow up.
_DOCTYPE = b"<!DOCTYPE"


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
            xml = sum(size for name, size in sizes.items() if name.endswith(".xml"))
            if xml > _MAX_XML or sum(sizes.values()) > _MAX_UNPACKED:
                raise UnreadableDocument("unpacks to far more than a document holds: split it into smaller ones.")
            for name in (name for name in sizes if name.endswith((".xml", ".rels"))):
                with archive.open(name) as part:
                    if _DOCTYPE in part.read(4096):
                        raise UnreadableDocument("holds a document type, which Word never writes: save it anew.")
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise UnreadableDocument("is damaged: open it in Word or LibreOffice and save it anew.") from error
