"""Which desks serve which place."""

from __future__ import annotations

import pytest

from knowledge.citations import SourceRows
from knowledge.contact_finder import MAX_NEAREST_KM, ContactFinder, Level, UnknownPlace
from knowledge.contact_reply import ContactAdviser
from knowledge.contact_view import contacts_view
from knowledge.desks import DeskKind
from tests.knowledge_contacts import our_finder, our_rows

pytestmark = pytest.mark.unit

POINT, EMPLOYMENT, EXPAT = DeskKind.BORDER_INFORMATION_POINT, DeskKind.EMPLOYMENT_SERVICE, DeskKind.EXPAT_CENTRE


@pytest.fixture(scope="module")
def rows() -> SourceRows:
    return our_rows()


@pytest.fixture(scope="module")
def finder() -> ContactFinder:
    return our_finder()


@pytest.mark.parametrize(
    ("place", "desk"),
    [
        ("Enschede", "gip-euregio"), ("Gronau", "gip-euregio"), ("Bad Nieuweschans", "gip-edr"),
        ("Nijmegen", "gip-rhein-waal"), ("Kleve", "gip-rhein-waal"), ("Venlo", "gip-rhein-maas-nord"),
        ("Roermond", "gip-rhein-maas-nord"), ("Aachen", "gip-aachen-eurode"), ("Vaals", "gip-aachen-eurode"),
        ("Maastricht", "gip-maastricht"), ("Terneuzen", "gip-scheldemond"), ("Bergen op Zoom", "gip-brabantse-wal"),
        ("Woensdrecht", "gip-brabantse-wal"),
    ],
)  # fmt: skip
def test_every_border_information_point_is_first_in_the_towns_it_serves(
    finder: ContactFinder, place: str, desk: str
) -> None:
    first = finder.find(finder.place(place), [POINT])[POINT][0]
    assert (first.desk.id, first.level) == (desk, Level.MUNICIPALITY)


def test_every_desk_with_a_town_that_it_serves_is_found_there(finder: ContactFinder) -> None:
    missed = []
    for desk in finder.desks:
        for municipality in desk.municipalities:
            place = finder.table.lookup(municipality)
            if place is not None and place.country in desk.countries:
                match = finder.serves(desk, place)
                if match is None:
                    missed.append((desk.id, municipality))
    assert missed == []


@pytest.mark.parametrize(
    ("place", "desk"),
    [
        ("Amsterdam", "in-amsterdam"), ("Delft", "the-hague-international-centre"),
        ("Leiden", "leiden-international-centre"),
        ("Rotterdam", "rotterdam-international-center"), ("Amersfoort", "utrecht-international-center"),
        ("Eindhoven", "holland-expat-center-south"), ("Heerlen", "expat-centre-maastricht-region"),
        ("Leeuwarden", "iwcn-groningen"), ("Wageningen", "welcome-center-food-valley"),
        ("Enschede", "expat-center-east-netherlands"), ("Lingen", "welcome-servicecenter-lingen"),
        ("Meppen", "welcome-servicecenter-lingen"),
    ],
)  # fmt: skip
def test_every_expat_centre_is_first_where_it_serves(finder: ContactFinder, place: str, desk: str) -> None:
    assert finder.find(finder.place(place), [EXPAT])[EXPAT][0].desk.id == desk


def test_a_district_counts_before_a_land_and_a_nearer_desk_before_a_farther(finder: ContactFinder) -> None:
    nordhorn = finder.find(finder.place("Nordhorn"), [POINT])[POINT]
    assert [(match.desk.id, match.level) for match in nordhorn[:2]] == [
        ("gip-euregio", Level.DISTRICT),
        ("gip-edr", Level.PROVINCE),
    ]
    emmen = finder.find(finder.place("Emmen"), [POINT])[POINT]
    assert [match.desk.id for match in emmen[:2]] == ["gip-edr", "gip-euregio"]
    assert emmen[0].km is not None
    assert emmen[1].km is not None
    assert emmen[0].km < emmen[1].km


def test_a_desk_that_names_districts_does_not_serve_the_whole_land(finder: ContactFinder) -> None:
    cologne = finder.place("Köln")
    points = finder.find(cologne, [POINT])[POINT]
    assert all(match.level in {Level.NEAREST, Level.COUNTRY} for match in points)


def test_a_national_office_is_named_across_the_border_only_for_the_part_it_serves(finder: ContactFinder) -> None:
    office = next(desk for desk in finder.desks if desk.id == "belastingdienst-team-gwo")
    levels = [finder.serves(office, finder.place(name)) for name in ("Emmen", "Krefeld", "Nordhorn")]
    assert [match.level if match else None for match in levels] == [Level.COUNTRY, Level.PROVINCE, None]


def test_where_no_desk_serves_a_place_the_nearest_on_each_side_is_named(finder: ContactFinder) -> None:
    cologne = finder.place("Köln")
    points = finder.find(cologne, [POINT], countries=["NL"])[POINT]
    nearest = [match for match in points if match.level == Level.NEAREST]
    assert {match.desk.side for match in nearest} == {"DE", "NL"}
    assert all(match.km is not None and match.km <= MAX_NEAREST_KM for match in nearest)


@pytest.mark.parametrize("name", ["'s-Hertogenbosch", "Köln", "Utrecht", "Eindhoven", "Deventer", "Leeuwarden"])
def test_far_from_the_german_border_no_desk_across_it_is_named_unless_asked_about(
    finder: ContactFinder, name: str
) -> None:
    place = finder.place(name)
    other = "NL" if place.country == "DE" else "DE"
    for kind, matches in finder.find(place).items():
        across = [match for match in matches if match.desk.side == other and match.desk.town]
        served = [match for match in matches if match.level != Level.COUNTRY and match.desk.side == place.country]
        # Only a point that serves the whole province is told, where none on this side does.
        assert {match.level for match in across} <= (set() if served else {Level.PROVINCE, Level.COUNTRY}), kind


