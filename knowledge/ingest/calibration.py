"""Fit how sure a match in an adopter's document is, on questions about documents of our own.

The documents are those of a school that does not exist (`knowledge/data/school`), with questions as students put them,
in the language of the document and in others, and questions that none of them answers. Each question is put three
times: to these documents alone, and among few and many texts of our entries, for an adopter's may be many too. Each
that is answered is put again without the passages that do, for most questions are about something that a school's
documents do not tell. What is out of scope is as for the entries.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from importlib import resources
from typing import Any

import numpy as np

from knowledge.calibration import out_of_scope_messages
from knowledge.confidence import ConfidenceModel, Thresholds
from knowledge.confidence_training import (
    SEED,
    Flags,
    Floats,
    expected_calibration_error,
    fit_confidence,
    share_of,
)
from knowledge.encoder import Encoder
from knowledge.index import Index
from knowledge.ingest.background import Background
from knowledge.ingest.passage_search import CANDIDATES, FEATURES, Hit, PassageSearch, Searched
from knowledge.ingest.passages import Piece, split
from knowledge.ingest.store import DocumentPassage
from knowledge.ingest.text import convert_markdown
from knowledge.language import detect
from knowledge.lexical import build_arms
from knowledge.schema import LANGUAGES, Language
from knowledge.stores import FaissStore
from knowledge.stores.base import Floats1d, Floats2d, Ints1d

#: The share that may be quoted at: of messages off our subject; of those near it, for which the texts of the entries
#: among the documents are nearer than a school's; and of questions whose answer was left out, for which something near
#: is quoted.
MAX_FAR, MAX_NEAR, MAX_LEFT_OUT = 0.01, 0.02, 0.15
#: How many texts of the entries the documents of the school are put among.
AMONG = (0, 200, 2000)
#: What a question about the documents counts against a message out of scope, of which there are many more.
WEIGHT = 3.0


class Sort(StrEnum):
    """What sort of question was put."""

    ANSWERED = "answered"
    LEFT_OUT = "left out"
    UNANSWERED = "unanswered"
    NEAR = "near"
    FAR = "far"


@dataclass(frozen=True)
class Put:
    """One question that was put, and the passages that were found first."""

    sort: Sort
    #: Whether it is in the language of the document that answers it.
    same_language: bool
    #: Questions of one group are never parted between fitting and testing.
    group: str
    hits: tuple[Hit, ...]
    #: For each hit, whether it answers the question.
    right: tuple[bool, ...]


@dataclass(frozen=True)
class Report:
    """How well the fitted model does on questions about documents that it did not see."""

    questions: int
    #: Of the questions that a document answers, the share for which the answer comes first, and that is quoted right.
    first_same_language: float
    first_other_language: float
    quoted_same_language: float
    quoted_other_language: float
    #: The share of others that is quoted at, by what was put.
    misquoted_unanswered: float
    misquoted_left_out: float
    misquoted_near: float
    misquoted_far: float
    expected_calibration_error: float


@dataclass(frozen=True)
class SchoolQuestion:
    """A question to the documents of the school that does not exist."""

    #: The document that answers it; None where none does.
    document: str | None
    language: Language
    text: str
    #: What a passage that answers it holds.
    must: str


@dataclass(frozen=True)
class School:
    """The documents of the school, cut into passages, with questions."""

    #: Of each passage, the document and the passage.
    passages: tuple[tuple[str, Piece], ...]
    questions: tuple[SchoolQuestion, ...]

    @classmethod
    def load(cls) -> School:
        """Read `knowledge/data/school`."""
        folder = resources.files("knowledge") / "data" / "school"
        files = sorted((file for file in folder.iterdir() if file.name.endswith(".md")), key=lambda file: file.name)
        passages = tuple(
            (file.name, piece) for file in files for piece in split(convert_markdown(file.read_text("utf-8")).blocks)
        )
        lines = (folder / "questions.jsonl").read_text("utf-8").splitlines()
        return cls(passages, tuple(SchoolQuestion(**json.loads(line)) for line in lines))

    def answers(self, question: SchoolQuestion) -> frozenset[int]:
        """Return the positions of the passages that answer `question`."""
        return frozenset(
            row
            for row, (name, piece) in enumerate(self.passages)
            if name == question.document and question.must in piece.text.replace("\n", " ")
        )


def put_questions(index: Index, encoder: Encoder) -> list[Put]:
    """Put the questions about the school and the messages out of scope to its documents among texts of the entries."""
    background = Background.of(index, build_arms(index.passages))
    school = School.load()
    passages = [_passage(piece) for _, piece in school.passages]
    vectors = encoder.encode_passages([text for passage in passages for text in passage.embedded()])
    questions = list(zip(school.questions, encoder.encode_queries([q.text for q in school.questions]), strict=True))
    messages = out_of_scope_messages()
    message_vectors = encoder.encode_queries([text for _, text, _ in messages])
    found: list[Put] = []
    for count in AMONG:
        search = _search(passages, vectors, _texts(index, count), index, background)
        for question, vector in questions:
            found += _put(search, school, question, vector)
        for (language, text, near), vector in zip(messages, message_vectors, strict=True):
            hits = search.search(text, detect(text) or language, vector, CANDIDATES)
            found.append(_as_put(Sort.NEAR if near else Sort.FAR, True, text, hits, frozenset()))
    return [put for put in found if put.hits]


def _passage(piece: Piece) -> DocumentPassage:
    language = detect(piece.text) or LANGUAGES[0]
    return DocumentPassage(piece.text, piece.headings, piece.first_page, piece.last_page, language)


def _texts(index: Index, count: int) -> list[int]:
    """Return the positions of about `count` texts of the entries, each entry in one language."""
    entries = {entry: number for number, entry in enumerate(index.entries)}
    rows = [
        row
        for row, passage in enumerate(index.passages)
        if passage.kind == "text" and passage.language == LANGUAGES[entries[passage.entry] % len(LANGUAGES)]
    ]
    random = np.random.default_rng(SEED)
    return sorted(map(int, random.permutation(rows)[:count]))


def _search(
    passages: Sequence[DocumentPassage], vectors: Floats2d, rows: Sequence[int], index: Index, background: Background
) -> PassageSearch:
    """Return the search over the documents of the school, then the texts `rows` of the entries."""
    searched = [Searched(passage.searched, passage.language, len(passage.embedded())) for passage in passages]
    texts = [index.passages[row] for row in rows]
    searched += [Searched(text.text, text.language, 1) for text in texts]
    languages = [one.language for one in searched for _ in range(one.windows)]
    all_vectors = np.vstack([vectors, index.read_store().vectors()[list(rows)]])
    centred = background.centred_texts(all_vectors, languages)
    return PassageSearch(searched, centred, FaissStore.from_vectors(centred), background)


def _put(search: PassageSearch, school: School, question: SchoolQuestion, vector: Floats1d) -> Iterator[Put]:
    """Put a question about the school, and if it is answered, again without what answers it."""
    language = detect(question.text) or question.language
    answers = school.answers(question)
    of_document = [_passage(piece).language for name, piece in school.passages if name == question.document]
    same = question.language in of_document
    hits = search.search(question.text, language, vector, CANDIDATES)
    group = question.document or question.text
    yield _as_put(Sort.ANSWERED if answers else Sort.UNANSWERED, same, group, hits, answers)
    if answers:
        hits = search.search(question.text, language, vector, CANDIDATES, answers)
        yield _as_put(Sort.LEFT_OUT, same, group, hits, frozenset())


def _as_put(sort: Sort, same: bool, group: str, hits: Sequence[Hit], answers: frozenset[int]) -> Put:
    return Put(sort, same, group, tuple(hits), tuple(hit.row in answers for hit in hits))


def calibrate(questions: Sequence[Put]) -> tuple[ConfidenceModel, Report]:
    """Fit the model to `questions`, of which it must have all sorts."""
    owners = np.repeat(np.arange(len(questions)), [len(put.hits) for put in questions])
    features = np.array([hit.features for put in questions for hit in put.hits])
    right = np.array([one for put in questions for one in put.right])
    weights = np.array([WEIGHT if put.sort in {Sort.ANSWERED, Sort.UNANSWERED} else 1.0 for put in questions])[owners]
    groups = np.array([put.group for put in questions])[owners]

    def first(probabilities: Floats) -> Ints1d:
        """Return which hit of each question is the likeliest."""
        order = np.lexsort((-probabilities, owners))
        return order[np.searchsorted(owners, np.arange(len(questions)))]

    model, unseen = fit_confidence(
        features, right, groups, lambda unseen: _thresholds(questions, unseen[first(unseen)]), weights
    )
    best = first(unseen)
    return model, _report(questions, unseen[best], right[best], model.thresholds.answer)


def _thresholds(questions: Sequence[Put], probabilities: Floats) -> Thresholds:
    """Return the lowest threshold for quoting that keeps to all limits, and that for showing, at half of it.

    `probabilities`: of the passage that comes first for each question.
    """
    sorts = np.array([put.sort for put in questions])
    limits = {Sort.LEFT_OUT: MAX_LEFT_OUT, Sort.NEAR: MAX_NEAR, Sort.FAR: MAX_FAR}
    quote = max(float(np.quantile(probabilities[sorts == sort], 1 - share)) for sort, share in limits.items())
    return Thresholds(round(quote, 4), round(quote / 2, 4))


def _report(questions: Sequence[Put], probabilities: Floats, right: Flags, threshold: float) -> Report:
    sorts = np.array([put.sort for put in questions])
    same = np.array([put.same_language for put in questions])
    answered, quoted = sorts == Sort.ANSWERED, probabilities >= threshold
    return Report(
        questions=len(questions),
        first_same_language=share_of(right[answered & same]),
        first_other_language=share_of(right[answered & ~same]),
        quoted_same_language=share_of((quoted & right)[answered & same]),
        quoted_other_language=share_of((quoted & right)[answered & ~same]),
        misquoted_unanswered=share_of(quoted[sorts == Sort.UNANSWERED]),
        misquoted_left_out=share_of(quoted[sorts == Sort.LEFT_OUT]),
        misquoted_near=share_of(quoted[sorts == Sort.NEAR]),
        misquoted_far=share_of(quoted[sorts == Sort.FAR]),
        expected_calibration_error=round(expected_calibration_error(probabilities, right), 4),
    )


def to_json(model: ConfidenceModel, report: Report, encoder: str) -> dict[str, Any]:
    """Return what `knowledge/data/documents.json` holds."""
    return {
        "confidence": asdict(model),
        "features": list(FEATURES),
        "encoder": encoder,
        "report": asdict(report),
    }
