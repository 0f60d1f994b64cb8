"""The table of places: towns from `municipalities.csv`, villages from `villages.csv`, areas and countries.

Areas are the columns of the towns and the regions of `regions.yml`, which also names the countries.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from rapidfuzz import fuzz, process

from knowledge.loading import PACKAGE, KnowledgeError, read_yaml
from knowledge.places.place import COUNTRIES, Extent, Place, distance_km
from knowledge.places.qualifiers import Qualifiers
from knowledge.places.spelling import Words, spellings, words_of

DATA = PACKAGE / "data"
MAX_SUGGESTIONS = 3
MUCH_LARGER = 5
#: Names less like than this, in percent, are no suggestion.
LIKE = 75
#: Kreise are also called by the bare name.
DISTRICT_PREFIXES = ("Landkreis ", "Kreis ")
#: Provinces far from the border are no areas to ask for; Luxembourg for one is taken for the country.
FAR_PROVINCES = frozenset({"Luxembourg", "Namur", "Hainaut", "Brabant wallon"})
Named = tuple[Place, Sequence[str]]


class PlaceTable:
    """All places, by every spelling of their names."""

    def __init__(self, named: Iterable[Named], qualifiers: Qualifiers, words: Collection[str] = ()) -> None:
        """`named`: places with all their names. `words`: those of the names that may be meant as words."""
        self._by_words: dict[Words, list[Place]] = defaultdict(list)
        self._countries: dict[Words, Place] = {}
        self._names: dict[str, str] = {}
        for place, names in named:
            for name in names:
                self._names.setdefault(name.casefold(), name)
                for spelling in spellings(name):
                    if place.extent == Extent.COUNTRY:
                        self._countries[spelling] = place
                    elif place not in self._by_words[spelling]:
                        self._by_words[spelling].append(place)
        self.qualifiers = qualifiers
        self.longest = max(map(len, self._by_words), default=0)
        #: The spellings of villages that may be meant as words.
        self.also_words = frozenset(
            spelling for word in words for spelling in spellings(word) if not self._names_more_than_villages(spelling)
        )

    @classmethod
    def load(cls, folder: Path = DATA) -> Self:
        """Read the table.

        Raises:
            KnowledgeError: a file is missing, or a row of it cannot be read.
        """
        try:
            regions = read_yaml(folder / "regions.yml")
            towns = [(_place(row, regions), _names(row)) for row in _rows(folder / "municipalities.csv")]
            rows = _rows(folder / "villages.csv")
            villages = [(_place(row, regions, Extent.VILLAGE), _names(row)) for row in rows]
        except (OSError, KeyError, ValueError) as error:
            raise KnowledgeError(f"The table of places in {folder} cannot be read: {error}") from error
        places = [place for place, _ in towns]
        every = [*places, *(village for village, _ in villages)]
        villages = [(_meant_first(village, every, regions["meant"]), names) for village, names in villages]
        areas = list(_areas(places, {place.name for place, _ in villages}, regions))
        words = [name for row in rows if row["word"] for name in _names(row)]
        countries = _countries(places, regions)
        return cls([*towns, *areas, *villages, *countries], Qualifiers(places, areas, regions), words)

    def __iter__(self) -> Iterator[Place]:
        """Yield every town and area once; villages lie in these."""
        every = {id(place): place for places in self._by_words.values() for place in places}
        return (place for place in every.values() if place.extent != Extent.VILLAGE)

    def _names_more_than_villages(self, words: Words) -> bool:
        return any(place.extent != Extent.VILLAGE for place in self.spelt(words))

    def spelt(self, words: Words) -> Sequence[Place]:
        """Return the places that folded `words` name, in no order."""
        return self._by_words.get(words, ())

    def single_words(self, *, villages: bool) -> list[str]:
        """Return the folded names of one word, of villages alone or of all other places."""
        named = (words for words in self._by_words if len(words) == 1)
        return [words[0] for words in named if villages != self._names_more_than_villages(words)]

    def lookup(self, name: str, near: Sequence[Place] = ()) -> Place | None:
        """Return the place called `name`, in any case and spelling; of several see `choose`.

        What a name is followed by may tell which place is meant: "Emmen (Drenthe)". A country is a place as well.
        """
        words = words_of(name)
        places = self.spelt(words)
        for end in range(len(words) - 1, 0, -1):
            places = places or self.qualifiers.among(self.spelt(words[:end]), words[end:])
        places = as_written(name, places)
        return choose(places, near) if places else self._countries.get(words)

    def country(self, code: str) -> Place:
        """Return the country with `code`, one of `COUNTRIES`."""
        return self._countries[words_of(code)]

    def suggest(self, name: str) -> list[str]:
        """Return up to `MAX_SUGGESTIONS` names that look like `name`, likest first."""
        like = process.extract(name.casefold(), list(self._names), scorer=fuzz.ratio, score_cutoff=LIKE, limit=9)
        return list(dict.fromkeys(self._names[found] for found, _, _ in like))[:MAX_SUGGESTIONS]


def as_written(name: str, places: Sequence[Place]) -> Sequence[Place]:
    """Return those of `places` with the accents of `name`: "Börger" is not Borger, though "Borger" may be either."""
    if name.isascii():
        return places
    return [place for place in places if place.name.casefold() == name.casefold()] or places


def choose(places: Sequence[Place], near: Sequence[Place]) -> Place:
    """Return the one of `places` that is nearest to one of `near`; without these, the largest.

    A village is not meant where a town many times its size has the same name.
    """
    largest = max(places, key=lambda place: place.population)
    if not near:
        return largest
    meant = [place for place in places if place.population * MUCH_LARGER >= largest.population]
    return min(meant, key=lambda place: min(distance_km(place, other) for other in near))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _place(row: Mapping[str, str], regions: Mapping[str, Any], extent: Extent = Extent.TOWN) -> Place:
    country = next(code for code in COUNTRIES if code == row["country"])
    place = Place(
        row["name"], country, float(row["lat"]), float(row["lon"]),
        municipality=row["municipality"], district=row["district"], province=row["province"],
        population=int(row["population"]), extent=extent,
    )  # fmt: skip
    return replace(place, regions=tuple(region["name"] for region in regions["regions"] if _covers(region, place)))


def _meant_first(village: Place, places: Sequence[Place], meant: Mapping[str, str]) -> Place:
    """Return `village`, larger than all other `places` of its name where it is one of those that are `meant`."""
    if meant.get(village.name) != village.municipality:
        return village
    # See `choose`.
    return replace(village, population=max(place.population for place in places if place.name == village.name) + 1)


def _names(row: Mapping[str, str]) -> list[str]:
    return [row["name"], *filter(None, row["other_names"].split("|"))]


def _covers(region: Mapping[str, Any], place: Place) -> bool:
    if region["country"] != place.country or place.municipality in region.get("without", ()):
        return False
    return (
        place.municipality in region.get("municipalities", ())
        or place.district in region.get("districts", ())
        or place.province in region.get("provinces", ())
    )


def _countries(towns: Sequence[Place], regions: Mapping[str, Any]) -> Iterator[Named]:
    """Yield the countries; where in them the middle of our towns lies says nothing."""
    for code in COUNTRIES:
        names = regions["countries"][code]
        area = _area(names[0], [town for town in towns if town.country == code])
        yield replace(area, province="", regions=(), extent=Extent.COUNTRY), [code, *names]


def _areas(towns: Sequence[Place], village_names: set[str], regions: Mapping[str, Any]) -> Iterator[Named]:
    """Yield districts, provinces and regions as places in the middle of their towns."""
    called = regions["area_names"]
    members: dict[str, list[Place]] = defaultdict(list)
    for town in towns:
        for area in {town.district, town.province, *town.regions}:
            members[area].append(town)
    # A city stands for the area around it (Groningen); a village elsewhere does not (Zeeland in Noord-Brabant).
    town_names = {town.name for town in towns if town.name not in members or town in members[town.name]}
    villages = ({town.name for town in towns} | village_names) - town_names
    own_names = {region["name"]: region.get("names", []) for region in regions["regions"]}
    for name, inside in sorted(members.items()):
        if not name or name in FAR_PROVINCES or name in town_names:
            continue
        bare = [name.removeprefix(prefix) for prefix in DISTRICT_PREFIXES if name.startswith(prefix)]
        names = [name, *(one for one in bare if one not in town_names), *called.get(name, ()), *own_names.get(name, ())]
        place = _area(name, inside)
        # So that it is meant before the village of its name, see `choose`.
        yield replace(place, population=sum(town.population for town in inside)) if name in villages else place, names


def _area(name: str, inside: Sequence[Place]) -> Place:
    first = inside[0]
    return Place(
        name, first.country,
        sum(place.lat for place in inside) / len(inside), sum(place.lon for place in inside) / len(inside),
        district=first.district if len({place.district for place in inside}) == 1 else "",
        province=first.province if len({place.province for place in inside}) == 1 else "",
        regions=tuple(one for one in first.regions if all(one in place.regions for place in inside)),
        extent=Extent.AREA,
    )  # fmt: skip
