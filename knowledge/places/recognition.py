"""Find the places that a message names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.loading import read_yaml
from knowledge.places.place import Place
from knowledge.places.spelling import WORD, Words, fold
from knowledge.places.table import DATA, PlaceTable, as_written, choose
from knowledge.schema import LANGUAGES

#: What may stand between the words of one name.
_GAP = re.compile(r"[\s'’.\-/(]{1,2}")
#: What may stand between a name and what is added to it.
_BEFORE_ADDITION = re.compile(r"\s*[,(]?\s*")
#: A shorter name with a letter wrong is another word.
TYPO_LETTERS, VILLAGE_TYPO_LETTERS = 6, 8
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
        self._also_words = table.also_words | {(fold(word),) for word in words["also_words"]}
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
        return [name for name in self._table.single_words(villages=False) if len(name) >= TYPO_LETTERS]

    @cached_property
    def _mendable_villages(self) -> list[str]:
        return [name for name in self._table.single_words(villages=True) if len(name) >= VILLAGE_TYPO_LETTERS]

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
            places = as_written(text[named[0].start : named[-1].end], self._table.spelt(_folded(named)))
            if not places:
                continue
            wider_end, qualified = self._qualified(text, words, end, places)
            # "loon" alone is a question about wages, "Loon" perhaps one about the village.
            whole = wider_end - at == len(words) and (
                named[-1].capital or not self._table.also_words & {_folded(named)}
            )
            if whole or self._is_meant(words, at, end, last_end) or (wider_end == end + 1 and named[-1].capital):
                return at, wider_end, qualified, False
        return None

    def _qualified(
        self, text: str, words: Sequence[_Word], end: int, places: Sequence[Place]
    ) -> tuple[int, Sequence[Place]]:
        """Return those of `places` that lie in what the words from `end` on name, and where these words end.

        `places` and `end` themselves, where the words name nothing that one of `places` lies in.
        """
        for last in range(min(len(words), end + self._table.qualifiers.longest), end, -1):
            around = words[end - 1 : last]
            gaps = [text[one.end : two.start] for one, two in zip(around, around[1:], strict=False)]
            if not (_BEFORE_ADDITION.fullmatch(gaps[0]) and all(map(_GAP.fullmatch, gaps[1:]))):
                continue
            # "de" and "be" are words, where they are not written as the short form of a country.
            short_forms = text[words[last - 1].start].isupper() or "(" in gaps[0]
            among = self._table.qualifiers.among(places, _folded(words[end:last]), short_forms=short_forms)
            if among:
                return last, among
        return end, places

    def _is_meant(self, words: Sequence[_Word], at: int, end: int, last_end: int | None) -> bool:
        """Tell whether the words from `at` to `end`, which name a place, are meant as one."""
        name = _folded(words[at:end])
        if name not in self._also_words and (len(name) > 1 or len(name[0]) > SHORT):
            return True
        joined = last_end is not None and at - 1 == last_end and words[at - 1].folded in self._joining
        return words[end - 1].capital and (joined or self._after_preposition(words, at))

    def _after_preposition(self, words: Sequence[_Word], at: int) -> bool:
        return at > 0 and words[at - 1].folded in self._prepositions

    def _mended(self, words: Sequence[_Word], at: int) -> tuple[int, int, Sequence[Place], bool] | None:
        word = words[at]
        if len(word.folded) < TYPO_LETTERS or word.folded in self._known or (word.folded,) in self._also_words:
            return None
        told = self._after_preposition(words, at) or len(words) == 1
        name = _like(word.folded, self._mendable) if told or word.capital else None
        # There are so many villages that most names and many words are like one.
        name = name or (_like(word.folded, self._mendable_villages) if told else None)
        return (at, at + 1, self._table.spelt((name,)), True) if name else None


def _folded(words: Iterable[_Word]) -> Words:
    return tuple(word.folded for word in words)


def _like(word: str, names: Sequence[str]) -> str | None:
    """Return the one of `names` that is `word` with a letter wrong, but for the first."""
    like = process.extractOne(word, names, scorer=OSA.distance, score_cutoff=1)
    return like[0] if like and like[0][0] == word[0] else None
