"""What is asked: questions with their facts, messages out of scope, and dialogues, one JSON object per line."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from evaluation.errors import BadQuestions
from knowledge.schema import LANGUAGES

DATA = Path(__file__).parent / "data"
#: What stands where a file does not say a style, topic or kind.
UNKNOWN = "unknown"

Must = tuple[tuple[str, ...], ...]
Row = Mapping[str, Any]
_T = TypeVar("_T")


@dataclass(frozen=True)
class Question:
    """One question with the facts that a right answer must hold."""

    id: str
    language: str
    style: str
    topic: str
    text: str
    must: Must
    #: `row` of the coverage list that it is about, or `document`, `section` and `footnote`; may be empty.
    source: Mapping[str, Any]

    @property
    def topic_group(self) -> str:
        """The first part of the topic, such as `regulations`."""
        return self.topic.partition(".")[0]


@dataclass(frozen=True)
class OutOfScope:
    """One message that must not be answered with knowledge."""

    id: str
    language: str
    kind: str
    text: str


@dataclass(frozen=True)
class ExpectedTurn:
    """What the user says, and the kind and facts of a reply that is good."""

    text: str
    kind: str
    must: Must


@dataclass(frozen=True)
class Dialogue:
    """Turns of one conversation, in order."""

    id: str
    language: str
    turns: tuple[ExpectedTurn, ...]


def read_questions(path: Path = DATA / "dev.jsonl") -> list[Question]:
    """Read questions; `style`, `topic` and `source` may be missing.

    Raises:
        BadQuestions: the file is missing, or a line is not such a question.
    """
    return _read(path, _question)


def read_out_of_scope(path: Path = DATA / "dev_out_of_scope.jsonl") -> list[OutOfScope]:
    """Read messages that are out of scope; `kind` may be missing.

    Raises:
        BadQuestions: the file is missing, or a line is not such a message.
    """
    return _read(
        path, lambda row: OutOfScope(_text(row, "id"), _language(row), row.get("kind") or UNKNOWN, _text(row, "text"))
    )


def read_dialogues(path: Path = DATA / "dev_dialogues.jsonl") -> list[Dialogue]:
    """Read dialogues.

    Raises:
        BadQuestions: the file is missing, or a line is not such a dialogue.
    """
    return _read(path, _dialogue)


def _read(path: Path, of_row: Callable[[Row], _T]) -> list[_T]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadQuestions(f"{path} cannot be read: {error}.") from error
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(of_row(_row(line)))
        except ValueError as error:
            raise BadQuestions(f"{path}:{number}: {error}.") from error
    if not found:
        raise BadQuestions(f"{path} holds nothing to ask.")
    return found


def _row(line: str) -> Row:
    row = json.loads(line)
    if not isinstance(row, dict):
        raise ValueError("it is no JSON object")  # noqa: TRY004 - one kind of error for all faults of a line
    return row


def _question(row: Row) -> Question:
    must = _must(row)
    if not must:
        raise ValueError("`must` is empty, so that no answer could be wrong")
    return Question(
        _text(row, "id"),
        _language(row),
        row.get("style") or UNKNOWN,
        row.get("topic") or UNKNOWN,
        _text(row, "question"),
        must,
        row.get("source") or {},
    )


def _dialogue(row: Row) -> Dialogue:
    turns = row.get("turns")
    if not isinstance(turns, list) or not turns or not all(isinstance(turn, dict) for turn in turns):
        raise ValueError("`turns` must be a list of objects")
    expected = tuple(ExpectedTurn(_text(turn, "user"), _text(turn, "kind"), _must(turn)) for turn in turns)
    return Dialogue(_text(row, "id"), _language(row), expected)


def _text(row: Row, name: str) -> str:
    text = row.get(name)
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"`{name}` must be a text")
    return text


def _language(row: Row) -> str:
    if row.get("lang") not in LANGUAGES:
        raise ValueError(f"`lang` must be one of {', '.join(LANGUAGES)}")
    return str(row["lang"])


def _must(row: Row) -> Must:
    groups = row.get("must", [])
    if not isinstance(groups, list) or not all(
        isinstance(group, list) and group and all(isinstance(text, str) and text for text in group) for group in groups
    ):
        raise ValueError("`must` must be a list of groups, each a list of texts")
    return tuple(tuple(group) for group in groups)
