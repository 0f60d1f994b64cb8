"""Conversations of our own: how they are held and judged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from evaluation.client import Client
from evaluation.talks import Talk, hold, read_talks
from knowledge.schema import LANGUAGES
from tests.evaluation.stand_in import StandIn, answer

pytestmark = pytest.mark.unit

#: What the conversations of each language are about, at the least.
COVERED = {
    "abuse", "check", "clarify", "correction", "dont-know", "ellipsis", "feedback-words", "gibberish", "injection",
    "interruption", "introduction", "language-switch", "loanword", "more", "older", "person", "personal-data", "place",
    "prefilled", "pronoun", "resume", "shorter", "source", "start-over", "stop", "summary", "topic-change",
    "two-misses", "urgent",
}  # fmt: skip


@pytest.fixture
def client(stack: StandIn) -> Iterator[Client]:
    client = Client(stack.url)
    yield client
    client.close()


def talk(*turns: dict[str, Any]) -> Talk:
    return Talk("a talk", "nl", "check", turns)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_conversations_about_everything_in_each_language(language: str) -> None:
    assert {one.covers for one in read_talks() if one.language == language} >= COVERED


def test_a_conversation_goes_on_to_its_end(client: Client, stack: StandIn) -> None:
    buttons = [{"title": "Ja, graag", "payload": "/affirm"}]
    stack.reply = lambda _text, _turn: [answer("Hooguit 16 uur", buttons=buttons)]
    turns = [{"say": "hoeveel uur?", "kind": "answer", "must": ["16"]}, {"press": "Ja", "kind": ["answer", "form"]}]
    held = hold(client, talk(*turns))
    assert held.wrong is None
    assert len(held.milliseconds) == 2
    assert [said for _, said in stack.asked] == ["hoeveel uur?", "/affirm"]
    assert len({conversation for conversation, _ in stack.asked}) == 1


@pytest.mark.parametrize(
    "expected",
    [
        {"kind": "form"},
        {"kind": "answer", "must": ["20 uur"]},
        {"kind": "answer", "never": ["16"]},
        {"kind": "answer", "language": "de"},
        {"kind": "answer", "status": "clarified"},
    ],
)
def test_a_reply_that_is_not_as_expected_ends_it(client: Client, stack: StandIn, expected: dict[str, Any]) -> None:
    stack.reply = lambda _text, _turn: [answer("Hooguit 16 uur", buttons=[])]
    held = hold(client, talk({"say": "hoeveel uur?", **expected}, {"say": "en dan?", "kind": "answer"}))
    assert held.wrong is not None
    assert "turn 1" in held.wrong
    assert len(stack.asked) == 1


def test_a_button_that_is_not_there_ends_it(client: Client, stack: StandIn) -> None:
    stack.reply = lambda _text, _turn: [answer("Hooguit 16 uur", buttons=[])]
    held = hold(client, talk({"say": "hoeveel uur?", "kind": "answer"}, {"press": "Ja", "kind": "answer"}))
    assert held.wrong == "a talk, turn 2: no button 'Ja'"


def test_names_on_contact_cards_are_read_too(client: Client, stack: StandIn) -> None:
    stack.reply = lambda _text, _turn: [answer("Hier", buttons=[], contacts=[{"name": "EUREGIO Gronau"}])]
    assert hold(client, talk({"say": "wie?", "kind": "answer", "must": ["gronau"]})).wrong is None
