"""The country of a large city in any part of the world, where a message names one."""

from __future__ import annotations

import csv
from functools import cache

from knowledge.checks.words import words_in
from knowledge.countries import NamedCountry
from knowledge.loading import PACKAGE

TABLE = PACKAGE / "data" / "cities.csv"
MOST_WORDS = 3
#: After these a city may be written without a capital.
_PREPOSITIONS = frozenset({"in", "uit", "aus", "from", "at", "te", "bij", "bei", "near", "van", "naar", "nach", "to"})


@cache
def _countries() -> dict[tuple[str, ...], str]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {tuple(word.folded for word in words_in(row["name"])): row["country"] for row in csv.DictReader(file)}


def cities_in(text: str) -> list[NamedCountry]:
    """Return the large cities that `text` names, outside the table of municipalities, with their countries."""
    words, found, at = words_in(text), [], 0
    while at < len(words):
        step = 1
        for count in range(min(MOST_WORDS, len(words) - at), 0, -1):
            here = words[at : at + count]
            country = _countries().get(tuple(word.folded for word in here))
            plain = text[here[0].start].isupper() or (at > 0 and words[at - 1].folded in _PREPOSITIONS)
            if country and plain:
                found.append(NamedCountry(country, here[0].start, here[-1].end))
                step = count
                break
        at += step
    return found
