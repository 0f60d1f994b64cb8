"""Ask everything, one at a time, and keep what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from evaluation.client import Client
from evaluation.counting import holds_all
from evaluation.gold import Gold
from evaluation.outcomes import Answered, Continued, Declined, Retrieved
from evaluation.questions import Dialogue, OutOfScope, Question

#: Results looked at: a right one further down counts as not found.
MAX_RESULTS = 10


def ask_all(client: Client, questions: Iterable[Question]) -> Iterator[Answered]:
    """Ask the bot every question, each in a conversation of its own."""
    for question in questions:
        turn = client.say(question.text)
        yield Answered(question, turn.messages, turn.milliseconds, turn.status)


def search_all(client: Client, questions: Iterable[Question], gold: Gold) -> Iterator[Retrieved]:
    """Look every question up."""
    for question in questions:
        found = client.search(question.text, MAX_RESULTS)
        best = found.results[0] if found.results else {}
        yield Retrieved(
            question,
            rank_of(found.results, question, gold.rows_of(question), client.covers),
            best.get("id"),
            ((best.get("why") or {}).get("matched") or {}).get("language"),
            found.milliseconds,
        )


def rank_of(
    results: Sequence[Mapping[str, Any]],
    question: Question,
    rows: frozenset[str],
    covers: Callable[[str], frozenset[str]],
) -> int | None:
    """Return the place, from 1, of the first right one among `results`; None where none is.

    A result is right if its passage, with the older rule, holds all facts of `question`, or if its entry covers one
    of the `rows` that the question is about.
    """
    for place, result in enumerate(results, 1):
        older = result.get("older") or {}
        text = f"{result.get('passage', '')} {older.get('text', '')}"
        if holds_all(text, question.must) or (rows and rows & covers(str(result.get("id")))):
            return place
    return None


def decline_all(client: Client, messages: Iterable[OutOfScope]) -> Iterator[Declined]:
    """Send every message that is out of scope, each in a conversation of its own."""
    for message in messages:
        turn = client.say(message.text)
        yield Declined(message, turn.messages, turn.status)


def hold_dialogue(client: Client, dialogue: Dialogue) -> Iterator[Continued]:
    """Say every turn of one dialogue in one conversation."""
    conversation = None
    for number, expected in enumerate(dialogue.turns, 1):
        turn = client.say(expected.text, conversation)
        conversation = turn.conversation or conversation
        yield Continued(dialogue, number, expected, turn.messages, turn.status)
