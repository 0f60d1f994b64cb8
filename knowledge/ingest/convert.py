"""Choose the converter for a file and check what it made."""

from __future__ import annotations

from pathlib import Path

from knowledge.ingest.blocks import Converted
from knowledge.ingest.decoding import decode
from knowledge.ingest.errors import UnreadableDocument
from knowledge.ingest.html import html_blocks
from knowledge.ingest.pdf import PageDone, convert_pdf
from knowledge.ingest.text import convert_markdown, convert_text
from knowledge.ingest.word import convert_docx

#: Raised whenever the same file would give other passages, so that every file is read anew.
CONVERTER_VERSION = 2
_PDF, _WORD = {".pdf"}, {".docx"}
_HTML, _MARKDOWN, _PLAIN = {".html", ".htm", ".xhtml"}, {".md", ".markdown"}, {".txt", ".text"}
SUPPORTED = frozenset(_PDF | _WORD | _HTML | _MARKDOWN | _PLAIN)
MAX_MEGABYTES = 50


def convert(path: Path, page_done: PageDone, max_megabytes: float = MAX_MEGABYTES) -> Converted:
    """Read `path`, a file of a type in `SUPPORTED`.

    Raises:
        UnreadableDocument: it is of another type, too large, empty, scanned, encrypted or damaged.
        OSError: it cannot be read.
    """
    suffix, size = path.suffix.lower(), path.stat().st_size
    if suffix not in SUPPORTED:
        raise UnreadableDocument(f"is of a type that is not read: save it as one of {', '.join(sorted(SUPPORTED))}.")
    if size == 0:
        raise UnreadableDocument("is empty.")
    if size > max_megabytes * 1024**2:
        raise UnreadableDocument(
            f"has {size / 1024**2:.3g} MB, more than {max_megabytes:g}: split it, or allow more with --max-mb."
        )
    try:
        converted = _by_type(path, suffix, page_done)
    except (UnreadableDocument, OSError, MemoryError):
        raise
    except Exception as error:
        # Nobody lists all the ways in which a parser fails on a strange file; the next one is to go on.
        raise UnreadableDocument(f"cannot be read ({type(error).__name__}): open it and save it anew.") from error
    if not converted.blocks:
        if converted.pictures:
            raise UnreadableDocument(
                "is scanned: its pages are pictures without text. Run OCR on it first (for instance with OCRmyPDF)."
            )
        raise UnreadableDocument("holds no text.")
    return converted


def _by_type(path: Path, suffix: str, page_done: PageDone) -> Converted:
    if suffix in _PDF:
        return convert_pdf(path, page_done)
    if suffix in _WORD:
        return convert_docx(path)
    text = decode(path.read_bytes())
    if suffix in _HTML:
        return Converted(tuple(html_blocks(text)))
    return convert_markdown(text) if suffix in _MARKDOWN else convert_text(text)
