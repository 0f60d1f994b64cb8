"""The words of a message, and whether a phrase stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import OSA

from knowledge.places.spelling import fold

_WORD = re.compile(r"€|[^\W_]+(?:['’][^\W_]+)*")
#: A word in a list of words.
_PATTERN = re.compile(r"\*?(?:€|[^\W_]+(?:['’][^\W_]+)*)\*?|\*")
#: A shorter word with a letter wrong is another word.
TYPO_LETTERS = 7


@dataclass(frozen=True)
class Word:
    """One word of a message, folded, with its place in it."""

    folded: str
    start: int
    end: int


def words_in(text: str) -> list[Word]:
    """Return the words of `text` in their order."""
    return [Word(fold(match[0]).replace("’", "'"), *match.span()) for match in _WORD.finditer(text)]


@dataclass(frozen=True)
class Phrase:
    """Words in a row; `*` at the end or the beginning of one stands for the rest of a longer word, alone for any."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Phrase:
        """Read a phrase as lists of words write it."""
        return cls(tuple(fold(word) for word in _PATTERN.findall(text)))

    def at(self, words: Sequence[Word], start: int, *, exactly: bool = False) -> bool:
        """Tell whether the phrase stands in `words` from `start` on; a long word may have one wrong letter.

        `exactly`: none may.
        """
        here = words[start : start + len(self.words)]
        fits = _fits_exactly if exactly else _fits
        return len(here) == len(self.words) and all(
            fits(pattern, word.folded) for pattern, word in zip(self.words, here, strict=True)
        )

    def places(self, words: Sequence[Word], *, exactly: bool = False) -> list[int]:
        """Return where in `words` the phrase begins; see `at`."""
        return [start for start in range(len(words) - len(self.words) + 1) if self.at(words, start, exactly=exactly)]


def phrases(texts: Iterable[str]) -> tuple[Phrase, ...]:
    """Read several phrases, the longest first."""
    return tuple(sorted(map(Phrase.of, map(str, texts)), key=lambda phrase: -len(phrase.words)))


def _fits_exactly(pattern: str, word: str) -> bool:
    stem = pattern.strip("*")
    before, after = pattern.startswith("*"), pattern.endswith("*")
    if before and after:
        return stem in word
    if before:
        return word.endswith(stem)
    return word.startswith(stem) if after else word == stem


def pattern_of(found: Iterable[Phrase]) -> re.Pattern[str]:
    """Return what finds any of `found` in a folded text, as it is written: many phrases in one go."""
    forms = (r"[\W_]+".join(re.escape(word).replace(r"\*", r"\w*") for word in phrase.words) for phrase in found)
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)")


@cache
def _fits(pattern: str, word: str) -> bool:
    if _fits_exactly(pattern, word):
        return True
    stem = pattern.strip("*")
    if len(stem) < TYPO_LETTERS or pattern.startswith("*"):
        return False
    ends = (len(stem) - 1, len(stem), len(stem) + 1) if pattern.endswith("*") else (len(word),)
    return any(OSA.distance(stem, word[:end], score_cutoff=1) <= 1 for end in ends)
