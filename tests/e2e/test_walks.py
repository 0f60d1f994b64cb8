"""Every path of every check, walked by its buttons through the running product, the languages spread over it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from knowledge.checks import UNKNOWN, DecisionTable, load_tables
from knowledge.checks.filling import Filler
from knowledge.checks.guide import DOUBTED
from knowledge.clock import clock_from_environment
from knowledge.loading import load_entries
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
        reply = product.say(START[check][language], language=language)
        walked: dict[str, str] = {}
        for question, option in path.items():
            if question in table.assumed(walked):
                reply = press(product, table, reply, f"{question}={DOUBTED}")
            reply = press(product, table, reply, f"{question}={option}")
            walked[question] = option
        last = reply["messages"][-1]
        if last["buttons"] and table.check.place and table.check.place.ask[language] in last["text"]:
            reply = press(product, table, reply, f"place={UNKNOWN}")
            last = reply["messages"][-1]
        (outcome,) = table.remaining(path)
        told = filler.fill(table.outcome(outcome).text, language)
        if not (told in last["text"] and last["kind"] == "form" and last["sources"] and last["language"] == language):
            wrong.append(f"{path} in {language}: {last['text'][:200]}")
    assert wrong == []


def press(product: Product, table: DecisionTable, reply: dict[str, Any], answer: str) -> dict[str, Any]:
    """Press the button that stands for `answer`: buttons stand in the order of the options, "I don't know" last."""
    question, _, option = answer.partition("=")
    last = reply["messages"][-1]
    if option == DOUBTED:
        place = 0
    elif option == UNKNOWN:
        place = -1
    else:
        place = [one.id for one in table.question(question).options].index(option)
    pressed = last["buttons"][place]["payload"]
    response = product.chat(payload=pressed, conversation=reply["conversation"], language=last["language"])
    assert response.status_code == httpx.codes.OK, response.text
    found: dict[str, Any] = response.json()
    return found
