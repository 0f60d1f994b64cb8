"""Which question a country answers: the words around it tell passport, school, work and home apart."""

from __future__ import annotations

import re
from functools import cache

import pytest

from knowledge.checks import load_tables
from knowledge.checks.filling import Filler
from knowledge.checks.reading import AnswerReader
from knowledge.countries import NamedCountry
from knowledge.gazetteers import NAMES, country_names, nationality_names
from knowledge.loading import load_entries, read_yaml
from tests.knowledge.checks.test_shipped_checks import DAY

TABLES = load_tables()
TOWNS = {
    "aken": "DE", "aachen": "DE", "bremen": "DE", "münster": "DE", "delft": "NL", "maastricht": "NL", "enschede": "NL",
}  # fmt: skip


@cache
def reader(check: str) -> AnswerReader:
    return AnswerReader(TABLES[check], Filler(load_entries(), DAY).bound)


@cache
def names() -> dict[str, str]:
    data = read_yaml(NAMES)
    found = {
        form.casefold(): code
        for of_countries in (country_names(data), nationality_names(data))
        for code, forms in of_countries.items()
        for form in forms
        if len(form) > 2
    }
    return found | TOWNS


@cache
def any_name() -> re.Pattern[str]:
    return re.compile(rf"\b({'|'.join(sorted(map(re.escape, names()), key=len, reverse=True))})\b", re.IGNORECASE)


def named(text: str) -> list[NamedCountry]:
    """What the bot's list of names and the table of places find."""
    return [NamedCountry(names()[match[0].casefold()], *match.span()) for match in any_name().finditer(text)]


def read(check: str, text: str, asked: str | None) -> dict[str, str]:
    return reader(check).read(text, named(text), asked)


@pytest.mark.parametrize(
    ("text", "nationality"),
    [
        ("hij is syrisch en woont in duitsland", "other"),
        ("her nationality is Indian, she lives in Germany", "other"),
        ("Sie ist Inderin und wohnt in Deutschland", "other"),
        ("no sorry, I study in Bremen, in Germany", None),
        ("een indiase student uit Aken", "other"),
        ("ein türkischer Student aus Aachen", "turkish"),
        ("an Indian student from Münster", "other"),
        ("zij woont sinds kort in het mooie Duitsland", None),
        ("ik woon in Duitsland", None),
        ("ich lebe in Deutschland", None),
        ("near Bremen", None),
        ("in Germany", None),
        ("bei Aachen", None),
        ("ze komt naar Nederland", None),
        ("hij is in Duitsland geboren", "eu"),
        ("he comes from Germany", "eu"),
        ("er kommt aus der Türkei und lebt in Belgien", "turkish"),
        ("Türke", "turkish"),
        ("I am Turkish", "turkish"),
        ("im from morocco n study in Enschede", "other"),
        ("het diploma komt uit Polen", None),
        ("im turkish and i live in germany", "turkish"),
        ("indonesisch", "other"),
        ("turks, maar hij studeert in Delft", "turkish"),
        ("he is a Turk and works for a German company", "turkish"),
        ("hij is Syrisch en spreekt goed Duits", "other"),
        ("Er ist Syrer, spricht aber Deutsch", "other"),
        ("she has a degree from Germany", None),
        ("een Nederlandse master", None),
        ("ein deutsches Abitur", None),
        ("no German passport, a Turkish one", "turkish"),
        ("Turkish, not German", "turkish"),
        ("nicht aus Deutschland, aus der Türkei", "turkish"),
        ("Duitsland", "eu"),
        ("uit Duitsland", "eu"),
        ("Germany", "eu"),
    ],
)
def test_a_nationality_is_what_is_said_of_a_passport(text: str, nationality: str | None) -> None:
    assert read("permit", text, "nationality").get("nationality") == nationality


@pytest.mark.parametrize(
    ("text", "training"),
    [
        ("in Delft", "nl"),
        ("ik studeer in Delft", "nl"),
        ("ich studiere in Aachen", "abroad"),
        ("at a school in Germany", "abroad"),
        ("Germany", "abroad"),
        ("no, she lives in Germany", None),
        ("een Duitse school", "abroad"),
        ("ze is Turks", None),
        ("I'm a Turk", None),
        ("Duits", "abroad"),
    ],
)
def test_a_school_is_where_somebody_learns(text: str, training: str | None) -> None:
    assert read("permit", text, "training").get("training") == training


@pytest.mark.parametrize(
    ("text", "asked", "said"),
    [
        ("I want to use my diploma in Germany", None, {"target": "de"}),
        ("ik wil mijn diploma in Duitsland gebruiken", None, {"target": "de"}),
        ("Ich möchte meinen Abschluss in Deutschland nutzen", None, {"target": "de"}),
        ("I want my Polish diploma recognised in the Netherlands", None, {"target": "nl", "origin": "eu"}),
        ("ik wil mijn Duitse diploma in Nederland gebruiken", None, {"target": "nl", "origin": "de"}),
        (
            "Mein niederländischer Abschluss soll in Deutschland anerkannt werden",
            None,
            {"target": "de", "origin": "nl"},
        ),
        ("my diploma is from Germany", "origin", {"origin": "de"}),
        ("het diploma komt uit Polen", None, {"origin": "eu"}),
        ("das Zeugnis kommt aus Polen", "origin", {"origin": "eu"}),
        ("uit Syrië", "origin", {"origin": "outside"}),
        ("Pools", "origin", {"origin": "eu"}),
        ("it is German", "origin", {"origin": "de"}),
        ("a Syrian one", "origin", {"origin": "outside"}),
        ("ik woon in België", "target", {}),
        ("I live in Germany", "origin", {}),
        ("Deutschland", "target", {"target": "de"}),
        ("in Duitsland", "target", {"target": "de"}),
    ],
)
def test_a_diploma_comes_from_one_country_and_is_used_in_another(
    text: str, asked: str | None, said: dict[str, str]
) -> None:
    assert read("diploma", text, asked) == said


@pytest.mark.parametrize(
    ("text", "asked", "said"),
    [
        ("ik studeer in Duitsland", "country", {"country": "de"}),
        ("ich wohne in Belgien und arbeite in Maastricht", "country", {"country": "nl", "home": "be"}),
        ("in Germany", "home", {"home": "de"}),
        ("no, I moved: I live in Germany now", None, {"home": "de"}),
        ("ik ben naar België verhuisd", None, {"home": "be"}),
    ],
)
def test_a_home_is_no_place_of_work(text: str, asked: str | None, said: dict[str, str]) -> None:
    found = read("contact", text, asked)
    assert {key: found.get(key) for key in said} == said
