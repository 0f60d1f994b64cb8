from __future__ import annotations

import pytest

from knowledge.countries import FREE_MOVEMENT, CountryFinder
from knowledge.loading import PACKAGE, read_yaml


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("do Germans need a permit in the Netherlands?", [("DE", True), ("NL", False)]),
        ("Ich bin türkischer Student in Deutschland", [("TR", True), ("DE", False)]),
        ("een Indiase studente uit Noord-Macedonië", [("IN", True), ("MK", False)]),
        ("Can I use it?", []),
        ("", []),
    ],
)
def test_countries_and_nationalities_are_found_in_their_order(text: str, named: list[tuple[str, bool]]) -> None:
    assert [(one.country, one.is_nationality) for one in CountryFinder.load().named(text)] == named


def test_a_name_is_found_where_it_stands() -> None:
    text = "Mogen Noren hier werken?"
    (name,) = CountryFinder.load().named(text)
    assert text[name.start : name.end] == "Noren"


def test_the_permit_check_and_the_search_know_the_same_free_movement() -> None:
    questions = read_yaml(PACKAGE / "decisions" / "permit.yml")["questions"]
    options = next(question["options"] for question in questions if question["id"] == "nationality")
    assert set(next(option["countries"] for option in options if option["id"] == "eu")) == FREE_MOVEMENT
