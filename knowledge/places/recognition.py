"""Find the places that a message names."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.loading import read_yaml
from knowledge.places.place import Place
from knowledge.places.spelling import WORD, fold
from knowledge.places.table import DATA, PlaceTable, choose
from knowledge.schema import LANGUAGES

#: What may stand between the words of one name.
_GAP = re.compile(r"[\s'’.\-/]{1,2}")
#: A shorter name with a letter wrong is another word.
TYPO_LETTERS = 6
#: Names this short are abbreviations and words too.
SHORT = 3


@dataclass(frozen=True)
class Named:
    """A place as a text names it."""

    place: Place
    start: int
    end: int
    #: Whether a letter was wrong.
    mended: bool = False


@dataclass(frozen=True)
class _Word:
    folded: str
    start: int
    end: int
    capital: bool


class PlaceFinder:
    """Recognises names of places, the longest first; case, accents and one wrong letter do not matter."""

    def __init__(self, table: PlaceTable, *, words: dict[str, list[str]], known: Collection[str]) -> None:
        self._table = table
        self._prepositions = frozenset(map(fold, words["prepositions"]))
        self._joining = frozenset(map(fold, words["joining"]))
        self._also_words = frozenset(map(fold, words["also_words"]))
        self._known = {*known, *map(fold, words["no_typos"])}

    @classmethod
    def load(cls, table: PlaceTable, folder: Path = DATA) -> Self:
        """Read the lists of words.

        Raises:
            EntryError: `place_words.yml` is no YAML.
        """
        lists = [folder / f"{kind}.{code}.txt" for kind in ("vocabulary", "function_words") for code in LANGUAGES]
        known = {fold(word) for path in lists for word in path.read_text(encoding="utf-8").split()}
        return cls(table, words=read_yaml(folder / "place_words.yml"), known=frozenset(known))

    @cached_property
    def _mendable(self) -> list[str]:
        return [name for name in self._table.single_words if len(name) >= TYPO_LETTERS]

    def find(self, text: str) -> list[Place]:
        """Return the places that `text` names, each once, in their order."""
        return list(dict.fromkeys(named.place for named in self.named(text)))

    def named(self, text: str) -> list[Named]:
        """Return the places with where they stand; where a name has several, the one near the others."""
        words = [_Word(fold(match[0]), *match.span(), capital=match[0][0].isupper()) for match in WORD.finditer(text)]
        hits: list[tuple[int, int, Sequence[Place], bool]] = []
        at = 0
        while at < len(words):
            hit = self._longest(text, words, at, hits[-1][1] if hits else None) or self._mended(words, at)
            if hit:
                hits.append(hit)
            at = hit[1] if hit else at + 1
        sure = [places[0] for _, _, places, _ in hits if len(places) == 1]
        return [
            Named(choose(places, sure), words[first].start, words[end - 1].end, mended)
            for first, end, places, mended in hits
        ]

    def _longest(
        self, text: str, words: Sequence[_Word], at: int, last_end: int | None
    ) -> tuple[int, int, Sequence[Place], bool] | None:
        for end in range(min(len(words), at + self._table.longest), at, -1):
            named = words[at:end]
            if any(not _GAP.fullmatch(text[one.end : two.start]) for one, two in zip(named, named[1:], strict=False)):
                continue
            places = self._table.spelt(tuple(word.folded for word in named))
            if places and (len(named) > 1 or len(words) == 1 or self._is_meant(words, at, last_end)):
                return at, end, places, False
        return None

    def _is_meant(self, words: Sequence[_Word], at: int, last_end: int | None) -> bool:
        """Tell whether the word at `at`, which names a place, is meant as one."""
        word = words[at]
        if len(word.folded) > SHORT and word.folded not in self._also_words:
            return True
        joined = last_end is not None and at - 1 == last_end and words[at - 1].folded in self._joining
        return word.capital and (joined or self._after_preposition(words, at))

    def _after_preposition(self, words: Sequence[_Word], at: int) -> bool:
        return at > 0 and words[at - 1].folded in self._prepositions

    def _mended(self, words: Sequence[_Word], at: int) -> tuple[int, int, Sequence[Place], bool] | None:
        word = words[at]
        if len(word.folded) < TYPO_LETTERS or word.folded in self._known or word.folded in self._also_words:
            return None
        if not (word.capital or self._after_preposition(words, at) or len(words) == 1):
            return None
        like = process.extractOne(word.folded, self._mendable, scorer=OSA.distance, score_cutoff=1)
        if like is None or like[0][0] != word.folded[0]:
            return None
        return at, at + 1, self._table.spelt((like[0],)), True
