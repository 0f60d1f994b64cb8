"""What counts as right: the rules of the evaluation, apart from how replies are got."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
#: Longer answers do not fit a phone and count as wrong.
MAX_WORDS = 120
#: Kinds of message whose text may answer a question.
ANSWERING = frozenset({"answer", "handover", "form"})
#: Statuses under which a message tells no knowledge.
_WITHOUT_KNOWLEDGE = frozenset(
    {"clarified", "handover-nothing-found", "handover-asked-for-person", "refused-personal-data", "refused-abuse",
     "small-talk", "fallback-error"}
)  # fmt: skip

Group = Sequence[str]


@dataclass(frozen=True)
class Question:
    """One question with the facts that a right answer must hold."""

    id: str
    language: str
    style: str
    topic: str
    text: str
    must: tuple[tuple[str, ...], ...]
    source: Mapping[str, Any]


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """Read one JSON object per line."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def read_questions(path: Path = DATA / "dev.jsonl") -> list[Question]:
    """Read the sample questions."""
    return [
        Question(
            row["id"], row["lang"], row["style"], row["topic"], row["question"],
            tuple(tuple(group) for group in row["must"]), row["source"],
        )
        for row in read_jsonl(path)
    ]  # fmt: skip


def _folded(text: str) -> str:
    """Casefold and make all blanks alike, so that `2 600` is found however its blank is coded."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def holds_all(text: str, must: Iterable[Group]) -> bool:
    """Tell whether `text` holds at least one alternative of every group."""
    folded = _folded(text)
    return all(any(_folded(alternative) in folded for alternative in group) for group in must)


def told(message: Mapping[str, Any]) -> str:
    """Return what a message says about its question: its text and the older rule."""
    older = message.get("older") or {}
    return " ".join(filter(None, (message.get("text"), older.get("text"))))


def words(text: str) -> int:
    """Count the words of `text`."""
    return len(text.split())


def is_right(messages: Sequence[Mapping[str, Any]], question: Question) -> bool:
    """Tell whether `messages` answer `question`: all facts, in its language, short enough."""
    answering = [m for m in messages if m.get("kind") in ANSWERING]
    text = " ".join(told(message) for message in answering)
    return (
        bool(answering)
        and all(message.get("language") in (None, question.language) for message in answering)
        and words(text) <= MAX_WORDS
        and holds_all(text, question.must)
    )


def is_clarified(messages: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether the bot asked back instead of answering."""
    kinds = {message.get("kind") for message in messages}
    return "clarify" in kinds and not kinds & {"answer", "form"}


def is_false_answer(messages: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether an out-of-scope message was given knowledge text, whatever its kind."""
    return any(
        message.get("kind") in ANSWERING and message.get("status") not in _WITHOUT_KNOWLEDGE for message in messages
    )
