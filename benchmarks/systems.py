"""The searches that are compared, all over the same passages and vectors, behind one function each."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol

import bm25s
import numpy as np
from faiss import IndexFlatIP

from benchmarks.judging import Key
from knowledge.assistant import Assistant
from knowledge.clock import FixedClock
from knowledge.encoder import Encoder, Floats2d
from knowledge.search import Scope
from knowledge.units import Passage

#: Entries that each search has to name.
ENTRIES = 10
#: Passages that each arm is asked for, so that ten entries are among them.
DEPTH = 100
#: The constant of reciprocal rank fusion (Cormack, Clarke and Buettcher, SIGIR 2009).
RRF_K = 60


class TimedEncoder:
    """An encoder that adds up how long it embeds questions."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.seconds = 0.0

    @property
    def dimensions(self) -> int:
        """The length of each vector."""
        return self._encoder.dimensions

    @property
    def fingerprint(self) -> str:
        """That of the encoder within."""
        return self._encoder.fingerprint

    def encode_queries(self, texts: Sequence[str]) -> Floats2d:
        """Embed and time questions."""
        began = time.perf_counter()
        vectors = self._encoder.encode_queries(texts)
        self.seconds += time.perf_counter() - began
        return vectors

    def encode_passages(self, texts: Sequence[str]) -> Floats2d:
        """Embed passages."""
        return self._encoder.encode_passages(texts)


class System(Protocol):
    """One search, built once."""

    #: What the tables call it.
    name: str

    def search(self, question: str) -> list[Key]:
        """Return what was found, best first, one point per entry, at most `ENTRIES`."""
        ...


def best_points(rows: Iterable[int], passages: Sequence[Passage]) -> list[Key]:
    """Return the point of the best passage of each entry, in the order of `rows`."""
    found: dict[str, Key] = {}
    for row in rows:
        passage = passages[row]
        found.setdefault(passage.entry, (passage.entry, passage.point))
        if len(found) == ENTRIES:
            break
    return list(found.values())


class _PassageSystem:
    def __init__(self, name: str, passages: Sequence[Passage], rows_of: Callable[[str], Iterable[int]]) -> None:
        self.name = name
        self._passages = passages
        self._rows_of = rows_of

    def search(self, question: str) -> list[Key]:
        return best_points(self._rows_of(question), self._passages)


class Grenswijzer:
    """Our own search, as the service calls it: it tells the language by itself."""

    name = "Grenswijzer"

    def __init__(self, index: Path, encoder: Encoder, today: dt.date) -> None:
        self._assistant = Assistant(index, encoder, FixedClock(today))

    def search(self, question: str) -> list[Key]:
        """Return the best point of the best entries."""
        found = self._assistant.find(question, scope=Scope(limit=ENTRIES))
        return [(result.unit.entry, result.unit.point) for result in found.results]


def bm25_rows(passages: Sequence[Passage]) -> Callable[[str], list[int]]:
    """Build bm25s over words as they stand: one index for three languages, so no stop words and no stemmer."""
    logging.getLogger("bm25s").setLevel(logging.WARNING)
    index = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
    texts = [passage.text for passage in passages]
    index.index(bm25s.tokenize(texts, stopwords=None, show_progress=False), show_progress=False)

    def rows_of(question: str) -> list[int]:
        tokens = bm25s.tokenize(question, stopwords=None, return_ids=False, show_progress=False)
        rows, scores = index.retrieve(tokens, k=min(DEPTH, len(texts)), show_progress=False)
        return [int(row) for row, score in zip(rows[0], scores[0], strict=True) if score > 0]

    return rows_of


def dense_rows(vectors: Floats2d, encoder: Encoder) -> Callable[[str], list[int]]:
    """Build an exact FAISS index over `vectors`."""
    index = IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors))

    def rows_of(question: str) -> list[int]:
        _, rows = index.search(encoder.encode_queries([question]), DEPTH)
        return [int(row) for row in rows[0] if row >= 0]

    return rows_of


