"""How people answer the questions of the checks that we ship."""

from __future__ import annotations

import pytest

from tests.knowledge.checks.test_countries import read


@pytest.mark.parametrize(
    ("text", "purpose"),
    [
        ("ik wil een stagiair in dienst nemen", "internship"),
        ("wij willen een stagiaire aannemen", "internship"),
        ("Wir möchten eine Praktikantin einstellen", "internship"),
        ("we want to hire an intern", "internship"),
        ("recruiting a student for a summer job", "side-job"),
        ("een vacature voor een bijbaan", "side-job"),
        ("wir wollen jemanden für einen Nebenjob anstellen", "side-job"),
        ("ik wil iemand in dienst nemen", "job"),
        ("wir wollen jemanden einstellen", "job"),
        ("we are hiring", "job"),
    ],
)
def test_the_kind_of_work_is_said_before_the_hiring(text: str, purpose: str) -> None:
    assert read("permit", text, None).get("purpose") == purpose


@pytest.mark.parametrize(
    "text",
    [
        "geen EU", "niet-EU", "niet EU", "buiten Europa", "een andere", "andere", "anders",
        "kein EU-Pass", "Nicht-EU", "nicht EU", "außerhalb Europas", "eine andere", "andere",
        "not EU", "non-EU", "outside Europe", "other", "another one",
    ],
)  # fmt: skip
def test_another_nationality_is_said_in_many_ways(text: str) -> None:
    assert read("permit", text, "nationality") == {"nationality": "other"}


def test_another_is_an_answer_only_where_it_is_all_that_is_said() -> None:
    assert read("permit", "another question about something else please", "nationality") == {}


@pytest.mark.parametrize(
    ("text", "purpose"),
    [
        ("no not craft, just normal job", "job"),
        ("no not craft just normal job", "job"),
        ("nee geen ambacht, gewoon werk", "job"),
        ("nein, kein Handwerk, ein normaler Job", "job"),
        ("not craft normal job", "job"),
        ("no, craft", "craft"),
        ("nein, Handwerk", "craft"),
        ("not a craft", None),
        ("geen ambacht", None),
    ],
)
def test_what_is_denied_is_not_it(text: str, purpose: str | None) -> None:
    assert read("diploma", text, "purpose").get("purpose") == purpose
