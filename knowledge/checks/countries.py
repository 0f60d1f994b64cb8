"""Which country a message means by which question: where the passport is from, the school, the work, the home."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.checks.schema import Reads
from knowledge.checks.words import Word, phrases, words_in
from knowledge.places.spelling import fold

#: How far, in words, a cue reaches.
_REACH = 6
#: A word directly before a country counts as a cue at this distance.
_BEFORE = 4
_PREPOSITIONS = frozenset({"in", "aan", "bij", "te", "van", "an", "at", "uit", "aus", "from", "naar", "nach", "to"})
_PUNCTUATION = ",.;:!?()\n"


@dataclass(frozen=True)
class NamedCountry:
    """A country, or a town in it, as a message names it."""

    #: ISO code.
    country: str
    start: int
    end: int


class CountryReader:
    """Tells by the words around a country which question it answers."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        """`words`: what `check_words.yml` holds."""
        self._cues = {Reads(reader): phrases(cues) for reader, cues in words["cues"].items()}
        self._before = {Reads(reader): frozenset(map(fold, texts)) for reader, texts in words["before"].items()}
        self._after = {Reads(reader): phrases(texts) for reader, texts in words["after"].items()}
        self._parting = frozenset(map(fold, words["parting"]))

    def read(
        self, text: str, named: Iterable[NamedCountry], wanted: Collection[Reads], asked: Reads | None
    ) -> dict[Reads, str]:
        """Return the country of each question of `wanted` that `text` answers; the last where it says several.

        `asked`: takes a country that no word tells anything of.
        """
        words = words_in(text)
        found: dict[Reads, str] = {}
        for one in sorted(named, key=lambda name: name.start):
            inside = [i for i, word in enumerate(words) if word.start < one.end and word.end > one.start]
            if not inside:
                continue
            distances = self._distances(text, words, inside[0], inside[-1], wanted)
            if asked in wanted and asked is not None:
                # A preposition alone says less than that it was asked.
                distances.setdefault(asked, _BEFORE - 1)
            if distances:
                found[min(distances, key=lambda reader: distances[reader])] = one.country
        return found

    def _distances(
        self, text: str, words: Sequence[Word], first: int, last: int, wanted: Collection[Reads]
    ) -> dict[Reads, float]:
        """Return how far the nearest cue of each reader is from the words `first` to `last`, in words."""
        begin, end = self._part(text, words, first, last)
        before, after = words[begin:first], words[last + 1 : end]
        distances: dict[Reads, float] = {}
        for reader in wanted:
            cues = self._cues.get(reader, ())
            near = [len(before) - start - len(cue.words) for cue in cues for start in cue.places(before)]
            # "Student in" speaks of what follows.
            near += [start for cue in cues if cue.words[-1] not in _PREPOSITIONS for start in cue.places(after)]
            if any(person.at(after, 0) for person in self._after.get(reader, ())):
                near.append(0)
            if before and before[-1].folded in self._before.get(reader, ()):
                near.append(_BEFORE)
            if near and min(near) <= _REACH:
                distances[reader] = min(near)
        return distances

    def _part(self, text: str, words: Sequence[Word], first: int, last: int) -> tuple[int, int]:
        """Return the part of the sentence that the words `first` to `last` stand in, as indexes."""
        begin, end = first, last + 1
        while begin > 0 and not self._parted(text, words[begin - 1], words[begin]):
            begin -= 1
        while end < len(words) and not self._parted(text, words[end - 1], words[end]):
            end += 1
        return begin, end

    def _parted(self, text: str, one: Word, other: Word) -> bool:
        return other.folded in self._parting or any(sign in _PUNCTUATION for sign in text[one.end : other.start])