def fused_rows(*arms: Callable[[str], list[int]]) -> Callable[[str], list[int]]:
    """Fuse `arms` by unweighted reciprocal rank."""

    def rows_of(question: str) -> list[int]:
        scores: dict[int, float] = {}
        for arm in arms:
            for rank, row in enumerate(arm(question), 1):
                scores[row] = scores.get(row, 0.0) + 1 / (RRF_K + rank)
        return sorted(scores, key=lambda row: -scores[row])

    return rows_of


def haystack_rows(passages: Sequence[Passage], vectors: Floats2d, encoder: Encoder) -> Callable[[str], list[int]]:
    """Build Haystack's hybrid pipeline: both in-memory retrievers, joined by reciprocal rank."""
    from haystack import Document, Pipeline, component
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    @component
    class OwnEmbedder:
        @component.output_types(embedding=list[float])  # type: ignore[untyped-decorator]
        def run(self, text: str) -> dict[str, list[float]]:
            return {"embedding": encoder.encode_queries([text])[0].tolist()}

    store = InMemoryDocumentStore(embedding_similarity_function="dot_product", shared=False)
    store.write_documents(
        [
            Document(id=str(row), content=passage.text, embedding=vector.tolist())
            for row, (passage, vector) in enumerate(zip(passages, vectors, strict=True))
        ]
    )
    pipeline = Pipeline()
    pipeline.add_component("embedder", OwnEmbedder())
    pipeline.add_component("words", InMemoryBM25Retriever(store, top_k=DEPTH))
    pipeline.add_component("vectors", InMemoryEmbeddingRetriever(store, top_k=DEPTH))
    pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
    pipeline.connect("embedder.embedding", "vectors.query_embedding")
    pipeline.connect("words", "joiner")
    pipeline.connect("vectors", "joiner")

    def rows_of(question: str) -> list[int]:
        answer = pipeline.run({"embedder": {"text": question}, "words": {"query": question}})
        return [int(document.id) for document in answer["joiner"]["documents"]]

    return rows_of


def txtai_rows(passages: Sequence[Passage], vectors: Floats2d, encoder: Encoder) -> Callable[[str], list[int]]:
    """Build txtai's hybrid index as `hybrid=True` gives it: its own BM25 and FAISS, half and half."""
    from txtai import Embeddings

    ready = {passage.text: vector for passage, vector in zip(passages, vectors, strict=True)}
    building = True

    def transform(texts: Sequence[str]) -> Floats2d:
        return np.stack([ready[text] for text in texts]) if building else encoder.encode_queries(list(texts))

    index = Embeddings(method="external", transform=transform, hybrid=True)
    index.index((row, passage.text, None) for row, passage in enumerate(passages))
    building = False
    ready.clear()
    return lambda question: [int(row) for row, _ in index.search(question, DEPTH)]


def build_systems(
    passages: Sequence[Passage], vectors: Floats2d, encoder: Encoder, own: Callable[[], System]
) -> dict[str, tuple[System, float]]:
    """Build every search and return it with the seconds that took, by name; the vectors are there already."""
    parts: dict[str, Callable[[], Callable[[str], Iterable[int]]]] = {
        "BM25 (bm25s)": lambda: bm25_rows(passages),
        "Encoder + FAISS": lambda: dense_rows(vectors, encoder),
        "RRF of both": lambda: fused_rows(bm25_rows(passages), dense_rows(vectors, encoder)),
        "Haystack hybrid": lambda: haystack_rows(passages, vectors, encoder),
        "txtai hybrid": lambda: txtai_rows(passages, vectors, encoder),
    }
    built: dict[str, tuple[System, float]] = {}
    for name, build in parts.items():
        began = time.perf_counter()
        system = _PassageSystem(name, passages, build())
        built[name] = (system, time.perf_counter() - began)
    began = time.perf_counter()
    ours = own()
    built[ours.name] = (ours, time.perf_counter() - began)
    return built
