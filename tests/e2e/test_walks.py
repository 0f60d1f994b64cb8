"""Every path of every check, walked by its buttons through the running product, the languages spread over it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from knowledge.checks import UNKNOWN, DecisionTable, load_tables
from knowledge.checks.filling import Filler
from knowledge.checks.payloads import DOUBTED
from knowledge.clock import clock_from_environment
from knowledge.loading import load_entries
from knowledge.phrases import phrase
from knowledge.schema import LANGUAGES, Language
from tests.e2e.conftest import Product

pytestmark = [pytest.mark.rasa, pytest.mark.load]

TABLES = load_tables()
START = {
    "permit": {"nl": "vergunningcheck graag", "de": "Genehmigungscheck starten bitte", "en": "permit check please"},
    "diploma": {"nl": "diplomacheck doen", "de": "Anerkennungs-Check starten", "en": "start the diploma check"},
    "contact": {
        "nl": "help me stap voor stap het juiste loket te vinden",
        "de": "hilf mir Schritt für Schritt, die richtige Stelle zu finden",
        "en": "help me step by step to find the right office",
    },
}


def spread(table: DecisionTable) -> Iterator[tuple[dict[str, str], Language]]:
    """Yield each path with the language in which most of its answers have not been given yet."""
    given: set[tuple[str, str, Language]] = set()
    for path in table.paths:
        language = max(LANGUAGES, key=lambda code: sum((*answer, code) not in given for answer in path.items()))
        given |= {(*answer, language) for answer in path.items()}
        yield path, language


@pytest.mark.parametrize("check", sorted(TABLES))
def test_each_path_ends_in_its_outcome_in_its_language_with_sources(product: Product, check: str) -> None:
    table = TABLES[check]
    filler = Filler(load_entries(), clock_from_environment().today())
    wrong: list[str] = []
    for path, language in spread(table):
        reply = walk(product, table, path, language)
        last = reply["messages"][-1]
        (outcome,) = table.remaining(path)
        told = filler.fill(table.outcome(outcome).text, language)
        if not (told in last["text"] and last["kind"] == "form" and last["sources"] and last["language"] == language):
            wrong.append(f"{path} in {language}: {last['text'][:200]}")
    assert wrong == []


def walk(product: Product, table: DecisionTable, path: dict[str, str], language: Language) -> dict[str, Any]:
    """Answer what is asked as `path` says, deny what is assumed otherwise, and return the last reply."""
    reply = product.say(START[table.check.id][language], language=language)
    answers: dict[str, str] = {}
    denied: set[str] = set()
    while True:
        assumed = {key: option for key, option in table.assumed(answers).items() if key not in denied}
        asked = table.next_question({**answers, **assumed})
        otherwise = [key for key, option in assumed.items() if path.get(key, option) != option]
        if asked:
            answers[asked.id] = path.get(asked.id, asked.options[0].id)
            reply = press(product, table, reply, f"{asked.id}={answers[asked.id]}")
        elif otherwise:
            denied.add(otherwise[0])
            reply = press(product, table, reply, f"{otherwise[0]}={DOUBTED}")
        elif table.check.place and table.check.place.ask[language] in reply["messages"][-1]["text"]:
            return press(product, table, reply, f"place={UNKNOWN}")
        else:
            return reply


def press(product: Product, table: DecisionTable, reply: dict[str, Any], answer: str) -> dict[str, Any]:
    """Press the button that stands for `answer`: buttons stand in the order of the options."""
    question, _, option = answer.partition("=")
    last = reply["messages"][-1]
    if option == DOUBTED:
        place = 0
    elif option == UNKNOWN:
        titles = [button["title"] for button in last["buttons"]]
        place = titles.index(phrase("check_unknown", last["language"]))
    else:
        place = [one.id for one in table.question(question).options].index(option)
    pressed = last["buttons"][place]["payload"]
    response = product.chat(payload=pressed, conversation=reply["conversation"], language=last["language"])
    assert response.status_code == httpx.codes.OK, response.text
    found: dict[str, Any] = response.json()
    return found
