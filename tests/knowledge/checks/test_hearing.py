"""What a message changes in a case, and which check a told case starts."""

from __future__ import annotations

import pytest

from knowledge.checks import UNKNOWN
from knowledge.checks.case import Case, Heard
from knowledge.checks.labels import PLACE
from knowledge.checks.payloads import BACK, back_payload
from tests.knowledge.checks.test_countries import named
from tests.knowledge.checks.test_shipped_checks import guide

TAX = {"topic": "tax", "country": "nl", "home": "be"}


def hear(case: Case, text: str) -> Heard:
    return guide().hear(case, text, named(text), guide().open_question(case))


@pytest.mark.parametrize("text", ["I live in Germany", "ik woon in Duitsland", "no, I moved: I live in Germany now"])
def test_a_country_is_no_town_but_may_correct_the_home(text: str) -> None:
    case = Case("contact", TAX)
    assert guide().open_question(case) == PLACE
    heard = hear(case, text)
    assert (heard.case.answers["home"], heard.changed, heard.case.place) == ("de", ("home",), None)


@pytest.mark.parametrize("text", ["Belgium", "België", "Ich wohne in Belgien"])
def test_who_names_but_the_country_has_no_town_to_tell(text: str) -> None:
    heard = hear(Case("contact", TAX), text)
    assert (dict(heard.case.answers), heard.case.place) == (TAX, UNKNOWN)


@pytest.mark.parametrize("text", ["Hasselt", "in Hasselt, België", "ich wohne bei Hasselt"])
def test_a_town_is_taken(text: str) -> None:
    assert hear(Case("contact", TAX), text).case.place == "Hasselt (BE)"


@pytest.mark.parametrize(
    "text", ["no, I live in Germany", "nee, ik woon in Duitsland", "nein, ich wohne in Deutschland"]
)
def test_who_moved_to_another_country_is_asked_for_the_town_again(text: str) -> None:
    heard = hear(Case("contact", TAX, "Hasselt (BE)"), text)
    assert (heard.case.answers["home"], heard.case.place) == ("de", None)
    assert guide().open_question(heard.case) == PLACE


def test_a_change_that_leaves_the_country_keeps_the_town() -> None:
    heard = hear(Case("contact", TAX, "Hasselt (BE)"), "het gaat over kinderbijslag")
    assert (heard.changed, heard.case.place) == (("topic",), "Hasselt (BE)")


def test_after_the_outcome_another_town_replaces_the_first() -> None:
    heard = hear(Case("contact", TAX, "Hasselt (BE)"), "sorry, in Genk")
    assert (heard.changed, heard.case.place) == ((PLACE,), "Genk (BE)")


@pytest.mark.parametrize(
    "text",
    [
        "ik woon in aken en werk in maastricht",
        "I live in Germany and work in the Netherlands",
        "Ich wohne in Belgien und arbeite in den Niederlanden",
        "ik studeer in Duitsland en werk in Nederland",
        "ik kom uit Duitsland en werk in Nederland",
    ],
)
def test_a_situation_starts_no_check_of_a_diploma(text: str) -> None:
    assert guide().told_of(text, named(text)) is None


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("ik heb een Pools diploma en wil in Nederland werken", "diploma"),
        ("Mein syrischer Abschluss soll in Deutschland anerkannt werden", "diploma"),
        ("I have a German degree and want to work in the Netherlands", "diploma"),
        ("wij hebben een stagiaire uit Turkije voor 10 weken", "permit"),
        ("eine türkische Praktikantin, die in Aachen studiert", "permit"),
    ],
)
def test_a_case_starts_the_check_that_it_is_about(text: str, check: str) -> None:
    assert guide().told_of(text, named(text)) == check


def back(case: Case) -> Heard:
    return guide().take(case, {BACK: "last"})


def test_the_last_answer_can_be_taken_back_one_by_one() -> None:
    case = Case("contact", TAX, "Hasselt (BE)")
    heard = back(case)
    assert heard.anything
    assert (heard.case.place, dict(heard.case.answers)) == (None, TAX)
    assert dict(back(heard.case).case.answers) == {"topic": "tax", "country": "nl"}


def test_before_the_first_answer_there_is_no_way_back() -> None:
    assert back(Case("permit")).case == Case("permit")
    first = guide().ask(Case("permit"), "nl")
    later = guide().ask(Case("permit", {"purpose": "internship"}), "nl")
    assert back_payload() not in {button.payload for button in first.buttons}
    assert later.buttons[-1].payload == back_payload()


def test_what_was_taken_back_is_asked_again() -> None:
    case = guide().take(Case("permit"), {"purpose": "internship"}).case
    asked = guide().open_question(case)
    assert asked is not None
    answered = guide().take(case, {asked: guide().tables["permit"].question(asked).options[-1].id}).case
    assert guide().open_question(back(answered).case) == asked
