"""What counts as right: the rules of the evaluation, apart from how replies are got."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evaluation.questions import DATA, Question, read_questions
from knowledge.held_facts import Group, holds_all

__all__ = [
    "DATA", "Question", "holds_all", "is_answered", "is_clarified", "is_false_answer", "is_right", "passes",
    "read_questions", "told", "told_in", "words",
]  # fmt: skip

#: Longer answers do not fit a phone and count as wrong.
MAX_WORDS = 120
#: Kinds of message whose text may answer a question.
ANSWERING = frozenset({"answer", "handover", "form"})
#: Statuses under which a message tells no knowledge.
_WITHOUT_KNOWLEDGE = frozenset(
    {"clarified", "handover-nothing-found", "handover-asked-for-person", "refused-personal-data", "refused-abuse",
     "small-talk", "fallback-error"}
)  # fmt: skip

Message = Mapping[str, Any]


def told(message: Message) -> str:
    """Return what a message says about its question: its text and the older rule."""
    older = message.get("older") or {}
    return " ".join(filter(None, (message.get("text"), older.get("text"))))


def told_in(messages: Iterable[Message]) -> str:
    """Return what all the messages that may answer say together."""
    return " ".join(told(message) for message in messages if message.get("kind") in ANSWERING)


def words(text: str) -> int:
    """Count the words of `text`."""
    return len(text.split())


def is_answered(messages: Iterable[Message]) -> bool:
    """Tell whether the bot answered, rightly or wrongly."""
    return any(message.get("kind") == "answer" for message in messages)


def _answers(messages: Sequence[Message], must: Iterable[Group]) -> bool:
    text = told_in(messages)
    return bool(text) and words(text) <= MAX_WORDS and holds_all(text, must)


def is_right(messages: Sequence[Message], question: Question) -> bool:
    """Tell whether `messages` answer `question`: all facts, in its language, short enough."""
    return _answers(messages, question.must) and all(
        message.get("language") in (None, question.language) for message in messages if message.get("kind") in ANSWERING
    )


def is_clarified(messages: Iterable[Message]) -> bool:
    """Tell whether the bot asked back instead of answering."""
    kinds = {message.get("kind") for message in messages}
    return "clarify" in kinds and not kinds & {"answer", "form"}


def is_false_answer(messages: Iterable[Message]) -> bool:
    """Tell whether an out-of-scope message was given knowledge text, whatever its kind."""
    return any(
        bool(message.get("entry"))
        or (message.get("kind") in ANSWERING and message.get("status") not in _WITHOUT_KNOWLEDGE)
        for message in messages
    )


def passes(messages: Sequence[Message], kind: str, must: Iterable[Group]) -> bool:
    """Tell whether `messages` are what a dialogue turn expects.

    `answer`: the facts, short enough, in an answer, a form's outcome or a hand-over. `form`: a message of that
    kind, which asks for a missing slot or gives the outcome. `clarify`: choices and no answer. `fallback`: a reply
    without knowledge text. `any`: a reply. Any other kind: a message of that kind.
    """
    if not messages:
        return False
    if kind == "answer":
        return _answers(messages, must)
    good = {
        "any": True,
        "clarify": is_clarified(messages),
        "fallback": not is_false_answer(messages),
    }.get(kind, any(message.get("kind") == kind for message in messages))
    return good and holds_all(" ".join(map(told, messages)), must)
