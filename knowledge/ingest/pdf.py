"""PDF files, with PDFium: the text of each page, headings told by their size or the file's own outline."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.ingest.blocks import Block, Converted, tidy
from knowledge.ingest.errors import UnreadableDocument
from knowledge.ingest.lines import HEADING_SIZE, HyphenJoiner, Line, body_size, without_running_lines

if TYPE_CHECKING:
    import pypdfium2

#: What PDFium puts in the place of a hyphen at the end of a line, and of the line's end.
_LINE_END_HYPHEN = "\ufffe"
_WRONG_PASSWORD = 4
#: More words than this are in no heading.
_HEADING_WORDS = 15
_MAX_LEVEL = 6
#: A gap between two lines is that between paragraphs when it is this many times a line's height.
_PARAGRAPH_GAP = 1.6
_BULLET = re.compile(r"^(?:[•●▪◦‣–*]|\d{1,2}[.)]|[a-z]\))\s")
_DATE = re.compile(r"D:(\d{4})(\d{2})(\d{2})")
#: (page from 0, title) -> level from 1.
Outline = dict[tuple[int, str], int]
PageDone = Callable[[int, int], None]


def convert_pdf(path: Path, page_done: PageDone) -> Converted:
    """Read the PDF `path`; `page_done` is told of each page read and their number.

    Raises:
        UnreadableDocument: it is encrypted or damaged.
    """
    with _open(path) as document:
        raw: list[list[Line]] = []
        pictures: list[int] = []
        for number in range(len(document)):
            lines, is_picture = _read_page(document, number)
            raw.append(lines)
            if is_picture:
                pictures.append(number + 1)
            page_done(number + 1, len(document))
        outline, changed = _outline(document), _changed_on(document)
    pages = without_running_lines(raw)
    return Converted(tuple(_blocks(pages, outline)), len(pages), changed, tuple(pictures))


def _open(path: Path) -> pypdfium2.PdfDocument:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _WRONG_PASSWORD:
            raise UnreadableDocument("is protected with a password: save a copy without one.") from error
        raise UnreadableDocument("is damaged or no PDF: open it in a PDF reader and save it anew.") from error


def _read_page(document: pypdfium2.PdfDocument, number: int) -> tuple[list[Line], bool]:
    """Return the lines of a page, and whether it shows a picture and no text."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return [], False
    try:
        text_page = page.get_textpage()
        lines = _lines(text_page)
        text_page.close()
        is_picture = not lines and any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))
    except pypdfium2.PdfiumError:
        return [], False
    finally:
        page.close()
    return lines, is_picture


def _lines(text_page: pypdfium2.PdfTextPage) -> list[Line]:
    text = text_page.get_text_range()
    lines: list[Line] = []
    start = 0
    for part in re.split(f"(\r\n|\n|\r|{_LINE_END_HYPHEN})", text):
        if part == _LINE_END_HYPHEN and lines:
            lines[-1] = Line(lines[-1].text + "-", lines[-1].size, lines[-1].top)
        elif shown := tidy(part.replace(_LINE_END_HYPHEN, "")):
            lines.append(Line(shown, *_place(text_page, start + len(part) - len(part.lstrip()))))
        start += len(part)
    return lines


def _place(text_page: pypdfium2.PdfTextPage, index: int) -> tuple[float, float]:
    """Return the height of the letter at `index`, that of its font, and how high on the page it stands."""
    import pypdfium2

    try:
        _, bottom, _, top = text_page.get_charbox(index, loose=True)
    except (pypdfium2.PdfiumError, ValueError, IndexError):
        return 0.0, 0.0
    return round(top - bottom, 1), top


def _outline(document: pypdfium2.PdfDocument) -> Outline:
    levels: Outline = {}
    for bookmark in document.get_toc(max_depth=_MAX_LEVEL):
        destination: Any = bookmark.get_dest()
        page = destination.get_index() if destination else None
        if page is not None:
            levels.setdefault((page, tidy(bookmark.get_title()).casefold()), min(bookmark.level + 1, _MAX_LEVEL))
    return levels


def _changed_on(document: pypdfium2.PdfDocument) -> dt.date | None:
    metadata = document.get_metadata_dict()
    for name in ("ModDate", "CreationDate"):
        if match := _DATE.match(metadata.get(name, "")):
            try:
                return dt.date(*map(int, match.groups()))
            except ValueError:
                continue
    return None


def _blocks(pages: Sequence[Sequence[Line]], outline: Outline) -> list[Block]:
    joiner = HyphenJoiner(pages)
    level_of = _Levels(pages, outline)
    blocks: list[Block] = []
    for number, lines in enumerate(pages):
        before: Line | None = None
        for line in lines:
            level = level_of(number, line)
            last = blocks[-1] if before else None
            if before and last and last.level == level and not _parted(before, line, level):
                blocks[-1] = Block(joiner.join(last.text, line.text), level, number + 1)
            else:
                blocks.append(Block(line.text, level, number + 1))
            before = line
    return blocks


def _parted(before: Line, line: Line, level: int | None) -> bool:
    """Tell whether a new paragraph, or another heading, begins with `line`."""
    if level is not None and abs(before.size - line.size) > 0.5:
        return True
    if _BULLET.match(line.text):
        return True
    gap = before.top - line.top
    return gap < 0 or (line.size > 0 and gap > _PARAGRAPH_GAP * max(line.size, before.size))


class _Levels:
    """Tells headings from text."""

    def __init__(self, pages: Sequence[Sequence[Line]], outline: Outline) -> None:
        self._outline = outline
        body = body_size(pages)
        sizes = {line.size for page in pages for line in page}
        larger = sorted((size for size in sizes if size >= HEADING_SIZE * body > 0), reverse=True)
        self._level = {size: min(rank, _MAX_LEVEL) for rank, size in enumerate(larger, 1)}

    def __call__(self, page: int, line: Line) -> int | None:
        """Return the level of a heading on `page` (from 0), None for text."""
        known = self._outline.get((page, line.text.casefold()))
        if known:
            return known
        is_short = len(line.text.split()) <= _HEADING_WORDS and any(map(str.isalpha, line.text))
        return self._level.get(line.size) if is_short else None
