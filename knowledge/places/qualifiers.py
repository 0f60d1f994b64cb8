"""What is added to a name to tell which place is meant: "Emmen (Drenthe)", "Bergen NH", "Essen in Belgien"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from knowledge.places.place import Country, Place
from knowledge.places.spelling import Words, spellings, words_of

#: What may stand between a name and its addition.
_IN = frozenset({"in"})
_ARTICLES = frozenset({"de", "den", "the"})
_Area = tuple[Country, str]


class Qualifiers:
    """The names and short forms of countries, provinces, districts and regions, and which places lie in them."""

    def __init__(
        self, towns: Iterable[Place], areas: Iterable[tuple[Place, Sequence[str]]], regions: Mapping[str, Any]
    ) -> None:
        """`regions`: the content of `regions.yml`."""
        self._areas: dict[Words, set[_Area]] = defaultdict(set)
        self._short: dict[Words, set[_Area]] = defaultdict(set)
        countries: dict[str, Country] = {}
        for town in towns:
            countries[town.province] = countries[town.country] = town.country
            self._areas[words_of(town.province)].add((town.country, town.province))
        for area, names in areas:
            for words in {words for name in names for words in spellings(name)}:
                self._areas[words].add((area.country, area.name))
        for code, names in regions["countries"].items():
            for words in {words for name in names for words in spellings(name)}:
                self._areas[words].add((countries[code], code))
        for name, forms in regions["short_forms"].items():
            for form in forms:
                self._short[words_of(form)].add((countries[name], name))
        # "Limburg" is the province of two countries.
        self._areas[words_of("Limburg")].add(("BE", "Limburg (BE)"))
        self.longest = max(map(len, (*self._areas, *self._short))) + len(("in", "the"))

    def among(self, places: Sequence[Place], addition: Words, *, short_forms: bool = True) -> list[Place]:
        """Return those of `places` that lie in what the folded words `addition` name; none where they name nothing."""
        words = addition[1:] if addition[:1] and addition[0] in _IN else addition
        words = words[1:] if len(words) > 1 and words[0] in _ARTICLES else words
        named = self._areas.get(words, set()) | (self._short.get(words, set()) if short_forms else set())
        return [place for place in places if any(_lies_in(place, area) for area in named)]


def _lies_in(place: Place, area: _Area) -> bool:
    country, name = area
    return place.country == country and name in {country, place.province, place.district, *place.regions}
