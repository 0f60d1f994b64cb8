"""Numbers in running text, made comparable across languages."""

from __future__ import annotations

import re
from decimal import Decimal

from knowledge.schema import Language

#: Digits with separators between them; a trailing dot or comma is punctuation.
_NUMBER = re.compile(r"(?<![\w/.-])\d+(?:[.,\u00a0\u202f]\d+)*(?![\w/])")
_URL = re.compile(r"(?:https?://|www\.)\S+|\b[\w.-]+\.(?:nl|de|be|eu|org|com|gov)\b(?:/\S*)?")
_THOUSANDS: dict[Language, str] = {"nl": ".", "de": ".", "en": ","}


def links_in(text: str) -> frozenset[str]:
    """Return the web addresses named in `text`, without the punctuation after them."""
    return frozenset(match.rstrip(".,;:)»”") for match in _URL.findall(text))


def numbers_in(text: str, language: Language) -> frozenset[Decimal]:
    """Return the numbers of `text` as values: 2.327 in Dutch is 2,327 in English.

    Digits inside words, addresses and article numbers such as 3.87a or 2009/50 are left out.
    """
    found: set[Decimal] = set()
    for match in _NUMBER.findall(_URL.sub(" ", text)):
        found.add(_value(match.replace("\u00a0", "").replace("\u202f", ""), language))
    return frozenset(found)


def _value(written: str, language: Language) -> Decimal:
    thousands = _THOUSANDS[language]
    decimal = "," if thousands == "." else "."
    groups = written.split(thousands)
    if len(groups) > 1 and all(len(group) == 3 for group in groups[1:-1]) and len(groups[-1].split(decimal)[0]) == 3:
        written = written.replace(thousands, "")
    written = written.replace(decimal, ".")
    # Several dots are a section number or a date: kept apart by their digits alone.
    return Decimal(written) if written.count(".") <= 1 else Decimal(re.sub(r"\D", "", written))
