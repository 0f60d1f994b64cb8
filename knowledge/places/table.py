"""The table of places: towns from `municipalities.csv`, areas from its columns and from `regions.yml`."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from rapidfuzz import fuzz, process

from knowledge.loading import PACKAGE, KnowledgeError, read_yaml
from knowledge.places.place import COUNTRIES, Place, distance_km
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


class PlaceTable:
    """All places, by every spelling of their names."""

    def __init__(self, named: Iterable[tuple[Place, Sequence[str]]]) -> None:
        self._by_words: dict[Words, list[Place]] = defaultdict(list)
        self._names: dict[str, str] = {}
        for place, names in named:
            for name in names:
                self._names.setdefault(name.casefold(), name)
                for words in spellings(name):
                    if place not in self._by_words[words]:
                        self._by_words[words].append(place)
        self.longest = max(map(len, self._by_words), default=0)

    @classmethod
    def load(cls, folder: Path = DATA) -> Self:
        """Read the table.

        Raises:
            KnowledgeError: a file is missing, or a row of it cannot be read.
        """
        try:
            regions = read_yaml(folder / "regions.yml")
            with (folder / "municipalities.csv").open(encoding="utf-8", newline="") as file:
                rows = [(_place(row, regions), _names(row)) for row in csv.DictReader(file)]
        except (OSError, KeyError, ValueError) as error:
            raise KnowledgeError(f"The table of places in {folder} cannot be read: {error}") from error
        return cls([*rows, *_areas([place for place, _ in rows], regions)])

    def __iter__(self) -> Iterator[Place]:
        """Yield every place once."""
        return iter({id(place): place for places in self._by_words.values() for place in places}.values())

    def spelt(self, words: Words) -> Sequence[Place]:
        """Return the places that folded `words` name, in no order."""
        return self._by_words.get(words, ())

    @property
    def single_words(self) -> list[str]:
        """The folded names of one word."""
        return [words[0] for words in self._by_words if len(words) == 1]

    def lookup(self, name: str, near: Sequence[Place] = ()) -> Place | None:
        """Return the place called `name`, in any case and spelling; of several see `choose`."""
        places = self.spelt(words_of(name))
        return choose(places, near) if places else None

    def suggest(self, name: str) -> list[str]:
        """Return up to `MAX_SUGGESTIONS` names that look like `name`, likest first."""
        like = process.extract(name.casefold(), list(self._names), scorer=fuzz.ratio, score_cutoff=LIKE, limit=9)
        return list(dict.fromkeys(self._names[found] for found, _, _ in like))[:MAX_SUGGESTIONS]


def choose(places: Sequence[Place], near: Sequence[Place]) -> Place:
    """Return the one of `places` that is nearest to one of `near`; without these, the largest.

    A village is not meant where a town many times its size has the same name.
    """
    largest = max(places, key=lambda place: place.population)
    if not near:
        return largest
    meant = [place for place in places if place.population * MUCH_LARGER >= largest.population]
    return min(meant, key=lambda place: min(distance_km(place, other) for other in near))


def _place(row: Mapping[str, str], regions: Mapping[str, Any]) -> Place:
    country = next(code for code in COUNTRIES if code == row["country"])
    place = Place(
        row["name"], country, float(row["lat"]), float(row["lon"]),
        municipality=row["municipality"], district=row["district"], province=row["province"],
        population=int(row["population"]),
    )  # fmt: skip
    return replace(place, regions=tuple(region["name"] for region in regions["regions"] if _covers(region, place)))


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


def _areas(towns: Sequence[Place], regions: Mapping[str, Any]) -> Iterator[tuple[Place, list[str]]]:
    """Yield districts, provinces and regions as places in the middle of their towns."""
    called = regions["area_names"]
    members: dict[str, list[Place]] = defaultdict(list)
    for town in towns:
        for area in {town.district, town.province, *town.regions}:
            members[area].append(town)
    # A city stands for the area around it (Groningen); a village elsewhere does not (Zeeland in Noord-Brabant).
    town_names = {town.name for town in towns if town.name not in members or town in members[town.name]}
    villages = {town.name for town in towns} - town_names
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
    )  # fmt: skip
