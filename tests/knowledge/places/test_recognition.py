"""Which places a message names."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.places import PlaceFinder, PlaceTable

pytestmark = pytest.mark.unit

TABLE = PlaceTable.load()
FINDER = PlaceFinder.load(TABLE)
TOWNS = sorted({place.name for place in TABLE if len(place.name) > 3 and place.population})
NAMES = st.sampled_from(TOWNS)


def found(text: str) -> list[str]:
    return [place.label for place in FINDER.find(text)]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Ich wohne in Nordhorn und will in Emmen arbeiten", ["Nordhorn (DE)", "Emmen (NL)"]),
        ("welk grensinfopunt is er voor venlo?", ["Venlo (NL)"]),
        ("I live in Cologne and work in The Hague", ["Köln (DE)", "Den Haag (NL)"]),
        ("Heerlen/Kerkrade", ["Heerlen (NL)", "Kerkrade (NL)"]),
        ("Bergen-op-Zoom", ["Bergen op Zoom (NL)"]),
        ("vanuit Sudwest-Fryslan naar Osnabrueck", ["Súdwest-Fryslân (NL)", "Osnabrück (DE)"]),
        ("tussen Goes en Mol", ["Goes (NL)", "Mol (BE)"]),
        ("Landkreis Grafschaft Bentheim", ["Landkreis Grafschaft Bentheim (DE)"]),
        ("Emmen of Emmen?", ["Emmen (NL)"]),
        ("Ich wohne in Suderwick, arbeite in Dinxperlo", ["Suderwick (DE)", "Dinxperlo (NL)"]),
        ("grensinfopunt de lutte", ["De Lutte (NL)"]),
        ("aus Haren (Ems) nach Ter Apel", ["Haren (DE)", "Ter Apel (NL)"]),
        ("in Dinxperloo", ["Dinxperlo (NL)"]),
    ],
)
def test_names_are_found_in_their_order_once_each(text: str, places: list[str]) -> None:
    assert found(text) == places


@pytest.mark.parametrize(
    "text",
    [
        "das Essen in der Mensa ist gut", "mein Konto ist leer", "wat is de best optie", "echt waar?", "het goes niet",
        "hij is made in germany", "wir wandern im Norden", "ik ga met de bergen werk", "Best practice", "Leer je dat?",
        "de geel kaart", "Wie viel kostet das Essen?", "ik werk in Holland", "Welche Hilfen gibt es?", "NHL Stenden",
        "Mijn peer zegt dat", "the mill", "Praktikum und Studium",
    ],
)  # fmt: skip
def test_words_that_are_also_names_are_no_places(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "province"),
    [
        ("grensinfopunt Bergen NH", "Noord-Holland"), ("in Bergen (Limburg)", "Limburg"), ("Bergen, L", "Limburg"),
        ("EURES in Hengelo Gld", "Gelderland"), ("Hengelo (Overijssel)", "Overijssel"), ("Essen Belgien", "Antwerpen"),
        ("Ich wohne in Essen in Belgien", "Antwerpen"), ("aus Haren in den Niederlanden", "Groningen"),
        ("Emmen, NL", "Drenthe"), ("Haren DE", "Niedersachsen"), ("in Beek in Belgisch-Limburg", "Limburg (BE)"),
    ],
)  # fmt: skip
def test_a_province_or_country_behind_a_name_tells_which_place_is_meant(text: str, province: str) -> None:
    assert [place.province for place in FINDER.find(text)] == [province]


@pytest.mark.parametrize("text", ["Emmen de stad", "Was kostet Essen in Deutschland?", "Nordhorn in Gelderland"])
def test_other_words_behind_a_name_tell_nothing(text: str) -> None:
    assert "BE" not in {place.country for place in FINDER.find(text)}
    assert "Essen" not in {place.name for place in FINDER.find(text)}


@pytest.mark.parametrize("name", ["Leer", "Best", "Essen", "Bergen", "Goes", "Norden", "Made", "leer"])
def test_such_a_word_is_a_place_where_it_is_the_whole_message(name: str) -> None:
    assert len(found(f"{name}?")) == 1


@pytest.mark.parametrize("text", ["Ich wohne in Leer", "uit Best", "aus Essen", "nach Norden", "from Goes", "in Made"])
def test_such_a_word_is_a_place_with_a_capital_after_a_preposition(text: str) -> None:
    assert len(found(text)) == 1


@pytest.mark.parametrize(
    ("text", "place"),
    [("ik woon in nordhron", "Nordhorn (DE)"), ("Maastrich", "Maastricht (NL)"), ("bei Osnabruk", "Osnabrück (DE)")],
)
def test_one_wrong_letter_is_forgiven(text: str, place: str) -> None:
    assert found(text) == [place]


@pytest.mark.parametrize("text", ["ik woon in nordhrin", "in Emem", "het kostn geld"])
def test_two_wrong_letters_or_a_short_name_are_not(text: str) -> None:
    assert found(text) == []


@given(st.text(max_size=500))
def test_any_text_can_be_read_and_spans_lie_in_it_in_order(text: str) -> None:
    named = FINDER.named(text)
    spans = [(one.start, one.end) for one in named]
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in zip(spans, spans[1:], strict=False))


@given(NAMES)
def test_every_name_in_the_table_is_found_after_a_preposition(name: str) -> None:
    named = FINDER.named(f"ich wohne in {name}.")
    assert [TABLE.lookup(name) is not None, len(named)] == [True, 1]
    assert not named[0].mended


@given(NAMES, st.sampled_from([str.upper, str.title, str]))
def test_case_never_hides_a_name_that_is_the_whole_message(name: str, written: object) -> None:
    assert callable(written)
    assert len(FINDER.find(written(name))) == 1


@example("Börger", "Börger")
@given(NAMES, NAMES)
def test_places_do_not_depend_on_the_words_around_them(one: str, other: str) -> None:
    places = FINDER.find(f"Ik woon in {one} en werk in {other}")
    assert {place.name for place in places} >= {one} or {place.name for place in places} >= {other}
    assert 1 <= len(places) <= 2
