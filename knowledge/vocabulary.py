"""The words by which the languages of the knowledge are told apart: those that its texts use in one language only.

Detection by letters fails on a few keywords with a name among them ("benego bedeutung"). The entries say everything in
three languages, so a word that stands in the German texts of several entries, and next to never in their Dutch and
English ones, is German; names and borrowed terms stand in all three and tell nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from knowledge.loading import PACKAGE
from knowledge.schema import LANGUAGES, Entry, Language

FOLDER = PACKAGE / "data"
#: In how many entries a word must stand, and how often among all its entries in the one language.
MIN_ENTRIES = 2
MIN_SHARE = 0.9
#: Two letters are as often an abbreviation.
MIN_LETTERS = 3
_WORD = re.compile(rf"[^\W\d_]{{{MIN_LETTERS},}}")


def language_vocabulary(entries: Iterable[Entry]) -> dict[Language, list[str]]:
    """Return the words of each language, lower-cased and sorted."""
    counts: dict[Language, Counter[str]] = {code: Counter() for code in LANGUAGES}
    for entry in entries:
        for code in LANGUAGES:
            counts[code].update({word for text in _texts(entry, code) for word in _WORD.findall(text.lower())})
    every = sum(counts.values(), Counter[str]())
    return {
        code: sorted(w for w, n in counts[code].items() if n >= MIN_ENTRIES and n >= MIN_SHARE * every[w])
        for code in LANGUAGES
    }


def path_of(language: Language, folder: Path = FOLDER) -> Path:
    """Return the file that holds the words of `language`, one per line."""
    return folder / f"vocabulary.{language}.txt"


def write_vocabulary(entries: Iterable[Entry], folder: Path = FOLDER) -> int:
    """Write the files anew and return how many words they hold."""
    vocabulary = language_vocabulary(entries)
    for code, words in vocabulary.items():
        path_of(code, folder).write_text("".join(f"{word}\n" for word in words), encoding="utf-8")
    return sum(map(len, vocabulary.values()))


def _texts(entry: Entry, language: Language) -> Iterator[str]:
    yield entry.title[language]
    yield from entry.questions[language]
    for version in entry.versions:
        if version.summary:
            yield version.summary[language]
        for point in version.points:
            yield point.text[language]
            if point.questions:
                yield from point.questions[language]
