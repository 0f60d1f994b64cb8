"""How names are compared: case, accents and hyphens do not count."""

from __future__ import annotations

import re
import unicodedata

#: A word of a text, with its place in it.
WORD = re.compile(r"[^\W_]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})

Words = tuple[str, ...]


def fold(text: str) -> str:
    """Return `text` in lower case and without accents; "ß" becomes "ss"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def words_of(name: str) -> Words:
    """Return the folded words of `name`: "'s-Hertogenbosch" is ("s", "hertogenbosch")."""
    return tuple(WORD.findall(fold(name)))


def spellings(name: str) -> set[Words]:
    """Return `name` as it is typed with accents left out, and with umlauts written as two letters."""
    typed = unicodedata.normalize("NFC", name.casefold()).translate(_UMLAUTS)
    return {spelling for spelling in (words_of(name), words_of(typed)) if spelling}
