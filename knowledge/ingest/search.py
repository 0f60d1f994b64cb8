"""Search passages of documents by meaning and by words, with a calibrated confidence.

Simpler than the search over entries: a document brings no questions, titles and points to match against.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, Self

import numpy as np

from knowledge.analysis import Analyser
from knowledge.confidence import ConfidenceModel, Thresholds
from knowledge.ingest.errors import DocumentsUnusable
from knowledge.ingest.store import Document, DocumentPassage, DocumentStore
from knowledge.lexical import LexicalArm
from knowledge.schema import LANGUAGES, Language
from knowledge.stores import VectorSet, VectorStore, open_store
from knowledge.stores.base import Floats1d, Ints1d, StoreOpener

FEATURES = (
    "cosine",
    "share of question words held",
    "lexical score",
    "same language",
    "words in the question",
)
#: Candidates that each arm names.
DEPTH = 30
FILE = "documents.json"


@dataclass(frozen=True)
class DocumentModel:
    """What `grenswijzer calibrate-documents` fitted; see `knowledge/data/documents.json`."""

    #: What a lexical score of 1 adds to the cosine, by which passages are ordered.
    lexical_weight: float
    #: Its `answer` threshold is that for quoting a passage in the chat, `clarify` that for showing it in a search.
    confidence: ConfidenceModel

    @classmethod
    def load(cls) -> Self:
        """Read the committed model."""
        return cls.from_json(json.loads((resources.files("knowledge") / "data" / FILE).read_text(encoding="utf-8")))

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `knowledge.ingest.calibration.to_json` gave."""
        model = data["confidence"]
        return cls(
            data["lexical_weight"],
            ConfidenceModel(
                tuple(model["mean"]), tuple(model["scale"]), tuple(model["weights"]), model["bias"],
                Thresholds(**model["thresholds"]),
            ),
        )  # fmt: skip


@dataclass(frozen=True)
class Hit:
    """One passage that was found."""

    #: Position of the passage.
    row: int
    #: Cosine and weighted lexical score together; good for the order alone.
    score: float
    features: tuple[float, ...]
    #: Words of the question that the passage holds.
    words: tuple[str, ...]


class PassageSearch:
    """Searches a fixed list of passages.

    `store`: their vectors, as the encoder made them. `background`: the arms of the entries, by which words are weighed:
    a few documents cannot tell which words are rare.
    """

    def __init__(
        self,
        texts: Sequence[str],
        languages: Sequence[Language],
        store: VectorStore,
        background: Mapping[Language, LexicalArm],
    ) -> None:
        self.store = store
        self._languages = languages
        self._background = background
        self._arms: dict[Language, LexicalArm] = {}
        #: For each passage, its place in the arm of its language.
        self._places: Ints1d = np.zeros(len(texts), dtype=np.int64)
        for code in LANGUAGES:
            rows = np.array([row for row, one in enumerate(languages) if one == code], dtype=np.int64)
            # Passages of signs and function words alone leave BM25 nothing to count.
            words = Analyser(code, {})
            if any(words.terms(texts[row]) for row in rows):
                self._arms[code] = LexicalArm(code, rows, [texts[row] for row in rows])
                self._places[rows] = np.arange(len(rows))

    def search(
        self,
        question: str,
        language: Language,
        vector: Floats1d,
        lexical_weight: float,
        exclude: frozenset[int] = frozenset(),
    ) -> list[Hit]:
        """Return the passages that match `question`, best first.

        `vector`: of the question, shape (dimensions,). `exclude`: passages to leave out.

        Raises:
            StoreUnavailable: as `VectorStore.search`.
        """
        rows, cosines = self.store.search(vector, DEPTH + len(exclude))
        cosine = dict(zip(map(int, rows), map(float, cosines), strict=True))
        lexical: dict[int, float] = {}
        terms = {code: arm.analyser.query_terms(question) for code, arm in self._arms.items()}
        for code, arm in self._arms.items():
            scores = arm.scores(terms[code])
            best = np.argsort(-scores, kind="stable")[: DEPTH + len(exclude)]
            lexical.update((int(arm.rows[place]), float(scores[place])) for place in best if scores[place] > 0)
        candidates = (cosine.keys() | lexical.keys()) - exclude
        floor = float(cosines[-1]) if len(cosines) else 0.0
        # A passage that only its words brought in is at most as near as the farthest of the near ones.
        ranked = sorted(
            candidates, key=lambda row: (-(cosine.get(row, floor) + lexical_weight * lexical.get(row, 0.0)), row)
        )
        hits: list[Hit] = []
        for row in ranked[:DEPTH]:
            near, matched = cosine.get(row, floor), lexical.get(row, 0.0)
            share, words, count = self._held(row, terms)
            same = float(self._languages[row] == language)
            features = (near, share, matched, same, math.log1p(count))
            hits.append(Hit(row, near + lexical_weight * matched, features, words))
        return hits

    def _held(self, row: int, terms: Mapping[Language, Sequence[Any]]) -> tuple[float, tuple[str, ...], int]:
        """Return the share of the question's words, weighed by rarity, that a passage holds; these; its count."""
        code = self._languages[row]
        if code not in self._arms:
            return 0.0, (), 0
        stems = self._arms[code].stems[self._places[row]]
        rarity: dict[str, float] = {}
        held: dict[str, float] = {}
        for term in terms[code]:
            if term.kind == "word":
                rarity[term.word] = self._background[code].idf(term.stem)
            if term.stem in stems:
                held[term.word] = max(held.get(term.word, 0.0), term.weight)
        total = sum(rarity.values())
        share = sum(rarity.get(word, 0.0) * weight for word, weight in held.items()) / total if total else 0.0
        return min(share, 1.0), tuple(held), len(rarity)


