"""Split Dutch and German compounds into words of our own vocabulary.

`tewerkstellingsvergunning` is found by `vergunning`, `Aufenthaltserlaubnis` by `Erlaubnis`. Only words
that occur in our own texts count as parts, so that a split can never produce a word nobody wrote.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

#: Linking sounds between two parts, longest first ("" last).
LINKS: dict[str, tuple[str, ...]] = {
    "nl": ("en", "s", "e", "n", ""),
    "de": ("es", "en", "er", "s", "n", "e", ""),
}
MIN_PART = 4
MAX_PARTS = 4


class CompoundSplitter:
    """Splits words of one language; keeps the split with the fewest parts, longest first part on a tie.

    `words`: casefolded words that may be parts. Words shorter than `MIN_PART` letters are never parts.
    """

    def __init__(self, language: str, words: Collection[str]) -> None:
        self._links = LINKS.get(language, ())
        self._words = frozenset(word for word in words if len(word) >= MIN_PART and word.isalpha())
        self.split = lru_cache(maxsize=20_000)(self._split)

    def _split(self, word: str) -> tuple[str, ...]:
        """Return the parts of `word`, or an empty tuple where it is no compound of known words."""
        if not self._links or len(word) < 2 * MIN_PART:
            return ()
        parts = self._parts(word, MAX_PARTS)
        return parts if len(parts) > 1 else ()

    def _parts(self, rest: str, allowed: int) -> tuple[str, ...]:
        """Return the best way to spell `rest` in at most `allowed` parts, or an empty tuple."""
        best: tuple[str, ...] = ()
        for end in range(len(rest) - MIN_PART, MIN_PART - 1, -1):
            head = rest[:end]
            if allowed < 2 or head not in self._words:
                continue
            for link in self._links:
                if not rest.startswith(link, end):
                    continue
                tail = rest[end + len(link) :]
                parts = (tail,) if tail in self._words else self._parts(tail, allowed - 1)
                if parts and (not best or len(parts) + 1 < len(best)):
                    best = (head, *parts)
        return best
