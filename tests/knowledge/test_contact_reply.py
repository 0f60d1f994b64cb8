"""When a message is answered with desks, and what is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge.contact_reply import MAX_CARDS, MAX_PER_PLACE, ContactAdviser
from knowledge.contact_request import RequestReader, asks_how_to_reach
from knowledge.phrases import phrase
from knowledge.reply import Reply, ReplyKind, ReplyStatus
from knowledge.schema import LANGUAGES, Language
from tests.knowledge_contacts import our_finder, our_rows

pytestmark = pytest.mark.unit

BOTH_SIDES: list[tuple[Language, str]] = [
    ("de", "Ich wohne in Nordhorn und will in Emmen arbeiten"),
    ("nl", "Ik woon in Nordhorn en wil in Emmen werken"),
    ("en", "I live in Nordhorn and want to work in Emmen"),
]


@pytest.fixture(scope="module")
def adviser() -> ContactAdviser:
    return ContactAdviser(our_finder(), our_rows())


@pytest.fixture(scope="module")
def reader(adviser: ContactAdviser) -> RequestReader:
    return RequestReader.load(adviser.finder)


def reply(kind: ReplyKind, language: Language = "nl", entry: str | None = None) -> Reply:
    status = ReplyStatus.HANDOVER_NOTHING_FOUND if kind == ReplyKind.HANDOVER else ReplyStatus.ANSWERED
    return Reply("text", kind, status, language, entry=entry)


@pytest.mark.parametrize(("language", "question"), BOTH_SIDES)
@pytest.mark.parametrize("kind", [ReplyKind.ANSWER, ReplyKind.CLARIFY, ReplyKind.HANDOVER])
def test_who_lives_here_and_works_there_is_told_the_desks_of_both_sides(
    adviser: ContactAdviser, language: Language, question: str, kind: ReplyKind
) -> None:
    told = adviser.advise(question, reply(kind, language, "cross-border-commuter"))
    assert (told.kind, told.language) == (ReplyKind.ANSWER, language)
    ids = {contact.id for contact in told.contacts}
    assert ids >= {"gip-euregio", "gip-edr", "agentur-fuer-arbeit-nordhorn", "eures-nederland"}
    assert "Nordhorn (DE)" in told.text
    assert "Emmen (NL)" in told.text
    assert told.sources
    assert len(told.text.split()) <= 120


@pytest.mark.parametrize(
    ("question", "desk"),
    [
        ("Welk grensinfopunt is er voor Venlo?", "gip-rhein-maas-nord"),
        ("wer hilft mir in Kleve?", "gip-rhein-waal"),
        ("which expat centre is there for Leeuwarden?", "iwcn-groningen"),
        ("Welche IHK ist für Gronau zuständig?", "ihk-nord-westfalen"),
        ("waar kan ik in Coevorden terecht met vragen over werken in Duitsland?", "gip-euregio"),
        ("grensinfopunt terneuzen", "gip-scheldemond"),
        ("Wo ist die nächste Beratungsstelle für Grenzgänger in Nordhorn?", "gip-euregio"),
        ("Bij welk bureau in Maastricht kan ik informatie krijgen over werken in België?", "gip-maastricht"),
        ("Is there a border information point near 's-Hertogenbosch?", "gip-brabantse-wal"),
        ("Welk grensinfopunt is er voor Dinxperlo?", "gip-euregio"),
        ("An wen kann ich mich in Gildehaus wenden?", "gip-euregio"),
        ("Who can help me in Overdinkel with working in Germany?", "gip-euregio"),
        ("Grenzinfopunkt Haren (Ems)", "gip-edr"),
        ("Which border information point serves Lower Saxony?", "gip-edr"),
        ("Ik woon in Den Bosch en werk in Duitsland, bij wie kan ik terecht?", "gip-rhein-waal"),
    ],
)
def test_whoever_asks_whom_to_turn_to_is_told(adviser: ContactAdviser, question: str, desk: str) -> None:
    told = adviser.advise(question, reply(ReplyKind.CLARIFY))
    assert told.kind == ReplyKind.ANSWER
    assert desk in [contact.id for contact in told.contacts]


@pytest.mark.parametrize(
    "question",
    [
        "Ich wohne in Leer und mache Praktikum in Groningen, brauche ich eine Versicherung?",
        "Kan ik in Nordhorn wonen en in Emmen werken?",
        "Hoeveel verdient een stagiair in Enschede?",
        "Moet ik belasting betalen als ik in Gronau woon en in Enschede werk?",
        "was kostet ein semester in groningen",
    ],
)
@pytest.mark.parametrize("kind", [ReplyKind.ANSWER, ReplyKind.CLARIFY])
def test_a_question_about_a_rule_that_names_places_stays_as_it_is(
    adviser: ContactAdviser, question: str, kind: ReplyKind
) -> None:
    before = reply(kind, "nl", "internship-health-insurance")
    assert adviser.advise(question, before) == before


def test_an_answer_about_a_rule_keeps_its_text_and_gains_contacts(adviser: ContactAdviser) -> None:
    before = reply(ReplyKind.ANSWER, "de", "cross-border-health-insurance")
    after = adviser.advise("Ich wohne in Gronau und arbeite in Enschede: wer hilft mir mit der Krankenkasse?", before)
    assert after.text == before.text
    assert "gip-euregio" in [contact.id for contact in after.contacts]


def test_an_answer_about_a_desk_for_another_place_is_replaced(adviser: ContactAdviser) -> None:
    before = reply(ReplyKind.ANSWER, "nl", "holland-expat-center-south")
    after = adviser.advise("Welk expat center is er voor Heerlen?", before)
    assert after.entry == "expat-centre-maastricht-region"


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("Ik woon in Emmen en werk in Nordhorn, bij wie kan ik terecht?", "auslaenderbehoerde-grafschaft-bentheim"),
        ("I live in Nordhorn and I want to work in Emmen. Which desk?", "cross-border-commuter"),
        ("Which office helps me in Bad Bentheim?", "landkreis-grafschaft-bentheim"),
    ],
)
def test_who_asks_nothing_but_whom_to_turn_to_gets_desks_and_no_rule(
    adviser: ContactAdviser, question: str, entry: str
) -> None:
    told = adviser.advise(question, reply(ReplyKind.ANSWER, "nl", entry))
    assert told.entry == "gip-euregio"


def test_a_chamber_of_another_region_is_not_told_where_none_of_the_place_is_known(adviser: ContactAdviser) -> None:
    before = reply(ReplyKind.ANSWER, "en", "ihk-nord-westfalen")
    told = adviser.advise("chamber of commerce in Mönchengladbach, who to ask?", before)
    assert told.entry == "gip-rhein-maas-nord"


def test_an_answer_about_a_desk_that_helps_in_all_places_is_kept(adviser: ContactAdviser) -> None:
    before = reply(ReplyKind.ANSWER, "de", "gip-rhein-waal")
    after = adviser.advise("Ich wohne in Kleve und arbeite in Nijmegen. An wen kann ich mich wenden?", before)
    assert (after.text, after.entry) == (before.text, before.entry)


def test_an_answer_about_a_desk_across_the_border_nearby_is_kept(adviser: ContactAdviser) -> None:
    before = reply(ReplyKind.ANSWER, "nl", "agentur-fuer-arbeit-nordhorn")
    after = adviser.advise("Wij zitten in Coevorden: waar is het arbeidsbureau net over de grens?", before)
    assert after.text == before.text
    assert after.contacts


def test_a_message_off_our_subject_is_not_answered_with_desks(adviser: ContactAdviser) -> None:
    before = reply(ReplyKind.HANDOVER)
    assert adviser.advise("wie helpt mij in Venlo met verhuizen?", before, doubt=0.9) == before


def test_a_short_follow_up_goes_on_with_the_question_before(adviser: ContactAdviser) -> None:
    told = adviser.advise(
        "en in Roermond?", reply(ReplyKind.CLARIFY), last_question="Welk grensinfopunt is er voor Venlo?"
    )
    assert told.kind == ReplyKind.ANSWER
    assert told.contacts[0].id == "gip-rhein-maas-nord"


@pytest.mark.parametrize("question", ["grensinfopunt Den Bosch", "GIP 's-Hertogenbosch", "Wer hilft mir in Utrecht?"])
def test_far_from_the_border_no_desk_across_it_is_told(adviser: ContactAdviser, question: str) -> None:
    told = adviser.advise(question, reply(ReplyKind.CLARIFY))
    assert told.kind == ReplyKind.ANSWER
    assert "gip-rhein-waal" not in [contact.id for contact in told.contacts]


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("Germany", "Duitsland: "), ("Belgien?", "België: "), ("Wer hilft mir in Belgien?", "België: "),
        ("EURES Nederland", "Nederland: "), ("Drenthe", "Drenthe (NL)"), ("NRW", "Nordrhein-Westfalen (DE)"),
        ("Niedersachsen", "Niedersachsen (DE)"), ("Slagharen", "Slagharen (NL)"),
    ],
)  # fmt: skip
def test_a_country_or_an_area_alone_has_its_desks(adviser: ContactAdviser, question: str, shown: str) -> None:
    told = adviser.advise(question, reply(ReplyKind.CLARIFY))
    assert (told.kind, shown in told.text) == (ReplyKind.ANSWER, True)
    assert told.contacts


@pytest.mark.parametrize("question", ["Deutsch", "Nederlands", "NL", "DE", "Was kostet Essen in Deutschland?"])
def test_a_language_and_a_question_about_a_country_are_no_place(adviser: ContactAdviser, question: str) -> None:
    before = reply(ReplyKind.CLARIFY)
    assert adviser.advise(question, before) == before


def test_an_answer_about_a_country_is_kept_and_a_name_that_answers_a_question_is_no_request(
    adviser: ContactAdviser,
) -> None:
    before = reply(ReplyKind.ANSWER, "de", "hotline-working-and-living-in-germany")
    assert adviser.advise("Wer hilft mir in Deutschland?", before).text == before.text
    clarify = reply(ReplyKind.CLARIFY)
    assert adviser.advise("Germany", clarify, last_question="Where must I pay tax?") == clarify


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unsure_desk_is_told_with_the_remark_to_ask_first(adviser: ContactAdviser, language: Language) -> None:
    place = adviser.finder.place("Leer")
    matches = [match for of_kind in adviser.finder.find(place).values() for match in of_kind if not match.desk.sure]
    assert matches
    assert all(phrase("desk_unsure", language) in adviser.reason(match, language) for match in matches)


@pytest.mark.parametrize("language", LANGUAGES)
def test_replies_are_short_for_every_town_near_the_border(adviser: ContactAdviser, language: Language) -> None:
    for name in ("Leer", "Aachen", "Winterswijk", "Antwerpen", "Eindhoven", "Köln", "Turnhout", "Groningen"):
        told = adviser.advise(f"GIP, EURES in {name}", reply(ReplyKind.CLARIFY, language))
        assert told.kind == ReplyKind.ANSWER, name
        assert len(told.text.split()) <= 120, name
        assert 0 < len(told.contacts) <= MAX_CARDS, name
        assert told.text.count(" – ") <= 2 * MAX_PER_PLACE, name


def test_an_area_beside_a_town_in_it_is_no_place_of_its_own(reader: RequestReader) -> None:
    request = reader.read("wie helpt mij in Emmen in Drenthe?")
    assert [place.name for place in request.places] == ["Emmen"]


@pytest.mark.parametrize(
    ("question", "kept", "left_out"),
    [
        ("Is there a border information point near 's-Hertogenbosch?", "gip-brabantse-wal", "gip-rhein-waal"),
        ("Gibt es einen GrenzInfoPunkt in Utrecht?", "border-information-points", "gip-euregio"),
        ("Is er een grensinfopunt in Gronau?", "gip-euregio", "gip-edr"),
        ("Welke grensinfopunten zijn er in Duitsland?", "gip-edr", "gip-scheldemond"),
    ],
)
def test_an_answers_own_desks_for_other_places_are_left_out(
    adviser: ContactAdviser, question: str, kept: str, left_out: str
) -> None:
    desks = [desk for desk in adviser.finder.desks if desk.id in {kept, left_out, "ind"}]
    cards = tuple(desk.card("en") for desk in desks)
    before = replace(reply(ReplyKind.ANSWER, "en", "border-information-points"), contacts=cards)
    after = adviser.advise(question, before)
    named = {contact.id for contact in after.contacts}
    assert after.text == before.text
    assert {kept, "ind"} <= named
    assert left_out not in named


@pytest.mark.parametrize(
    ("question", "desk"),
    [
        ("border desk near Borken", "gip-euregio"),
        ("employment office near Roermond", "sga-venlo"),
        ("Waar kan ik heen in Kerkrade met vragen over werken in Duitsland?", "gip-aachen-eurode"),
        ("Hulp voor grensarbeiders in Goes", "gip-scheldemond"),
        ("Hulp bij werken over de grens in Venlo", "gip-rhein-maas-nord"),
        ("Wer hilft Grenzgängern in Ahaus?", "gip-euregio"),
        ("expat centre in Leeuwarden", "iwcn-groningen"),
        ("Ich wohne in Emlichheim und will in Coevorden eine Ausbildung machen", "gip-euregio"),
    ],
)
def test_a_request_for_a_desk_is_answered_in_everyday_words_too(
    adviser: ContactAdviser, question: str, desk: str
) -> None:
    told = adviser.advise(question, reply(ReplyKind.CLARIFY))
    assert (told.kind, told.contacts[0].id) == (ReplyKind.ANSWER, desk)


def test_beside_a_desk_that_is_not_sure_the_next_that_is_is_named(adviser: ContactAdviser) -> None:
    told = adviser.advise("Ich ziehe nach Lanaken, wo finde ich eine Beratungsstelle?", reply(ReplyKind.CLARIFY, "de"))
    assert [contact.id for contact in told.contacts] == ["gip-maasmechelen", "gip-maastricht", "vdab-grensarbeid"]


@pytest.mark.parametrize(("language", "name"), [("nl", "Duitsland"), ("de", "Deutschland"), ("en", "Germany")])
def test_a_country_is_called_as_the_asker_calls_it(adviser: ContactAdviser, language: Language, name: str) -> None:
    told = adviser.advise("Grenzinfopunkt Duitsland", reply(ReplyKind.CLARIFY, language))
    assert f"\n{name}: " in told.text
    assert all((contact.for_whom or "").startswith(f"{name}: ") for contact in told.contacts)


@pytest.mark.parametrize(
    "text", ["hebben ze een telefoonnummer", "whats their email", "wie ist die Adresse?", "hoe bereik ik die"]
)
def test_a_short_question_asks_how_to_reach_whom_was_spoken_of(text: str) -> None:
    assert asks_how_to_reach(text)


@pytest.mark.parametrize(
    "text", ["what is the address of the IND in Zwolle", "welk nummer heeft een burger: het bsn?", "", "und wie lange?"]
)
def test_a_question_that_names_somebody_else_is_searched(text: str) -> None:
    assert not asks_how_to_reach(text)