def test_who_asks_about_the_other_country_is_told_its_desks_however_far(finder: ContactFinder) -> None:
    den_bosch = finder.place("'s-Hertogenbosch")
    asked = finder.find(den_bosch, [POINT], countries=["DE"])[POINT]
    assert "gip-rhein-waal" in [match.desk.id for match in asked]
    assert "gip-rhein-waal" not in [match.desk.id for match in finder.find(den_bosch, [POINT])[POINT]]


def test_a_province_far_from_desks_of_its_own_keeps_the_one_that_serves_it(finder: ContactFinder) -> None:
    assert finder.find(finder.place("Zwolle"), [POINT])[POINT][0].desk.id == "gip-euregio"


@pytest.mark.parametrize(("name", "country"), [("Germany", "DE"), ("Belgien", "BE"), ("Nederland", "NL")])
def test_a_country_has_the_desks_for_all_of_it_and_none_of_a_place(
    finder: ContactFinder, name: str, country: str
) -> None:
    found = finder.find(finder.place(name))
    assert {"grensinfopunt-network", "border-information-points"} & {match.desk.id for match in found[POINT]}
    assert {"eures", "eures-helpdesk-eu"} & {match.desk.id for match in found[EMPLOYMENT]}
    matches = [match for of_kind in found.values() for match in of_kind]
    assert {(match.level, match.area, match.km) for match in matches} == {(Level.COUNTRY, country, None)}


def test_a_land_has_the_desks_of_each_part_of_it_and_no_nearest(finder: ContactFinder) -> None:
    points = finder.find(finder.place("NRW"), [POINT])[POINT]
    serving = {match.desk.id for match in points if match.level == Level.PROVINCE}
    assert serving >= {"gip-euregio", "gip-rhein-waal", "gip-rhein-maas-nord", "gip-aachen-eurode"}
    drenthe = finder.find(finder.place("Drenthe")).values()
    assert all(match.level != Level.NEAREST for matches in drenthe for match in matches)


def test_a_village_is_served_through_its_municipality_and_not_by_its_name(finder: ContactFinder) -> None:
    kohlscheid = finder.find(finder.place("Kohlscheid"), [POINT])[POINT][0]
    assert (kohlscheid.desk.id, kohlscheid.area) == ("gip-aachen-eurode", "Herzogenrath")
    # Steenbergen in Drenthe is not the municipality in Noord-Brabant that a desk serves.
    steenbergen = finder.find(finder.place("Steenbergen Drenthe"), [POINT])[POINT]
    assert "gip-brabantse-wal" not in [match.desk.id for match in steenbergen]


def test_what_a_source_is_not_sure_of_comes_after_what_it_is_sure_of(finder: ContactFinder) -> None:
    emmen = finder.find(finder.place("Emmen"), [EMPLOYMENT])[EMPLOYMENT]
    assert emmen[0].desk.id == "eures-nederland"
    unsure = [match for match in emmen if not match.desk.sure]
    assert unsure
    assert emmen.index(unsure[0]) > 0


def test_the_desk_that_serves_both_places_most_closely_is_chosen(finder: ContactFinder) -> None:
    both = finder.serving_all([finder.place("Nordhorn"), finder.place("Emmen")], POINT)
    assert both is not None
    assert both.id == "gip-euregio"
    assert finder.serving_all([finder.place("Terneuzen"), finder.place("Emmen")], POINT) is None


def test_a_region_and_a_province_have_their_desks(finder: ContactFinder) -> None:
    for area in ("Twente", "Drenthe", "Grafschaft Bentheim", "Münsterland"):
        assert finder.find(finder.place(area), [POINT])[POINT][0].level < Level.COUNTRY, area


def test_a_desk_that_speaks_the_language_comes_first_among_equals(finder: ContactFinder) -> None:
    place = finder.place("Maastricht")
    for language in ("nl", "de", "en"):
        matches = finder.find(place, [POINT], languages=[language])[POINT]
        same = [match for match in matches if match.level == matches[0].level and match.desk.sure]
        speaks = [language in match.desk.languages for match in same]
        assert speaks == sorted(speaks, reverse=True)


def test_an_unknown_place_is_refused_with_names_like_it(finder: ContactFinder) -> None:
    with pytest.raises(UnknownPlace, match="Did you mean Nordhorn") as caught:
        finder.place("Nordhoorn")
    assert caught.value.suggestions[0] == "Nordhorn"
    with pytest.raises(UnknownPlace, match="no place 'Qqqq'"):
        finder.place("Qqqq")


def test_cards_hold_only_what_entry_or_row_say(finder: ContactFinder, rows: SourceRows) -> None:
    for desk in finder.desks:
        card = desk.card("nl")
        details = desk.entry.contact if desk.entry else None
        row = rows.contacts.get(desk.id, {})
        assert card.phone == (details.phone if details else row.get("phone")), desk.id
        assert card.email == (details.email if details else row.get("email")), desk.id


def test_the_view_tells_kind_reason_and_distance_and_is_in_the_language(
    finder: ContactFinder, rows: SourceRows
) -> None:
    view = contacts_view(ContactAdviser(finder, rows), ["Nordhorn", "Emmen"], "de", [POINT])
    assert [place["name"] for place in view["places"]] == ["Nordhorn", "Emmen"]
    first = view["places"][0]["desks"][0]
    assert first["reason"] == "zuständig für Landkreis Grafschaft Bentheim"
    assert (first["kind"], first["level"], first["km"]) == ("border-information-point", "district", 25)
