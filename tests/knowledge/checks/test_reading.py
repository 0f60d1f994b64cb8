"""A message fills what it says of a check: by words, countries and numbers, in three languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.checks import UNKNOWN, DecisionTable
from knowledge.checks.cities import cities_in
from knowledge.checks.filling import Filler
from knowledge.checks.quantities import Quantities
from knowledge.checks.reading import WORDS, AnswerReader
from knowledge.checks.schema import Check, Reads
from knowledge.countries import NamedCountry
from knowledge.loading import read_yaml
from tests.knowledge.checks.conftest import SMALL, option, outcome, question

EVERYTHING = {
    **SMALL,
    "questions": [
        question(
            "purpose",
            option("internship", words={"nl": ["stage*", "stagiair*"], "de": ["praktik*"], "en": ["intern*"]}),
            option("work", words={"nl": ["werk"], "de": ["arbeit*"], "en": ["engineer*", "job"]}),
        ),
        question("nationality", option("eu", countries=["DE", "FR", "NL"]), option("other", countries=["*"]),
                 reads="nationality"),
        question("training", option("nl", countries=["NL"]), option("abroad", countries=["*"]),
                 reads="training-country"),
        question("stay", option("short", range={"below": 91}), option("long", range={"least": 91}), reads="duration"),
        question("age", option("young", range={"below": 30}), option("older", range={"least": 30}), reads="age"),
        question("pay", option("low", range={"below": 4357}), option("high", range={"least": 4357}), reads="pay"),
        question("sponsor", option("yes"), option("no")),
    ],
    "rows": [{"outcome": "end"}],
    "outcomes": {"end": outcome("end")},
}  # fmt: skip
#: What the bot's own list of names finds.
NAMES = {
    "Chileens": "CL", "Chinese": "CN", "Chile": "CL", "Japan": "JP", "Ägypter": "EG", "Turkije": "TR", "Germany": "DE",
    "Belgische": "BE", "Indien": "IN", "Arnhem": "NL", "Enschede": "NL", "Deutschland": "DE", "Niederlanden": "NL",
    "Türkin": "TR", "Vietnam": "VN", "Groningen": "NL",
}  # fmt: skip


@pytest.fixture(scope="module")
def reader() -> AnswerReader:
    return AnswerReader(DecisionTable(Check.model_validate(EVERYTHING)), Filler({}, None).bound)  # type: ignore[arg-type]


def named(text: str) -> list[NamedCountry]:
    found = [
        NamedCountry(code, text.index(name), text.index(name) + len(name))
        for name, code in NAMES.items()
        if name in text and not any(name != other and name in other and other in text for other in NAMES)
    ]
    return [*found, *cities_in(text)]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hij heeft een Chileens paspoort", {"nationality": "other"}),
        ("er ist Ägypter", {"nationality": "other"}),
        ("it's an engineer from Japan, highly skilled", {"nationality": "other", "purpose": "work"}),
        ("hij doet een hbo-opleiding in Arnhem", {"training": "nl"}),
        ("ok weiter, seine Uni ist in Kairo, er bleibt 4 Monate", {"training": "abroad", "stay": "long"}),
        ("a student from Chile who studies in Arnhem", {"nationality": "other", "training": "nl"}),
        ("Chinese student in Enschede", {"nationality": "other", "training": "nl"}),
        ("no, she studies in Germany", {"training": "abroad"}),
        ("een stagiaire uit Turkije voor 10 weken", {"purpose": "internship", "nationality": "other", "stay": "short"}),
        ("Belgische hogeschool", {"training": "abroad"}),
        ("kommt aus Indien und studiert in den Niederlanden", {"nationality": "other", "training": "nl"}),
        ("sie ist Türkin, ihre Hochschule liegt in Deutschland", {"nationality": "other", "training": "abroad"}),
        ("intern, uni in Lima", {"purpose": "internship", "training": "abroad"}),
        ("only for 2 months", {"stay": "short"}),
        ("she is 27 years old and gets 4.500 euro gross", {"age": "young", "pay": "high"}),
        ("geen stage, gewoon werk", {"purpose": "work"}),
        ("het is geen stage", {"purpose": "work"}),
        ("er verdient 3900 brutto", {"pay": "low"}),
        ("een half jaar", {"stay": "long"}),
        ("40 hours a week", {}),
        ("4,900 euros a month", {"pay": "high"}),
        ("3 days a week, einen Tag pro Woche, twee dagen per week", {}),
        ("studiert seit 2 Jahren in Groningen", {"training": "nl", "stay": "long"}),
        ("", {}),
        ("😀", {}),
    ],
)
def test_what_is_said_unasked_is_understood(text: str, said: dict[str, str], reader: AnswerReader) -> None:
    assert reader.read(text, named(text)) == said


@pytest.mark.parametrize(
    ("text", "asked", "option"),
    [
        ("Vietnam", "nationality", "other"),
        ("Vietnam", "training", "abroad"),
        ("Enschede", "training", "nl"),
        ("In Enschede", "training", "nl"),
        ("27", "age", "young"),
        ("3.900", "pay", "low"),
        ("2,8k", "pay", "low"),
        ("8 weken", "stay", "short"),
        ("ja", "sponsor", "yes"),
        ("nee, nog niet", "sponsor", "no"),
        ("nein", "sponsor", "no"),
        ("Yes we are", "sponsor", "yes"),
        ("weet ik niet", "sponsor", UNKNOWN),
        ("keine Ahnung", "training", UNKNOWN),
        ("I don't know", "pay", UNKNOWN),
        ("Praktikum", "purpose", "internship"),
    ],
)
def test_a_short_answer_is_one_to_the_question_asked(text: str, asked: str, option: str, reader: AnswerReader) -> None:
    assert reader.read(text, named(text), asked) == {asked: option}


@pytest.mark.parametrize(("text", "asked"), [("maybe", "sponsor"), ("45.000 per jaar", "pay"), ("27", "sponsor")])
def test_what_is_no_answer_is_not_taken_for_one(text: str, asked: str, reader: AnswerReader) -> None:
    assert reader.read(text, (), asked) == {}


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Also what is no word at all; quantities are never negative."""
    quantities = Quantities(read_yaml(WORDS))
    assert all(number >= 0 for number in quantities.read(text, Reads.PAY).values())
    assert cities_in(text) is not None
