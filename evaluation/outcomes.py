"""What came of each question: plain values that the report counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation import counting
from evaluation.questions import Dialogue, ExpectedTurn, OutOfScope, Question


def _summary(messages: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return of a reply what a reader needs to see what went wrong."""
    said = [message for message in messages if message.get("kind") != "notice"] or list(messages)
    return {
        "kind": said[-1].get("kind") if said else None,
        "status": said[-1].get("status") if said else None,
        "language": said[-1].get("language") if said else None,
        "entry": next((message["entry"] for message in said if message.get("entry")), None),
        "told": " ".join(map(counting.told, said)),
    }


@dataclass(frozen=True)
class Answered:
    """The bot's reply to one question."""

    question: Question
    messages: tuple[Mapping[str, Any], ...]
    milliseconds: float
    status: int

    @property
    def right(self) -> bool:
        """Whether it counts as right."""
        return counting.is_right(self.messages, self.question)

    @property
    def clarified(self) -> bool:
        """Whether the bot asked back."""
        return counting.is_clarified(self.messages)

    @property
    def answered(self) -> bool:
        """Whether the bot answered, rightly or wrongly."""
        return counting.is_answered(self.messages)

    @property
    def words(self) -> int:
        """How long what was told is."""
        return counting.words(counting.told_in(self.messages))

    def to_json(self) -> dict[str, Any]:
        """Return the case for the report."""
        return {
            "id": self.question.id,
            "question": self.question.text,
            "asked_in": self.question.language,
            "style": self.question.style,
            "topic": self.question.topic,
            "right": self.right,
            "clarified": self.clarified,
            "words": self.words,
            "milliseconds": round(self.milliseconds, 1),
            "http": self.status,
            **_summary(self.messages),
        }


@dataclass(frozen=True)
class Retrieved:
    """What the search found for one question."""

    question: Question
    #: Place of the first right result, from 1; None where none is right.
    rank: int | None
    #: Entry and language of the stored text that the best result was found by.
    best: str | None
    matched_language: str | None
    milliseconds: float

    def within(self, places: int) -> bool:
        """Tell whether a right result stands among the first `places`."""
        return self.rank is not None and self.rank <= places

    def to_json(self) -> dict[str, Any]:
        """Return the case for the report."""
        return {
            "id": self.question.id,
            "rank": self.rank,
            "best": self.best,
            "matched_language": self.matched_language,
            "milliseconds": round(self.milliseconds, 1),
        }


@dataclass(frozen=True)
class Declined:
    """The bot's reply to a message out of scope."""

    message: OutOfScope
    messages: tuple[Mapping[str, Any], ...]
    status: int

    @property
    def false(self) -> bool:
        """Whether it was answered with knowledge all the same."""
        return counting.is_false_answer(self.messages)

    def to_json(self) -> dict[str, Any]:
        """Return the case for the report."""
        return {
            "id": self.message.id,
            "text": self.message.text,
            "asked_in": self.message.language,
            "sort": self.message.kind,
            "false": self.false,
            "http": self.status,
            **_summary(self.messages),
        }


@dataclass(frozen=True)
class Continued:
    """The bot's reply to one turn of a dialogue."""

    dialogue: Dialogue
    number: int
    expected: ExpectedTurn
    messages: tuple[Mapping[str, Any], ...]
    status: int

    @property
    def passed(self) -> bool:
        """Whether the reply is what the turn expects."""
        return counting.passes(self.messages, self.expected.kind, self.expected.must)

    def to_json(self) -> dict[str, Any]:
        """Return the case for the report."""
        return {
            "id": f"{self.dialogue.id}.{self.number}",
            "text": self.expected.text,
            "expected": self.expected.kind,
            "passed": self.passed,
            "http": self.status,
            **_summary(self.messages),
        }
