"""Fit how sure a match in an adopter's document is, on questions of our own.

There are no questions about documents that nobody has sent us. But the texts of our entries are passages too, so they
stand in for documents: those of one language at a time, as a document has one, without the questions that the entries
bring along. Each asked question is put to them twice: as they are, and without every text of the entry that answers
it, for most questions are about something that a school's documents do not tell. What is out of scope is as for the
entries.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from knowledge.calibration import MAX_FALSE_ANSWERS, asked_rows, out_of_scope_messages
from knowledge.confidence import Thresholds
from knowledge.confidence_training import Flags, Floats, expected_calibration_error, fit_confidence, share_of
from knowledge.encoder import Encoder
from knowledge.held_facts import holds_all
from knowledge.index import Index
from knowledge.ingest.search import FEATURES, DocumentModel, Hit, PassageSearch
from knowledge.lexical import build_arms
from knowledge.schema import LANGUAGES, Language
from knowledge.stores import FaissStore
from knowledge.stores.base import Floats2d

#: Of the questions that no passage answers, and of messages near our subject, at most this share may be quoted at; of
#: all others out of scope, at most `MAX_FALSE_ANSWERS`. With 0.05, one in ten right quotations fewer is made.
MAX_FALSE_QUOTES = 0.10
#: The weights that are tried for the lexical score.
LEXICAL_WEIGHTS = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3)
#: One in so many of the asked questions is put; they are thousands.
EVERY = 2


class Sort(StrEnum):
    """What sort of question was put."""

    ANSWERED = "answered"
    LEFT_OUT = "left out"
    NEAR = "near"
    FAR = "far"


@dataclass(frozen=True)
class Put:
    """One question that was put to the texts of one language."""

    sort: Sort
    #: Whether it is in the language of the texts.
    same_language: bool
    #: Questions of one group are never parted between fitting and testing.
    group: str
    hits: tuple[Hit, ...]
    #: For each hit, whether it answers the question.
    right: tuple[bool, ...]

    def best(self, lexical_weight: float) -> int:
        """Return which hit comes first with this weight."""
        return max(range(len(self.hits)), key=lambda i: _score(self.hits[i], lexical_weight))


@dataclass(frozen=True)
class Report:
    """How well the fitted model does on questions that it did not see."""

    questions: int
    #: Of the questions that a text answers, the share for which it comes first, in its own language and another.
    first_same_language: float
    first_other_language: float
    expected_calibration_error: float
    #: Of the right first ones, the share that is quoted.
    quoted_same_language: float
    quoted_other_language: float
    #: Of the wrong first ones, the share that is quoted, by what was put.
    misquoted_answered: float
    misquoted_left_out: float
    misquoted_near: float
    misquoted_far: float


def _score(hit: Hit, lexical_weight: float) -> float:
    cosine, _, lexical, *_ = hit.features
    return cosine + lexical_weight * lexical


def put_questions(index: Index, encoder: Encoder) -> list[Put]:
    """Put the asked questions and the messages out of scope to the texts of each language."""
    vectors = index.read_store().vectors()
    background = build_arms(index.passages)
    messages = out_of_scope_messages()
    message_vectors = encoder.encode_queries([text for _, text, _ in messages])
    found: list[Put] = []
    for code in LANGUAGES:
        rows = [row for row, p in enumerate(index.passages) if p.kind == "text" and p.language == code]
        texts = [index.passages[row].text for row in rows]
        search = PassageSearch(texts, [code] * len(rows), FaissStore.from_vectors(vectors[rows]), background)
        found += _asked(index, search, rows, vectors, code)
        for number, ((language, text, near), vector) in enumerate(zip(messages, message_vectors, strict=True)):
            hits = tuple(search.search(text, language, vector, max(LEXICAL_WEIGHTS)))
            sort = Sort.NEAR if near else Sort.FAR
            found.append(Put(sort, language == code, f"message {number}", hits, (False,) * len(hits)))
    return [put for put in found if put.hits]


def _asked(
    index: Index, search: PassageSearch, rows: Sequence[int], vectors: Floats2d, code: Language
) -> Iterator[Put]:
    """Put the asked questions, once as they are and once without the texts of their entry."""
    texts = [index.passages[row] for row in rows]
    of_entry: dict[str, set[int]] = {}
    for place, passage in enumerate(texts):
        of_entry.setdefault(passage.entry, set()).add(place)
    for row, question in list(asked_rows(index).items())[::EVERY]:
        own = of_entry.get(question.entry, set())
        for sort, exclude in ((Sort.ANSWERED, set()), (Sort.LEFT_OUT, own)):
            hits = search.search(
                question.text, question.language, vectors[row], max(LEXICAL_WEIGHTS), frozenset(exclude)
            )
            right = tuple(
                hit.row in own or (bool(question.must) and holds_all(texts[hit.row].text, question.must))
                for hit in hits
            )
            yield Put(sort, question.language == code, question.entry, tuple(hits), right)


def calibrate(questions: Sequence[Put]) -> tuple[DocumentModel, Report]:
    """Fit the model to `questions`, of which it must have all sorts."""
    weight = max(LEXICAL_WEIGHTS, key=lambda one: np.mean(_first_ones(questions, one)))
    best = [put.best(weight) for put in questions]
    features = np.array([put.hits[i].features for put, i in zip(questions, best, strict=True)])
    right = np.array([put.right[i] for put, i in zip(questions, best, strict=True)])
    groups = [put.group for put in questions]
    model, unseen = fit_confidence(features, right, groups, lambda unseen: _thresholds(questions, unseen, right))
    return DocumentModel(weight, model), _report(questions, unseen, right, model.thresholds.answer)


def _first_ones(questions: Sequence[Put], weight: float) -> list[bool]:
    """Tell of each question that has an answer whether it comes first."""
    return [put.right[put.best(weight)] for put in questions if put.sort == Sort.ANSWERED]


def _thresholds(questions: Sequence[Put], probabilities: Floats, right: Flags) -> Thresholds:
    """Return the lowest threshold for quoting that keeps to all limits, and that for showing, at half of it."""
    sorts = np.array([put.sort for put in questions])
    quote = 0.0
    limits = ((Sort.LEFT_OUT, MAX_FALSE_QUOTES), (Sort.NEAR, MAX_FALSE_QUOTES), (Sort.FAR, MAX_FALSE_ANSWERS))
    for sort, share in limits:
        wrong = probabilities[(sorts == sort) & ~right]
        quote = max(quote, float(np.quantile(wrong, 1 - share)))
    return Thresholds(round(quote, 4), round(quote / 2, 4))


def _report(questions: Sequence[Put], probabilities: Floats, right: Flags, threshold: float) -> Report:
    sorts = np.array([put.sort for put in questions])
    same = np.array([put.same_language for put in questions])
    answered, quoted = sorts == Sort.ANSWERED, probabilities >= threshold

    def misquoted(sort: Sort) -> float:
        return share_of(quoted[(sorts == sort) & ~right])

    return Report(
        questions=len(questions),
        first_same_language=share_of(right[answered & same]),
        first_other_language=share_of(right[answered & ~same]),
        expected_calibration_error=round(expected_calibration_error(probabilities, right), 4),
        quoted_same_language=share_of(quoted[answered & right & same]),
        quoted_other_language=share_of(quoted[answered & right & ~same]),
        misquoted_answered=misquoted(Sort.ANSWERED),
        misquoted_left_out=misquoted(Sort.LEFT_OUT),
        misquoted_near=misquoted(Sort.NEAR),
        misquoted_far=misquoted(Sort.FAR),
    )


def to_json(model: DocumentModel, report: Report, encoder: str) -> dict[str, Any]:
    """Return what `knowledge/data/documents.json` holds."""
    return {
        "lexical_weight": model.lexical_weight,
        "confidence": asdict(model.confidence),
        "features": list(FEATURES),
        "encoder": encoder,
        "report": asdict(report),
    }
