"""Questions as people ask them, kept apart from the entries that answer them.

`knowledge/asked/*.jsonl`: one question per line with the entry and point that answer it and, in `must`, the facts that
show another answer to be as right. They were written without a look at the entry's own questions, so they are both
matched against and, each taken out in turn, what the assistant's confidence is calibrated on.
"""

from __future__ import annotations

import json
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path

from knowledge.loading import PACKAGE, KnowledgeError
from knowledge.schema import LANGUAGES, Language

FOLDER = PACKAGE / "asked"
_KEYS = {"id", "lang", "style", "entry", "point", "question"}
_OPTIONAL = {"must", "fact"}


@dataclass(frozen=True)
class AskedQuestion:
    """One question with the unit that answers it."""

    id: str
    language: Language
    style: str
    entry: str
    point: str
    text: str
    #: Groups of alternatives, of which a right answer holds one each; empty where only the point counts as right.
    must: tuple[tuple[str, ...], ...] = ()
    #: What it asks for: questions by other people about the same thing share it.
    fact: str = ""


def read_asked(path: Path) -> list[AskedQuestion]:
    """Read one file.

    Raises:
        KnowledgeError: a line is no question; the message names file and line.
    """
    asked: list[AskedQuestion] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise KnowledgeError(f"{path}:{number}: is no JSON: {error}") from error
        if (
            not isinstance(row, dict)
            or set(row) - _OPTIONAL != _KEYS
            or row["lang"] not in LANGUAGES
            or not row["question"].strip()
        ):
            raise KnowledgeError(f"{path}:{number}: must hold {', '.join(sorted(_KEYS))}, with lang nl, de or en.")
        must = tuple(map(tuple, row.get("must", ())))
        asked.append(
            AskedQuestion(
                row["id"],
                row["lang"],
                row["style"],
                row["entry"],
                row["point"],
                row["question"].strip(),
                must,
                str(row.get("fact", row["id"])),
            )
        )
    return asked


def load_asked(units: Container[tuple[str, str]], folder: Path = FOLDER) -> list[AskedQuestion]:
    """Read every file of `folder` and keep what `units`, pairs of entry and point, can answer."""
    found = [question for path in sorted(folder.glob("*.jsonl")) for question in read_asked(path)]
    return [question for question in found if (question.entry, question.point) in units]
