"""Mark the words of a passage that answer to the words of the question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from knowledge.analysis import Analyser, tokenise
from knowledge.schema import Language

_WORD = re.compile(r"\w+(?:[.,:/-]\w+)*")
#: A shorter part of a compound stands in too many words that have nothing to do with it.
MIN_PART_CHARS = 4
#: Who types a question sees the same texts again and again.
TEXTS_KEPT = 2048

Piece = tuple[str, bool]


@cache
def _analyser(language: Language) -> Analyser:
    """Return what stems words; for that it needs to know no vocabulary."""
    return Analyser(language, {})


def matched_words(why: Mapping[str, Any]) -> tuple[set[str], set[str]]:
    """Return the words of the question that a result holds, and the parts of compounds, as `why` tells them."""
    words = {*why["words"], *(mended["known"] for mended in why.get("mended", ()))}
    return words, {part["part"] for part in why.get("compound_parts", ())}


def marked(text: str, words: Iterable[str], parts: Iterable[str], language: Language) -> list[Piece]:
    """Return `text` in pieces, each with whether it matches: another form of one of `words`, or holding one of `parts`.

    The pieces put together are `text`.
    """
    stem = _analyser(language).stem
    stems = {stem(word) for word in words} | {stem(part) for part in parts}
    inside = tuple(part.casefold() for part in parts if len(part) >= MIN_PART_CHARS)
    pieces: list[Piece] = []
    at = 0
    for start, end, folded, own in _words_of(text, language):
        if not stems.isdisjoint(own) or any(part in folded for part in inside):
            if start > at:
                pieces.append((text[at:start], False))
            pieces.append((text[start:end], True))
            at = end
    if at < len(text):
        pieces.append((text[at:], False))
    return pieces


@lru_cache(maxsize=TEXTS_KEPT)
def _words_of(text: str, language: Language) -> tuple[tuple[int, int, str, frozenset[str]], ...]:
    """Return of each word of `text` where it stands, the word without capitals, and its stems."""
    stem = _analyser(language).stem
    return tuple(
        (found.start(), found.end(), found[0].casefold(), frozenset(map(stem, tokenise(found[0]))))
        for found in _WORD.finditer(text)
    )
