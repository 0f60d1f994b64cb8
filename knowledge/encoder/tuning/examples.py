"""Which questions and texts belong together, and which are easily confused."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder.tuning.as_typed import as_typed
from knowledge.encoder.tuning.states import States
from knowledge.schema import Language
from knowledge.units import Passage

SEED = 5


@dataclass(frozen=True)
class Examples:
    """Passages without the asked questions, which judge the search and teach its ranking, then questions as typed."""

    texts: tuple[str, ...]
    is_query: tuple[bool, ...]
    #: Shape (texts,): the number of the answer unit.
    unit: NDArray[np.int64]
    #: The rows of each unit's questions, and of its texts.
    questions: Mapping[int, list[int]]
    answers: Mapping[int, list[int]]
    #: The row of each question as it might be typed, and the row of the question that it was made from.
    typed: Mapping[int, int]
    made_from: Mapping[int, int]


def examples_of(passages: Iterable[Passage], function_words: Mapping[Language, frozenset[str]]) -> Examples:
    """Return the examples in `passages`."""
    kept = [passage for passage in passages if passage.kind != "asked"]
    rnd = random.Random(SEED)  # noqa: S311 - a repeatable choice
    asked = [row for row, passage in enumerate(kept) if passage.kind == "question"]
    typed = [as_typed(kept[row].text, kept[row].language, function_words, rnd) for row in asked]
    numbers: dict[tuple[str, str], int] = {}
    unit = [numbers.setdefault((passage.entry, passage.point), len(numbers)) for passage in kept]
    of_kind: dict[str, dict[int, list[int]]] = {"question": defaultdict(list), "text": defaultdict(list)}
    for row, passage in enumerate(kept):
        if passage.kind in of_kind:
            of_kind[passage.kind][unit[row]].append(row)
    rows = range(len(kept), len(kept) + len(typed))
    return Examples(
        texts=(*(passage.text for passage in kept), *typed),
        is_query=(*(passage.kind == "question" for passage in kept), *(True for _ in typed)),
        unit=np.array(unit + [unit[row] for row in asked]),
        questions=of_kind["question"],
        answers=of_kind["text"],
        typed=dict(zip(asked, rows, strict=True)),
        made_from=dict(zip(rows, asked, strict=True)),
    )


def neighbours(examples: Examples, states: States, count: int) -> NDArray[np.int64]:
    """Return for each unit the `count` units whose questions are nearest to its own, itself first."""
    units = int(examples.unit.max()) + 1
    centres = np.zeros((units, states.values.shape[1]), dtype=np.float32)
    for unit, rows in examples.questions.items():
        centres[unit] = np.mean([states.of(row).astype(np.float32).mean(0) for row in rows], 0)
    centres -= centres.mean(0)
    centres /= np.linalg.norm(centres, axis=1, keepdims=True) + 1e-6
    nearest: NDArray[np.int64] = np.argsort(-(centres @ centres.T), axis=1)[:, :count]
    return nearest


class Sampler:
    """Draws batches of a question and something that belongs to the same unit."""

    def __init__(self, examples: Examples, nearest: NDArray[np.int64], seed: int) -> None:
        """`nearest`: from `neighbours`; units of a batch lie near one another, for far ones are told apart already."""
        self._examples = examples
        self._nearest = nearest
        self._random = np.random.default_rng(seed)
        self._left: list[int] = []

    def questions(self, batch: int, typed: float) -> list[int]:
        """Return rows of `batch` questions, each of another unit, of which a share `typed` is as people type."""
        rows: list[int] = []
        seen: set[int] = set()
        while len(rows) < batch:
            if not self._left:
                self._left = list(self._random.permutation(len(self._nearest)))
            first = self._left.pop()
            group = [first, *(unit for unit in self._nearest[first][1:] if self._random.random() < 0.5)]
            for unit in map(int, group[: self._nearest.shape[1] // 2]):
                if unit in seen or unit not in self._examples.questions or len(rows) >= batch:
                    continue
                seen.add(unit)
                row = int(self._random.choice(self._examples.questions[unit]))
                rows.append(self._examples.typed[row] if self._random.random() < typed else row)
        return rows

    def partner(self, row: int, text: float) -> int:
        """Return the row of a text of its unit, with probability `text`, else of another question."""
        unit = int(self._examples.unit[row])
        itself = self._examples.made_from.get(row, row)
        # Now and then a question as typed is shown what it was made from.
        others = [other for other in self._examples.questions[unit] if other != itself or self._random.random() < 0.1]
        if unit in self._examples.answers and (self._random.random() < text or not others):
            return int(self._random.choice(self._examples.answers[unit]))
        return int(self._random.choice(others or self._examples.questions[unit]))
