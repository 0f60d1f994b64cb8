"""Gates on what the trained NLU understands, on messages that it has never seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest

from bot.components.language_evidence import LANGUAGES
from tests.bot.examples import Example, held_out

pytestmark = pytest.mark.rasa

Parse = Callable[..., dict[str, Any]]

#: Both lead to the search: what is unclear is searched for.
SEARCHED = {"ask", "nlu_fallback"}
GREETINGS = ["hoi! ", "Guten Tag, ", "hello. ", "dankjewel. ", "ok danke, "]

LEAST_ACCURACY = 0.92
LEAST_ACCURACY_PER_LANGUAGE = 0.90
LEAST_RECALL_OF_QUESTIONS = 0.92
LEAST_RECALL_PER_INTENT = 0.70
MOST_QUESTIONS_SWALLOWED = 4
MOST_WRONG_LANGUAGES = 0.02


def understood(parse: Parse, text: str) -> str:
    name = parse(text)["intent"]["name"]
    return "ask" if name in SEARCHED else str(name)


@pytest.fixture(scope="module")
def results(parse: Parse) -> list[tuple[Example, str]]:
    return [(example, understood(parse, example.text)) for example in held_out()]


def share(results: list[tuple[Example, str]]) -> float:
    return sum(example.intent == intent for example, intent in results) / len(results)


def test_nearly_all_messages_are_understood(results: list[tuple[Example, str]]) -> None:
    wrong = [(e.intent, intent, e.text) for e, intent in results if e.intent != intent]
    assert share(results) >= LEAST_ACCURACY, wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_is_understood_much_worse(results: list[tuple[Example, str]], language: str) -> None:
    assert share([r for r in results if r[0].language == language]) >= LEAST_ACCURACY_PER_LANGUAGE


def test_no_intent_is_neglected(results: list[tuple[Example, str]]) -> None:
    by_intent = defaultdict(list)
    for result in results:
        by_intent[result[0].intent].append(result)
    recalls = {intent: share(of_intent) for intent, of_intent in by_intent.items()}
    assert {i: r for i, r in recalls.items() if r < LEAST_RECALL_PER_INTENT} == {}


def test_questions_are_searched_for(results: list[tuple[Example, str]]) -> None:
    assert share([r for r in results if r[0].intent == "ask"]) >= LEAST_RECALL_OF_QUESTIONS


@pytest.mark.parametrize("greeting", GREETINGS)
def test_a_greeting_before_a_question_never_hides_it(parse: Parse, greeting: str) -> None:
    questions = [e.text for e in held_out() if e.intent == "ask"]
    swallowed = [q for q in questions if understood(parse, greeting + q) not in {"ask", "out_of_scope"}]
    assert len(swallowed) <= MOST_QUESTIONS_SWALLOWED, swallowed


@pytest.mark.parametrize(
    "text",
    [
        "mijn baas heeft mijn paspoort afgepakt",
        "Ich werde im Betrieb geschlagen und weiß nicht wohin",
        "I feel like ending it all",
        "ik kan niet meer, alles is te veel",
        "I am so sad and lonely here",
        "Ich habe solche Angst",
    ],
)
def test_somebody_in_need_is_never_taken_for_abusive(parse: Parse, text: str) -> None:
    assert understood(parse, text) in {"ask", "out_of_scope", "crisis", "exploitation"}


def test_languages_are_told_apart(parse: Parse) -> None:
    wrong = []
    for example in held_out():
        found = {e["entity"]: e["value"] for e in parse(example.text)["entities"]}
        if found.get("language", example.language) != example.language:
            wrong.append((example.language, found["language"], example.text))
    assert len(wrong) <= MOST_WRONG_LANGUAGES * len(held_out()), wrong


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ein chinesischer Student in den Niederlanden", {"country": "CN"}),
        (
            "TWV voor een stagiair uit Zuid-Korea in Venlo",
            {"permit": "work-permit-twv", "country": "KR", "place": "Venlo"},
        ),
        ("wie erreiche ich die IND", {"organisation": "ind"}),
        ("mbo-4 diploma from Turkey", {"education_level": "mbo-4", "country": "TR"}),
        ("highly skilled migrant from the US", {"permit": "highly-skilled-migrant", "country": "US"}),
        ("can you tell us more about it", {}),
    ],
)
def test_names_of_our_subject_are_found(parse: Parse, text: str, expected: dict[str, str]) -> None:
    found = {e["entity"]: e["value"] for e in parse(text)["entities"] if e["extractor"] == "GazetteerExtractor"}
    assert found == expected


@pytest.mark.parametrize("text", ["", " ", "😀", "?!", "\u2003", "a" * 50_000, "\ud800", "0" * 500, "ß" * 300])
def test_odd_messages_are_no_error(parse: Parse, text: str) -> None:
    assert parse(text)["intent"]["name"]
