"""The examples are many, varied, and nowhere those that we are measured with."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from bot.components.language_evidence import LANGUAGES
from tests.bot.building import ROOT
from tests.bot.examples import held_out, training

LEAST = 25
LEAST_QUESTIONS = 80
LEAST_HELD_OUT = 20
#: From this share of common words on (of all words of both), two messages of four words or more are near copies.
NEAR_COPY = 0.7

EXAMPLES = training()


def normal(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def evaluation_messages() -> set[str]:
    """Return every message of a user in the evaluation files."""
    found: set[str] = set()
    for path in sorted((ROOT / "evaluation" / "data").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found |= {row[key] for key in ("question", "text") if key in row}
            found |= {turn["user"] for turn in row.get("turns", [])}
    return {normal(text) for text in found}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("intent", sorted({e.intent for e in EXAMPLES}))
def test_each_intent_has_enough_examples_in_each_language(intent: str, language: str) -> None:
    texts = {normal(e.text) or e.text for e in EXAMPLES if (e.intent, e.language) == (intent, language)}
    assert len(texts) >= (LEAST_QUESTIONS if intent == "ask" else LEAST)


def test_no_text_has_two_intents() -> None:
    intents = Counter(normal(text) for text, _ in {(e.text.lower(), e.intent) for e in EXAMPLES} if normal(text))
    by_text = {text: {e.intent for e in EXAMPLES if normal(e.text) == text} for text, n in intents.items() if n > 1}
    assert {text: found for text, found in by_text.items() if len(found) > 1} == {}


def test_no_example_is_a_payload() -> None:
    assert [e.text for e in EXAMPLES if e.text.startswith("/")] == []


def test_the_held_out_set_covers_each_intent_in_each_language() -> None:
    assert {e.intent for e in held_out()} == {e.intent for e in EXAMPLES}
    assert min(Counter(e.intent for e in held_out()).values()) >= LEAST_HELD_OUT
    assert min(Counter((e.intent, e.language) for e in held_out()).values()) >= LEAST_HELD_OUT // 3


def test_no_held_out_message_is_trained_on() -> None:
    trained = {normal(e.text) for e in EXAMPLES}
    assert [e.text for e in held_out() if normal(e.text) in trained] == []


def test_no_example_is_a_near_copy_of_an_evaluation_message() -> None:
    measured = [words for text in evaluation_messages() if len(words := set(text.split())) >= 4]
    assert measured
    near = []
    for example in EXAMPLES:
        own = set(normal(example.text).split())
        if len(own) >= 4:
            near += [(example.text, words) for words in measured if len(own & words) >= NEAR_COPY * len(own | words)]
    assert near == []
