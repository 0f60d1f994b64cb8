"""Search the kept documents, with a calibrated confidence."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, Self

import numpy as np

from knowledge.confidence import ConfidenceModel, Thresholds
from knowledge.ingest.background import Background
from knowledge.ingest.errors import DocumentsUnusable
from knowledge.ingest.passage_search import CANDIDATES, PassageSearch, Searched
from knowledge.ingest.store import Document, DocumentPassage, DocumentStore, embedding_of
from knowledge.schema import Language
from knowledge.stores import VectorSet, open_store
from knowledge.stores.base import Floats1d, Floats2d, StoreOpener

FILE = "documents.json"


def load_confidence() -> ConfidenceModel:
    """Read what `grenswijzer calibrate-documents` fitted: how likely a passage answers a question.

    Its `answer` threshold is that for quoting a passage in the chat, `clarify` that for showing it in a search.
    """
    return confidence_from_json(
        json.loads((resources.files("knowledge") / "data" / FILE).read_text(encoding="utf-8"))["confidence"]
    )


def confidence_from_json(data: Mapping[str, Any]) -> ConfidenceModel:
    """Read what `dataclasses.asdict` gave of a model."""
    return ConfidenceModel(
        tuple(data["mean"]), tuple(data["scale"]), tuple(data["weights"]), data["bias"],
        Thresholds(**data["thresholds"]),
    )  # fmt: skip


@dataclass(frozen=True)
class DocumentResult:
    """One found passage of a document."""

    document: Document
    #: Its number in the document, from 1.
    number: int
    passage: DocumentPassage
    score: float
    confidence: float
    #: Words of the question that it holds, and which of its windows is nearest to the question.
    words: tuple[str, ...]
    window: int

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
        model: ConfidenceModel,
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
        background: Background,
        model: ConfidenceModel,
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
        if any(one.encoder != embedding_of(encoder) for one in documents):
            raise DocumentsUnusable(
                f"The documents in {store.folder} were embedded by another encoder, or by an older version: embed them "
                "again with `grenswijzer ingest --embed-again`."
            )
        read = [store.read(document) for document in documents]
        passages = [
            (document, number, passage)
            for document, (of_document, _) in zip(documents, read, strict=True)
            for number, passage in enumerate(of_document, 1)
        ]
        search = PassageSearch(
            [Searched(passage.searched, passage.language, passage.windows) for _, _, passage in passages],
            _centred(read, background),
            stores(_vector_set(store, documents, background, sum(len(vectors) for _, vectors in read))),
            background,
        )
        return cls(documents, passages, search, model)

    def recover(self) -> None:
        """Try to reach lost vectors again."""
        self._search.store.recover()

    @property
    def thresholds(self) -> Thresholds:
        """The probabilities from which to quote (`answer`) and to show (`clarify`)."""
        return self._model.thresholds

    def search(self, question: str, language: Language, vector: Floats1d, limit: int) -> list[DocumentResult]:
        """Return at most `limit` passages that are worth showing, best first. `vector`: as in `PassageSearch`.

        Those that may be quoted come first, of these the ones in the language of the question.

        Raises:
            StoreUnavailable: as `VectorStore.search`.
        """
        results: list[DocumentResult] = []
        for hit in self._search.search(question, language, vector, max(limit, CANDIDATES)):
            confidence = self._model.probability(hit.features)
            if confidence >= self.thresholds.clarify:
                of = self._passages[hit.row]
                results.append(DocumentResult(*of, hit.score, confidence, hit.words, hit.window))
        # Of those that are sure enough, people rather read one in their own language.
        return sorted(
            results,
            key=lambda result: (
                result.confidence < self.thresholds.answer,
                result.passage.language != language,
                -result.confidence,
            ),
        )[:limit]


def _centred(read: Sequence[tuple[Sequence[DocumentPassage], Floats2d]], background: Background) -> Floats2d:
    """Return the vectors of all windows as they are searched. `read`: passages and vectors of each document."""
    languages = [passage.language for passages, _ in read for passage in passages for _ in range(passage.windows)]
    return background.centred_texts(np.vstack([vectors for _, vectors in read]), languages)


def _vector_set(store: DocumentStore, documents: Sequence[Document], background: Background, count: int) -> VectorSet:
    # A document's files are never written to again: their names tell what is in them, and the order which row is whose.
    named = "\n".join([background.digest, *(document.stem for document in documents)])
    key = hashlib.sha256(named.encode()).hexdigest()[:16]
    return VectorSet(
        "documents", key, count, lambda: _centred([store.read(document) for document in documents], background)
    )