@dataclass(frozen=True)
class DocumentResult:
    """One found passage of a document."""

    document: Document
    #: Its number in the document, from 1.
    number: int
    passage: DocumentPassage
    score: float
    confidence: float
    words: tuple[str, ...]

    @property
    def id(self) -> str:
        """As results name it: `document:guide-3f2a#12`."""
        return f"document:{self.document.id}#{self.number}"


class DocumentSearch:
    """Searches all kept documents as they were when it was opened."""

    def __init__(
        self,
        documents: Sequence[Document],
        passages: Sequence[tuple[Document, int, DocumentPassage]],
        search: PassageSearch,
        model: DocumentModel,
    ) -> None:
        self.documents = documents
        self._passages = passages
        self._search = search
        self._model = model

    @classmethod
    def open(
        cls,
        store: DocumentStore,
        encoder: str,
        background: Mapping[Language, LexicalArm],
        model: DocumentModel,
        stores: StoreOpener = open_store,
    ) -> Self | None:
        """Open what `store` keeps; None where it keeps nothing. `encoder`: fingerprint of that of the questions.

        Raises:
            StoreError: `stores` cannot open what it is asked for.
            DocumentsUnusable: something of it is damaged, or another encoder made the vectors.
        """
        documents = store.documents()
        if not documents:
            return None
        if any(one.encoder != encoder for one in documents):
            raise DocumentsUnusable(
                f"The documents in {store.folder} were embedded by another encoder: embed them again with "
                "`grenswijzer ingest --embed-again`."
            )
        passages: list[tuple[Document, int, DocumentPassage]] = []
        for document in documents:
            read, _ = store.read(document)
            passages += [(document, number, passage) for number, passage in enumerate(read, 1)]
        search = PassageSearch(
            [passage.embedded for _, _, passage in passages],
            [passage.language for _, _, passage in passages],
            stores(_vector_set(store, documents)),
            background,
        )
        return cls(documents, passages, search, model)

    def recover(self) -> None:
        """Try to reach lost vectors again."""
        self._search.store.recover()

    @property
    def thresholds(self) -> Thresholds:
        """The probabilities from which to quote (`answer`) and to show (`clarify`)."""
        return self._model.confidence.thresholds

    def search(self, question: str, language: Language, vector: Floats1d, limit: int) -> list[DocumentResult]:
        """Return at most `limit` passages that are worth showing, best first. `vector`: as in `PassageSearch`.

        Raises:
            StoreUnavailable: as `VectorStore.search`.
        """
        results: list[DocumentResult] = []
        for hit in self._search.search(question, language, vector, self._model.lexical_weight)[:limit]:
            confidence = self._model.confidence.probability(hit.features)
            if confidence >= self.thresholds.clarify:
                document, number, passage = self._passages[hit.row]
                results.append(DocumentResult(document, number, passage, hit.score, confidence, hit.words))
        return results


def _vector_set(store: DocumentStore, documents: Sequence[Document]) -> VectorSet:
    # A document's files are never written to again: their names tell what is in them, and the order which row is whose.
    key = hashlib.sha256("\n".join(document.stem for document in documents).encode()).hexdigest()[:16]
    count = sum(document.passages for document in documents)
    return VectorSet("documents", key, count, lambda: np.vstack([store.read(document)[1] for document in documents]))
