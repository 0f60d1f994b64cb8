"""The table of places, and what it must know for the contacts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from knowledge.places import Place, PlaceTable, distance_km
from knowledge.places.spelling import fold
from tests.knowledge_contacts import our_entries, our_rows

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def table() -> PlaceTable:
    return PlaceTable.load()


def served() -> Iterator[tuple[str, str]]:
    """Yield (owner, area) for everything that an entry or a row of contacts says it serves, and for its town."""
    for entry in our_entries().values():
        if entry.contact:
            serves = entry.contact.serves
            for area in (*serves.municipalities, *serves.districts, *serves.provinces, entry.contact.city):
                if area:
                    yield entry.id, area
    for row in our_rows().contacts.values():
        serves = row["serves"]
        for area in (*serves["municipalities"], *serves["districts"], *serves["provinces_or_laender"]):
            yield row["id"], area
        if row["lat_lon_city"]:
            yield row["id"], row["lat_lon_city"]


def test_every_area_and_town_of_a_contact_is_in_the_table(table: PlaceTable) -> None:
    known = {
        fold(area)
        for place in table
        for area in (place.name, place.municipality, place.district, place.province, *place.regions)
    }
    assert sorted({(owner, area) for owner, area in served() if fold(area) not in known}) == []


def test_the_table_has_every_dutch_municipality_and_both_sides_of_the_border(table: PlaceTable) -> None:
    municipalities = {
        (place.municipality, place.province) for place in table if place.country == "NL" and place.municipality
    }
    assert len(municipalities) == 342
    assert {place.country for place in table} == {"NL", "DE", "BE"}


@pytest.mark.parametrize(
    ("name", "label", "district_or_province"),
    [
        ("Nordhorn", "Nordhorn (DE)", "Landkreis Grafschaft Bentheim"),
        ("EMMEN", "Emmen (NL)", "Drenthe"),
        ("Kleef", "Kleve (DE)", "Kreis Kleve"),
        ("den bosch", "'s-Hertogenbosch (NL)", "Noord-Brabant"),
        ("Ljouwert", "Leeuwarden (NL)", "Fryslân"),
        ("Liege", "Luik (BE)", "Liège"),
        ("Muenster", "Münster (DE)", "Münster"),
        ("Munster", "Münster (DE)", "Münster"),
        ("Limburg", "Limburg (NL)", "Limburg"),
        ("Emsland", "Landkreis Emsland (DE)", "Landkreis Emsland"),
        ("Gronau", "Gronau (DE)", "Kreis Borken"),
        ("Hengelo", "Hengelo (NL)", "Overijssel"),
    ],
)
def test_a_name_is_found_in_every_spelling(table: PlaceTable, name: str, label: str, district_or_province: str) -> None:
    place = table.lookup(name)
    assert place is not None
    assert (place.label, place.district or place.province) == (label, district_or_province)


def test_of_two_towns_of_one_name_the_one_near_the_others_is_meant(table: PlaceTable) -> None:
    genk = table.lookup("Genk")
    assert genk is not None
    here, there = table.lookup("Beek"), table.lookup("Beek", [genk])
    assert here is not None
    assert there is not None
    assert distance_km(there, genk) <= distance_km(here, genk)


def test_a_village_is_not_taken_for_the_large_town_of_its_name(table: PlaceTable) -> None:
    doetinchem = table.lookup("Doetinchem")
    assert doetinchem is not None
    hengelo = table.lookup("Hengelo", [doetinchem])
    assert hengelo is not None
    assert hengelo.province == "Overijssel"


def test_an_unknown_name_is_none_and_names_like_it_are_suggested(table: PlaceTable) -> None:
    assert table.lookup("Nordhoorn") is None
    assert table.suggest("Nordhoorn")[0] == "Nordhorn"
    assert table.suggest("qqqqq") == []


def test_a_region_lies_in_the_middle_of_its_towns(table: PlaceTable) -> None:
    twente, enschede = table.lookup("Twente"), table.lookup("Enschede")
    assert twente is not None
    assert enschede is not None
    assert "Twente" in enschede.regions
    assert distance_km(twente, enschede) < 40


@pytest.mark.parametrize(
    ("one", "other", "km"), [("Nordhorn", "Emmen", 40), ("Aachen", "Maastricht", 29), ("Venlo", "Kleve", 47)]
)
def test_distances_are_those_of_a_map(table: PlaceTable, one: str, other: str, km: float) -> None:
    first, second = table.lookup(one), table.lookup(other)
    assert isinstance(first, Place)
    assert isinstance(second, Place)
    assert distance_km(first, second) == pytest.approx(km, abs=2)
    assert distance_km(first, first) == 0


def test_a_province_is_meant_before_a_village_of_its_name_elsewhere(table: PlaceTable) -> None:
    zeeland = table.lookup("Zeeland")
    assert zeeland is not None
    assert (zeeland.province, zeeland.municipality) == ("Zeeland", "")


def test_a_city_is_meant_before_the_province_around_it(table: PlaceTable) -> None:
    groningen = table.lookup("Groningen")
    assert groningen is not None
    assert groningen.municipality == "Groningen"


def test_a_village_at_the_border_is_meant_before_a_larger_place_inland(table: PlaceTable) -> None:
    mechelen = table.lookup("Mechelen")
    assert mechelen is not None
    here, there = table.lookup("Putte"), table.lookup("Putte", [mechelen])
    assert here is not None
    assert there is not None
    assert (here.municipality, there.country) == ("Woensdrecht", "BE")
    rossum = table.lookup("Rossum")
    assert rossum is not None
    assert rossum.municipality == "Dinkelland"
