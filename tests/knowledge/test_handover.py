"""Whom a hand-over names: a school's own office, the desks of the place on both sides of a border, or the national."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.assistant import Assistant
from knowledge.clock import FixedClock
from knowledge.contact_reply import MAX_CARDS, ContactAdviser
from knowledge.contact_request import USUAL_KINDS
from knowledge.encoder import Encoder
from knowledge.handover import NATIONAL, Handover, without_contacts
from knowledge.own_site import Office, OwnSite
from knowledge.reply import Reply, ReplyKind, ReplyStatus
from knowledge.schema import Language, Localised
from tests.knowledge_contacts import our_entries, our_finder, our_rows
from tests.knowledge_fixtures import TODAY

OFFICE = Office(
    name=Localised(nl="Bureau Internationaal", de="Internationales Büro", en="International Office"),
    email="international@school.example",
)


@pytest.fixture(scope="module")
def handover() -> Handover:
    site = OwnSite({"my-school": OFFICE, "with-an-entry": "ind"}, frozenset())
    return Handover(ContactAdviser(our_finder(), our_rows()), our_entries(), site)


def completed(
    handover: Handover,
    region: str | None = None,
    *,
    question: str | None = None,
    site: str | None = None,
    language: Language = "nl",
) -> Reply:
    reply = without_contacts(ReplyStatus.HANDOVER_NOTHING_FOUND, language)
    return handover.complete(reply, question=question, region=region, site=site)


def named(reply: Reply) -> list[str]:
    return [contact.id for contact in reply.contacts]


def countries(reply: Reply) -> set[str]:
    """The countries that the desks of `reply` stand in, without those for everybody."""
    desks = {desk.id: desk for desk in our_finder().desks}
    return {desks[contact.id].side for contact in reply.contacts if contact.id not in NATIONAL}


@pytest.mark.unit
@pytest.mark.parametrize(
    ("region", "desk"),
    [
        ("Enschede", "gip-euregio"), ("Twente", "gip-euregio"), ("Overijssel", "gip-euregio"),
        ("Venlo", "gip-rhein-maas-nord"), ("nordhorn", "gip-euregio"), ("Grafschaft Bentheim", "gip-euregio"),
        ("Terneuzen", "gip-scheldemond"),
        ("Maastricht", "gip-maastricht"), ("Leer", "gip-edr"), ("Antwerpen", "gip-vdab-kapellen"),
    ],
)  # fmt: skip
def test_a_known_place_or_region_is_handed_to_the_desk_that_serves_it(
    handover: Handover, region: str, desk: str
) -> None:
    assert named(completed(handover, region))[0] == desk


@pytest.mark.unit
def test_every_area_that_a_desk_says_it_serves_can_be_handed_over_for(handover: Handover) -> None:
    general = named(completed(handover))
    areas = {
        (area, desk.id)
        for desk in our_finder().desks
        if desk.kind in USUAL_KINDS
        for area in (*desk.municipalities, *desk.districts, *desk.provinces)
    }
    assert len(areas) > 50
    assert [area for area in sorted(areas) if named(completed(handover, area[0])) == general] == []


@pytest.mark.unit
@pytest.mark.parametrize(
    ("region", "sides"),
    [
        ("Enschede", {"NL", "DE"}), ("Gronau", {"NL", "DE"}), ("Emmen", {"NL", "DE"}), ("Nordhorn", {"NL", "DE"}),
        ("Venlo", {"NL", "DE"}), ("Kleve", {"NL", "DE"}), ("Nijmegen", {"NL", "DE"}), ("Leer", {"NL", "DE"}),
        ("Twente", {"NL", "DE"}), ("Terneuzen", {"NL", "BE"}), ("Turnhout", {"NL", "BE"}), ("Breda", {"NL", "BE"}),
        ("Maastricht", {"NL", "BE", "DE"}), ("Aachen", {"NL", "BE", "DE"}),
    ],
)  # fmt: skip
def test_near_a_border_desks_of_all_its_sides_are_named_with_their_country(
    handover: Handover, region: str, sides: set[str]
) -> None:
    reply = completed(handover, region)
    assert countries(reply) == sides
    told = " ".join(contact.for_whom or "" for contact in reply.contacts)
    assert all(f"({country})" in told for country in sides)


@pytest.mark.unit
@pytest.mark.parametrize("region", ["Utrecht", "Amsterdam", "Den Haag", "Lelystad", "Groningen", "Flevoland"])
def test_inland_only_desks_of_the_own_side_are_named(handover: Handover, region: str) -> None:
    reply = completed(handover, region)
    assert countries(reply) == {"NL"}
    assert not any("(DE)" in (contact.for_whom or "") for contact in reply.contacts)


@pytest.mark.unit
def test_inland_a_desk_across_the_border_is_named_only_where_it_serves_the_place(handover: Handover) -> None:
    assert "gip-euregio" in named(completed(handover, "Zwolle"))
    assert "sga-kerkrade" not in named(completed(handover, "Köln"))


@pytest.mark.unit
@pytest.mark.parametrize("region", [None, "Qqqq", "China", ""])
def test_without_a_known_place_the_national_desks_are_named(handover: Handover, region: str | None) -> None:
    assert named(completed(handover, region)) == list(NATIONAL)


@pytest.mark.unit
def test_a_place_in_the_question_counts_before_the_region_of_the_page(handover: Handover) -> None:
    asked = completed(handover, "Maastricht", question="mijn fiets is weg in Enschede")
    assert named(asked) == named(completed(handover, "Enschede"))
    assert named(completed(handover, "Maastricht", question="mijn fiets is weg")) == named(
        completed(handover, "Maastricht")
    )


@pytest.mark.unit
@pytest.mark.parametrize("region", [None, "Enschede"])
def test_a_schools_own_office_comes_before_all_others_on_its_site(handover: Handover, region: str | None) -> None:
    elsewhere = completed(handover, region, language="de")
    reply = completed(handover, region, site="My-School", language="de")
    assert reply.contacts[0].name == "Internationales Büro"
    assert reply.contacts[1:] == elsewhere.contacts


@pytest.mark.unit
def test_an_own_office_that_is_a_national_desk_is_named_once(handover: Handover) -> None:
    assert named(completed(handover, site="with-an-entry")) == ["ind", "border-information-points", "eures"]


@pytest.mark.unit
def test_desks_that_were_asked_for_stay_before_the_usual_ones(handover: Handover) -> None:
    asked = handover._adviser.advise(
        "mijn huisbaas doet raar, wie helpt met belasting in Enschede?",
        without_contacts(ReplyStatus.HANDOVER_NOTHING_FOUND, "nl"),
    )
    assert asked.kind == ReplyKind.HANDOVER
    assert asked.contacts
    reply = handover.complete(asked, question=None, region="Enschede", site=None)
    first = named(reply)[: len(asked.contacts)]
    assert first == named(asked)
    assert len(reply.contacts) <= MAX_CARDS


@pytest.mark.unit
def test_a_reply_that_is_no_hand_over_stays_as_it_is(handover: Handover) -> None:
    answer = Reply("Ten.", ReplyKind.ANSWER, ReplyStatus.ANSWERED, "nl", entry="ind")
    assert handover.complete(answer, question="x", region="Enschede", site="my-school") == answer


@pytest.fixture
def assistant_of_a_school(
    sample_index: Path, encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Assistant:
    office = "name: {nl: Bureau Internationaal, de: Internationales Büro, en: International Office}"
    (tmp_path / "site.yml").write_text(f"sites:\n  my-school:\n    {office}\n    phone: '0591 1'\n", encoding="utf-8")
    monkeypatch.setenv("GRENSWIJZER_LOCAL", str(tmp_path))
    return Assistant(sample_index, encoder, FixedClock(TODAY))


@pytest.mark.integration
@pytest.mark.parametrize("region", [None, "Emmen"])
@pytest.mark.parametrize("site", [None, "my-school"])
def test_who_asks_for_a_person_and_who_gets_no_answer_are_sent_to_the_same_people(
    assistant_of_a_school: Assistant, region: str | None, site: str | None
) -> None:
    person = assistant_of_a_school.handover.person("en", region=region, site=site)
    nothing = assistant_of_a_school.answer("xyzzy plugh frobnicate", "en", region=region, site=site)
    assert [person.status, nothing.status] == [
        ReplyStatus.HANDOVER_ASKED_FOR_PERSON,
        ReplyStatus.HANDOVER_NOTHING_FOUND,
    ]
    assert person.contacts == nothing.contacts
    assert (person.contacts[0].name == "International Office") == (site is not None)
    assert ("agentur-fuer-arbeit-nordhorn" in named(person)) == (region is not None)


@pytest.mark.unit
def test_each_desk_says_once_for_which_place_it_is_there(handover: Handover) -> None:
    reply = completed(handover, question="Emlichheim, Coevorden: xyzzy")
    told = [why for contact in reply.contacts for why in [(contact.for_whom or "").split("; ")]]
    assert all(len(set(of_desk)) == len(of_desk) for of_desk in told)
    named = {why.split(":")[0] for of_desk in told for why in of_desk if why}
    assert named == {"Emlichheim (DE)", "Coevorden (NL)"}
