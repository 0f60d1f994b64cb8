"""Which places lie near a border, and what is across it."""

from __future__ import annotations

import pytest

from knowledge.places import PlaceTable, distance_km
from knowledge.places.borders import BORDER_KM, Borders

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def table() -> PlaceTable:
    return PlaceTable.load()


@pytest.fixture(scope="module")
def borders(table: PlaceTable) -> Borders:
    return Borders(table)


@pytest.mark.parametrize(
    ("name", "countries"),
    [
        ("Enschede", ["DE"]), ("Gronau", ["NL"]), ("Terneuzen", ["BE"]), ("Turnhout", ["NL"]), ("Leer", ["NL"]),
        ("Vaals", ["DE", "BE"]), ("Twente", ["DE"]), ("Overijssel", ["DE"]), ("Landkreis Grafschaft Bentheim", ["NL"]),
        ("Utrecht", []), ("Zwolle", []), ("Münster", []), ("Den Haag", []), ("Flevoland", []), ("Köln", []),
    ],
)  # fmt: skip
def test_a_place_near_a_border_has_a_town_of_each_other_side(
    table: PlaceTable, borders: Borders, name: str, countries: list[str]
) -> None:
    place = table.lookup(name)
    assert place is not None
    assert [town.country for town in borders.across(place)] == countries


def test_the_town_across_is_the_nearest_by_the_distance_between_places(table: PlaceTable, borders: Borders) -> None:
    for place in [one for one in table if one.municipality][::40]:
        others = [one for one in table if one.municipality and one.country != place.country]
        nearest = min(others, key=lambda other: distance_km(place, other))
        across = borders.across(place)
        if distance_km(place, nearest) > BORDER_KM:
            assert across == [], place.name
        else:
            assert distance_km(place, across[0]) == pytest.approx(distance_km(place, nearest)), place.name
