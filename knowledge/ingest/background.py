"""What the entries tell about words and vectors in general, for a few documents cannot."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from knowledge.adapter import Adapter
from knowledge.index import Index
from knowledge.lexical import LexicalArm
from knowledge.schema import LANGUAGES, Language
from knowledge.stores.base import Floats1d, Floats2d

#: How much of the mean of its language is taken off a vector. With 0, a German question finds one in four of the
#: passages in other languages that answer it; with 0.8, three in four; with 1, no more of them.
CENTRED = 0.8
_QUESTIONS, _TEXTS = ("question", "asked"), ("text",)


@dataclass(frozen=True, eq=False)
class Background:
    """Made of one opened index.

    The vectors of one language lie together, and those of its questions too, whatever they are about: without the mean
    of their kind and language, vectors are compared by what they say.
    """

    #: By which words are weighed: which of them are rare.
    arms: Mapping[Language, LexicalArm]
    #: Means of the vectors of questions and of texts in each language, shape (dimensions,).
    questions: Mapping[Language, Floats1d]
    texts: Mapping[Language, Floats1d]
    #: What the entries' questions taught about nearness; None where nothing did.
    adapter: Adapter | None

    @classmethod
    def of(cls, index: Index, arms: Mapping[Language, LexicalArm]) -> Self:
        """Read the vectors of `index`. `arms`: built of its passages."""
        vectors = index.read_store().vectors()
        adapter = Adapter.load()
        return cls(
            arms,
            _means(index, vectors, _QUESTIONS),
            _means(index, vectors, _TEXTS),
            adapter if adapter and adapter.encoder == index.manifest.encoder else None,
        )

    @property
    def digest(self) -> str:
        """16 hex digits that change with what `centred_texts` returns."""
        return hashlib.sha256(b"".join(self.texts[code].tobytes() for code in LANGUAGES)).hexdigest()[:16]

    def centred_question(self, vector: Floats1d, language: Language) -> Floats1d:
        """Return the vector of a question, shape (dimensions,), without what its language adds; 1 long."""
        centred: Floats1d = _normalised((vector - CENTRED * self.questions[language])[None])[0]
        return centred

    def centred_texts(self, vectors: Floats2d, languages: Sequence[Language]) -> Floats2d:
        """Return the vectors of texts in `languages`, shape (texts, dimensions), as `centred_question`."""
        if not len(vectors):
            return vectors
        return _normalised(vectors - CENTRED * np.stack([self.texts[code] for code in languages]))


def _means(index: Index, vectors: Floats2d, kinds: Collection[str]) -> dict[Language, Floats1d]:
    rows: dict[Language, list[int]] = {code: [] for code in LANGUAGES}
    for row, passage in enumerate(index.passages):
        if passage.kind in kinds:
            rows[passage.language].append(row)
    nothing = np.zeros(vectors.shape[1], dtype=np.float32)
    return {code: vectors[rows[code]].mean(axis=0) if rows[code] else nothing for code in LANGUAGES}


def _normalised(vectors: Floats2d) -> Floats2d:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    result: Floats2d = (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)
    return result
