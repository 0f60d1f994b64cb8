"""Fixtures of the evaluation's tests: a stand-in for the product, and small files of questions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.evaluation.stand_in import StandIn, stand_in

QUESTION = {
    "id": "q1", "lang": "nl", "style": "sentence", "topic": "regulations.side_job", "question": "Hoeveel uur?",
    "must": [["16"], ["uur", "hours"]], "source": {"document": "report", "section": "1", "footnote": []},
}  # fmt: skip


@pytest.fixture
def stack() -> Iterator[StandIn]:
    """The stand-in, running."""
    with stand_in() as running:
        yield running


def question_row(**changes: Any) -> dict[str, Any]:
    """A row of a file of questions."""
    return QUESTION | changes


def write_rows(path: Path, *rows: Any) -> Path:
    """Write one JSON value per line."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path
