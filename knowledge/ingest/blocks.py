"""What every converter makes of a file: headings and paragraphs in reading order."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff\x00-\x08\x0e-\x1f\x7f]")
_BLANK = re.compile(r"\s+")


@dataclass(frozen=True)
class Block:
    """A heading or a paragraph, on one line, never empty."""

    text: str
    #: 1 (highest) to 6 for a heading, None for a paragraph.
    level: int | None = None
    #: Counted from 1; None where the format knows no pages.
    page: int | None = None


@dataclass(frozen=True)
class Converted:
    """The text of one file."""

    blocks: tuple[Block, ...]
    #: None where the format knows no pages.
    pages: int | None = None
    #: The day that the file itself says it was changed on.
    as_of: dt.date | None = None
    #: Pages that are pictures without a text layer, and so are missing from `blocks`.
    pictures: tuple[int, ...] = ()


def tidy(text: str) -> str:
    """Return `text` on one line, without ligatures and what cannot be seen."""
    return _BLANK.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text).translate(_SPELLED))).strip()


#: Ligatures, and the bullets of symbol fonts.
_SPELLED = {**{ord(one): unicodedata.normalize("NFKC", one) for one in "ﬀﬁﬂﬃﬄﬅﬆ"}, 0xF0B7: "•", 0xF0A7: "•"}
