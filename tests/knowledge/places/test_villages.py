"""Villages: where they lie, and when their names are meant."""

from __future__ import annotations

import csv
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.places import Extent, PlaceFinder, PlaceTable, distance_km
from knowledge.places.spelling import words_of
from knowledge.places.table import DATA

pytestmark = pytest.mark.unit

TABLE = PlaceTable.load()
FINDER = PlaceFinder.load(TABLE)
with (DATA / "villages.csv").open(encoding="utf-8", newline="") as _file:
    ROWS = list(csv.DictReader(_file))
VILLAGES = st.sampled_from(ROWS)
#: From the main town of Het Hogeland to its farthest village; few municipalities are as wide.
WIDE_KM = 36


@pytest.mark.parametrize(
    ("name", "municipality"),
    [
        ("Dinxperlo", "Aalten"), ("Suderwick", "Bocholt"), ("Ootmarsum", "Dinkelland"), ("Overdinkel", "Losser"),
        ("Slagharen", "Hardenberg"), ("Vijlen", "Vaals"), ("Denekamp", "Dinkelland"), ("De Lutte", "Losser"),
        ("Lattrop", "Dinkelland"), ("Elten", "Emmerich"), ("Ter Apel", "Westerwolde"), ("Lobith", "Zevenaar"),
        ("Siebengewald", "Bergen"), ("Tegelen", "Venlo"), ("Swalmen", "Roermond"), ("Posterholt", "Roerdalen"),
        ("Eygelshoven", "Kerkrade"), ("Bocholtz", "Simpelveld"), ("Lemiers", "Vaals"), ("Kohlscheid", "Herzogenrath"),
        ("Vaalserquartier", "Aachen"), ("Gildehaus", "Bad Bentheim"), ("Veldhausen", "Neuenhaus"),
        ("Sas van Gent", "Terneuzen"), ("Kaldenkirchen", "Nettetal"), ("Tüddern", "Selfkant"),
        ("Meerle", "Hoogstraten"),
        ("Poppel", "Ravels"), ("Rekem", "Lanaken"), ("Hauset", "Raeren"), ("Neurhede", "Rhede"), ("Krechting", "Rhede"),
        ("'s-Gravenvoeren", "Voeren"), ("Zuidwolde Groningen", "Het Hogeland"), ("Zuidwolde Drenthe", "De Wolden"),
    ],
)  # fmt: skip
def test_a_village_lies_in_its_municipality(name: str, municipality: str) -> None:
    place = TABLE.lookup(name)
    assert place is not None
    assert place.municipality == municipality


def test_every_municipality_of_a_village_is_known_and_lies_around_it() -> None:
    towns = {(place.country, place.province, place.municipality): place for place in TABLE if place.municipality}
    missing = {
        (row["country"], row["municipality"])
        for row in ROWS
        if (row["country"], row["province"], row["municipality"]) not in towns
    }
    # Of Belgium the table of municipalities has the larger ones.
    assert {country for country, _ in missing} <= {"BE"}
    villages = [place for row in ROWS for place in TABLE.spelt((row["name"].casefold(),))]
    far = [
        place.name
        for place in villages
        if (town := towns.get((place.country, place.province, place.municipality)))
        and distance_km(place, town) > WIDE_KM
    ]
    assert far == []


def test_no_village_is_in_the_table_twice() -> None:
    keys = [(row["country"], row["municipality"], row["name"]) for row in ROWS]
    assert len(keys) == len(set(keys))
    assert len(ROWS) > 1700


@given(VILLAGES)
def test_a_village_is_found_by_its_name_and_province(row: dict[str, str]) -> None:
    place = TABLE.lookup(f"{row['name']} ({row['province']})")
    assert place is not None
    assert (place.country, place.province) == (row["country"], row["province"])


@given(VILLAGES)
def test_a_town_or_area_is_meant_before_a_village_of_its_name(row: dict[str, str]) -> None:
    place = TABLE.lookup(row["name"])
    assert place is not None
    # Sint Kruis is a village of Sluis, Sint-Kruis a town in Flanders.
    wider = [one for one in TABLE if words_of(one.name) == words_of(row["name"])]
    assert place.extent == Extent.VILLAGE if not wider else place.extent != Extent.VILLAGE


@given(VILLAGES, st.sampled_from(["Ich wohne in {}.", "Ik woon in {} en zoek advies", "near {}?"]))
def test_every_village_is_found_with_a_capital_after_a_preposition(row: dict[str, str], sentence: str) -> None:
    name = row["name"] if row["name"][0] != "'" else row["name"].title()
    assert [named.mended for named in FINDER.named(sentence.format(name))] == [False]


@given(
    st.sampled_from([row for row in ROWS if row["word"]]), st.sampled_from(["wir {} heute", "het {} is mooi", "{} it"])
)
def test_a_village_whose_name_is_a_word_is_none_in_small_letters(row: dict[str, str], sentence: str) -> None:
    found = FINDER.find(sentence.format(row["name"].lower()))
    assert [place for place in found if place.extent == Extent.VILLAGE and place.name == row["name"]] == []


@pytest.mark.parametrize(
    "text",
    [
        "loon", "meer", "ik woon in de wijk", "wat is mijn loon?", "de Krim is ver", "well, who can help",
        "Erica helpt mij", "het dorp heet enter", "Ik ben Jan van Dalen", "die Buren sind nett", "made in america",
        "echt goed", "in der Heide",
    ],
)  # fmt: skip
def test_words_that_are_also_villages_are_no_places(text: str) -> None:
    assert FINDER.find(text) == []


def test_hardly_a_message_off_our_subject_names_a_village() -> None:
    with (DATA / "out_of_scope.jsonl").open(encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line in file]
    named = {place.name for text in texts for place in FINDER.find(text) if place.extent == Extent.VILLAGE}
    assert len(texts) > 300
    # There is a Bern on the Meuse too.
    assert named <= {"Denekamp", "Ter Apel", "Bern"}
