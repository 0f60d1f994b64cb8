"""Plain text and Markdown."""

from __future__ import annotations

import re
from itertools import pairwise

from knowledge.ingest.blocks import Block, Converted, tidy
from knowledge.ingest.html import html_blocks
from knowledge.ingest.lines import HyphenJoiner, Line, without_running_lines

_FRONT_MATTER = re.compile(r"\A---\r?\n.*?\r?\n(?:---|\.\.\.)\r?\n", re.DOTALL)
#: A line such as "2.1 Fees"; with a single number it is as often an item of a list.
_NUMBERED = re.compile(r"^(\d{1,2}(?:\.\d{1,2})+)\.?\s+[A-ZÀ-Þ‘“\"'].*[^\W_]$")
_HEADING_WORDS = 12
#: A text is double-spaced when at most this share of its lines, of which it has so many, have another right below.
_DOUBLE_SPACED = 0.3
_MIN_LINES = 40
_BULLET = re.compile(r"^(?:[•●▪◦‣–*-]|\d{1,2}[.)]|[a-z]\))\s")


def convert_markdown(text: str) -> Converted:
    """Read Markdown (CommonMark with tables); the lines between two `---` at its top are no text."""
    from markdown_it import MarkdownIt

    html = MarkdownIt("commonmark").enable("table").render(_FRONT_MATTER.sub("", text, count=1))
    return Converted(tuple(html_blocks(f"<body>{html}</body>")))


def convert_text(text: str) -> Converted:
    """Read plain text: blank lines part paragraphs, form feeds pages; a line such as "2.1 Fees" is a heading.

    Pages are counted only where there are form feeds.
    """
    sheets = text.removesuffix("\f").split("\f")
    raw = [[Line(tidy(line)) for line in _single_spaced(sheet.splitlines())] for sheet in sheets]
    pages = without_running_lines(raw) if len(sheets) > 1 else raw
    joiner = HyphenJoiner(pages)
    blocks: list[Block] = []
    for number, lines in enumerate(pages, 1):
        page = number if len(sheets) > 1 else None
        blocks += [Block(paragraph, _level(paragraph), page) for paragraph in _paragraphs(lines, joiner)]
    return Converted(tuple(blocks), len(sheets) if len(sheets) > 1 else None)


def _single_spaced(lines: list[str]) -> list[str]:
    """Take out every second line where nearly every line has a blank one behind it, as some converters write."""
    filled = [bool(line.strip()) for line in lines]
    neighbours = sum(one and other for one, other in pairwise(filled))
    if neighbours > _DOUBLE_SPACED * sum(filled) or sum(filled) < _MIN_LINES:
        return lines
    return [line for number, line in enumerate(lines) if filled[number] or not number or not filled[number - 1]]


def _paragraphs(lines: list[Line], joiner: HyphenJoiner) -> list[str]:
    found: list[list[str]] = []
    is_open = False
    for line in lines:
        is_heading = _level(line.text) is not None
        if line.text and is_open and not is_heading and not _BULLET.match(line.text):
            found[-1].append(line.text)
        elif line.text:
            found.append([line.text])
        is_open = bool(line.text) and not is_heading
    return [joiner.join_all(paragraph) for paragraph in found]


def _level(paragraph: str) -> int | None:
    match = _NUMBERED.match(paragraph)
    if not match or len(paragraph.split()) > _HEADING_WORDS:
        return None
    return min(match[1].count(".") + 1, 6)
