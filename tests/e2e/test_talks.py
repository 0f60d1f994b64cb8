"""Whole conversations with the running product: checks, corrections, follow-ups, urgent help, privacy."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.e2e.conftest import Product

pytestmark = [pytest.mark.rasa, pytest.mark.load]

TALKS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "data" / "conversations.yml").read_text(encoding="utf-8")
)


#: Whole conversations, in each language.
LEAST_RIGHT = 0.7
SAFE = {"urgent", "personal-data", "abuse", "injection"}


def say(product: Product, turn: dict[str, Any], last: dict[str, Any] | None) -> dict[str, Any] | None:
    """Type a message, or press a button of the last reply; None where there is no such button."""
    conversation = last["conversation"] if last else None
    if "say" in turn:
        response = product.chat(turn["say"], conversation=conversation)
    else:
        assert last is not None
        buttons = [button for message in last["messages"] for button in message["buttons"]]
        pressed = next((button for button in buttons if button["title"].startswith(turn["press"])), None)
        if pressed is None:
            return None
        response = product.chat(payload=pressed["payload"], conversation=conversation)
    assert response.status_code == httpx.codes.OK, response.text
    answer: dict[str, Any] = response.json()
    return answer


def goes_wrong(product: Product, talk: dict[str, Any]) -> str | None:
    """Hold the conversation `talk`; return what first goes otherwise than it should."""
    reply: dict[str, Any] | None = None
    for number, turn in enumerate(talk["turns"], 1):
        typed = turn.get("say") or turn.get("press")
        reply = say(product, turn, reply)
        if reply is None:
            return f"{talk['name']}, turn {number}: no button {typed!r}"
        last = reply["messages"][-1]
        text = "\n".join(message["text"] for message in reply["messages"])
        kinds = turn["kind"] if isinstance(turn["kind"], list) else [turn["kind"]]
        right = (
            last["kind"] in kinds
            and last["language"] == turn.get("language", talk["language"])
            and turn.get("status") in {None, *(message["status"] for message in reply["messages"])}
            and all(re.search(pattern, text, re.IGNORECASE) for pattern in turn.get("must") or ())
            and not any(re.search(pattern, text, re.IGNORECASE) for pattern in turn.get("never") or ())
        )
        if not right:
            return f"{talk['name']}, turn {number}, {typed!r}: {last['kind']}/{last['status']}: {text[-300:]}"
    return None


@pytest.mark.parametrize("language", ["nl", "de", "en"])
def test_conversations_go_as_they_should(product: Product, language: str) -> None:
    """They were written without a look at what the product says; most must go right to the last turn."""
    talks = [talk for talk in TALKS if talk["language"] == language]
    wrong = [found for talk in talks if (found := goes_wrong(product, talk))]
    assert len(wrong) <= (1 - LEAST_RIGHT) * len(talks), "\n".join(wrong)


@pytest.mark.parametrize("talk", [talk for talk in TALKS if talk["covers"] in SAFE], ids=lambda talk: talk["name"])
def test_who_needs_help_is_helped_and_private_data_stay_private(product: Product, talk: dict[str, Any]) -> None:
    """Of these each must go right."""
    assert goes_wrong(product, talk) is None
