"""Checks for questions that are nearly the same: they confuse the search, or leak the evaluation."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process, utils

from knowledge.lint.finding import Finding, Level, Location
from knowledge.schema import LANGUAGES, Entry, Language

#: Token-sort likeness (0 to 100) from which two questions are one.
SAME = 92
#: Likeness from which a question copies one of an evaluation file.
COPIED = 85
#: So many texts of about one length are compared at a time.
_CHUNK = 256


@dataclass(frozen=True)
class Placed:
    """One question and where it stands."""

    entry: str
    point: str
    location: Location
    text: str


def placed_questions(entry: Entry, language: Language) -> Iterator[Placed]:
    """Yield every question of `entry` in `language`."""
    for i, text in enumerate(entry.questions[language]):
        yield Placed(entry.id, "", ("questions", language, i), text)
    for v, version in enumerate(entry.versions):
        for p, point in enumerate(version.points):
            for i, text in enumerate(point.questions[language]):
                yield Placed(entry.id, point.id, ("versions", v, "points", p, "questions", language, i), text)


def _sorted_words(texts: Sequence[str]) -> list[str]:
    return [" ".join(sorted(utils.default_process(text).split())) for text in texts]


def _pairs(one: Sequence[str], other: Sequence[str], cutoff: float) -> Iterator[tuple[int, int, float]]:
    """Yield what is at least `cutoff` (0 to 100) alike: the index in `one`, that in `other`, and the likeness.

    The same as `token_sort_ratio` of all with all, many times as fast: words are sorted once and not for every pair,
    and only texts are compared whose lengths allow such a likeness (twice the shorter one over the sum of both).
    """
    ones, others = _sorted_words(one), _sorted_words(other)
    one_order, other_order = (sorted(range(len(texts)), key=lambda i: len(texts[i])) for texts in (ones, others))
    other_lengths = np.array([len(others[j]) for j in other_order])
    ratio = (200 - cutoff) / cutoff
    for start in range(0, len(one_order), _CHUNK):
        rows = one_order[start : start + _CHUNK]
        shortest, longest = len(ones[rows[0]]) / ratio, len(ones[rows[-1]]) * ratio
        # A character more on both sides: rounding must lose no pair.
        first, last = np.searchsorted(other_lengths, [shortest - 1, longest + 1])
        columns = other_order[first:last]
        scores = process.cdist(
            [ones[i] for i in rows], [others[j] for j in columns],
            scorer=fuzz.ratio, score_cutoff=cutoff, dtype=np.uint8, workers=2,
        )  # fmt: skip
        for row, column in np.argwhere(scores >= cutoff):
            yield rows[row], columns[column], float(scores[row, column])


def check_likeness(paths: Mapping[str, Path], entries: Mapping[str, Entry]) -> Iterator[Finding]:
    """No two questions of different points may be nearly the same."""
    for code in LANGUAGES:
        placed = [question for entry in entries.values() for question in placed_questions(entry, code)]
        texts = [question.text for question in placed]
        for i, j, _ in _pairs(texts, texts, SAME):
            one, other = placed[i], placed[j]
            if i >= j or (one.entry, one.point) == (other.entry, other.point):
                continue
            yield Finding(
                paths[other.entry], other.location,
                f"„{other.text}“ is nearly „{one.text}“ of {one.entry}#{one.point or 'summary'}.",
                "Reword one, or join the two points.",
                Level.ERROR if one.entry != other.entry else Level.WARNING,
            )  # fmt: skip


def check_no_copies(paths: Mapping[str, Path], entries: Mapping[str, Entry], evaluation: Path) -> Iterator[Finding]:
    """No question may be a near copy of one in the evaluation files."""
    asked: list[str] = []
    for file in sorted(evaluation.glob("*.jsonl")):
        for row in map(json.loads, filter(None, file.read_text(encoding="utf-8").splitlines())):
            asked += [row.get("question") or row.get("text") or "", *(turn["user"] for turn in row.get("turns", ()))]
    # A word or two can hardly be said otherwise.
    asked = [text for text in asked if len(text.split()) > 3]
    placed = [q for entry in entries.values() for code in LANGUAGES for q in placed_questions(entry, code)]
    for i, j, score in _pairs([q.text for q in placed], asked, COPIED):
        yield Finding(
            paths[placed[i].entry], placed[i].location,
            f"„{placed[i].text}“ copies an evaluation question ({score:.0f} %): „{asked[j]}“.",
            "Ask it in other words.",
        )  # fmt: skip
