"""Find the passages that match a question, by meaning and by words.

Simpler than the search over entries: a document brings no questions, titles and points to match against.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.analysis import Analyser, Term
from knowledge.ingest.background import Background
from knowledge.lexical import LexicalArm
from knowledge.schema import LANGUAGES, Language
from knowledge.stores import VectorStore
from knowledge.stores.base import Floats1d, Floats2d, Ints1d

FEATURES = (
    "nearness",
    "nearness as the entries teach it",
    "share of question words held",
    "lexical score",
    "same language",
    "words in the question",
    "windows searched",
)
#: Windows that the vectors name, and passages that the words of each language name.
DEPTH = 60
#: Of so many that match best, the likeliest to be right comes first: what lies near in the question's own language is
#: wrong more often than what lies as near in another.
CANDIDATES = 5
#: What a lexical score of 1 adds to the nearness, by which passages are ordered. Anything from 0 to 0.2 finds as many.
LEXICAL_WEIGHT = 0.1


@dataclass(frozen=True)
class Searched:
    """One passage as it is searched."""

    text: str
    language: Language
    #: How many windows, and so vectors, it has.
    windows: int


@dataclass(frozen=True)
class Hit:
    """One passage that was found."""

    #: Position of the passage.
    row: int
    #: Nearness and weighted lexical score together; good for the order alone.
    score: float
    #: As `FEATURES`.
    features: tuple[float, ...]
    #: Words of the question that the passage holds.
    words: tuple[str, ...]
    #: Which of its windows is nearest.
    window: int


@dataclass(frozen=True)
class _Nearness:
    """How near a passage is to a question: the cosine of its nearest window, plain and as the entries teach it."""

    near: float
    taught: float
    window: int


class PassageSearch:
    """Searches a fixed list of passages.

    `vectors`: of their windows, shape (windows, dimensions), as `Background.centred_texts` returns them. `store`: holds
    the same.
    """

    def __init__(
        self, passages: Sequence[Searched], vectors: Floats2d, store: VectorStore, background: Background
    ) -> None:
        self.store = store
        # Half precision is enough for the few that are compared here, and half of the memory.
        self._vectors: NDArray[np.float16] = vectors.astype(np.float16)
        self._languages = [passage.language for passage in passages]
        self._background = background
        #: Where the windows of each passage begin, and which passage each window is of.
        self._starts: Ints1d = np.cumsum([0, *(passage.windows for passage in passages)])
        self._owners: Ints1d = np.repeat(np.arange(len(passages)), np.diff(self._starts))
        self._arms: dict[Language, LexicalArm] = {}
        #: For each passage, its place in the arm of its language.
        self._places: Ints1d = np.zeros(len(passages), dtype=np.int64)
        #: They tell which words of a question carry its meaning.
        self._analysers = {code: Analyser(code, {}) for code in LANGUAGES}
        for code in LANGUAGES:
            rows = np.array([row for row, one in enumerate(self._languages) if one == code], dtype=np.int64)
            texts = [passages[row].text for row in rows]
            # Passages of signs and function words alone leave BM25 nothing to count.
            if any(self._analysers[code].terms(text) for text in texts):
                self._arms[code] = LexicalArm(code, rows, texts)
                self._places[rows] = np.arange(len(rows))

    def search(
        self, question: str, language: Language, vector: Floats1d, limit: int, exclude: frozenset[int] = frozenset()
    ) -> list[Hit]:
        """Return the `limit` passages that match `question` best, best first.

        None are found where it has no more than function words and single letters.

        `vector`: of the question, shape (dimensions,). `exclude`: passages to leave out.

        Raises:
            StoreUnavailable: as `VectorStore.search`.
        """
        asked = self._background.centred_question(vector, language)
        left_out = sum(int(self._starts[row + 1] - self._starts[row]) for row in exclude)
        windows, _ = self.store.search(asked, DEPTH + left_out)
        words = {term.word for term in self._analysers[language].terms(question)}
        if not any(len(word) > 1 for word in words):
            return []
        terms = {code: self._terms(code, question, words) for code in self._arms}
        lexical = self._lexical(terms, DEPTH + len(exclude))
        rows = sorted(({int(self._owners[window]) for window in windows} | lexical.keys()) - exclude)
        near = {row: self._nearness(row, asked) for row in rows}
        scores = {row: one.near + LEXICAL_WEIGHT * lexical.get(row, 0.0) for row, one in near.items()}
        hits: list[Hit] = []
        for row in sorted(rows, key=lambda row: (-scores[row], row))[:limit]:
            share, held = self._held(row, terms)
            same = float(self._languages[row] == language)
            counts = (math.log1p(len(words)), math.log1p(len(self._owners)))
            features = (near[row].near, near[row].taught, share, lexical.get(row, 0.0), same, *counts)
            hits.append(Hit(row, scores[row], features, held, near[row].window))
        return hits

    def _terms(self, code: Language, question: str, words: set[str]) -> list[Term]:
        """Return the terms of `question` read as `code`; its own function words may be words of meaning there."""
        return [term for term in self._arms[code].analyser.query_terms(question) if term.word in words]

    def _lexical(self, terms: Mapping[Language, Sequence[Term]], depth: int) -> dict[int, float]:
        """Return the scores of the `depth` passages of each language that match best by words."""
        found: dict[int, float] = {}
        for code, arm in self._arms.items():
            scores = arm.scores(terms[code])
            best = np.argsort(-scores, kind="stable")[:depth]
            found.update((int(arm.rows[place]), float(scores[place])) for place in best if scores[place] > 0)
        return found

    def _nearness(self, row: int, asked: Floats1d) -> _Nearness:
        """Compare the windows of a passage with a question."""
        vectors = self._vectors[self._starts[row] : self._starts[row + 1]].astype(np.float32)
        cosines = vectors @ asked
        taught = cosines
        if adapter := self._background.adapter:
            taught = adapter.apply(vectors) @ adapter.apply(asked[None])[0]
        return _Nearness(float(cosines.max()), float(taught.max()), int(cosines.argmax()))

    def _held(self, row: int, terms: Mapping[Language, Sequence[Term]]) -> tuple[float, tuple[str, ...]]:
        """Return the share of the question's words, weighed by rarity, that a passage holds, and these."""
        code = self._languages[row]
        if code not in self._arms:
            return 0.0, ()
        stems = self._arms[code].stems[self._places[row]]
        rarity: dict[str, float] = {}
        held: dict[str, float] = {}
        for term in terms[code]:
            if term.kind == "word":
                rarity[term.word] = self._background.arms[code].idf(term.stem)
            if term.stem in stems:
                held[term.word] = max(held.get(term.word, 0.0), term.weight)
        total = sum(rarity.values())
        share = sum(rarity.get(word, 0.0) * weight for word, weight in held.items()) / total if total else 0.0
        return min(share, 1.0), tuple(held)
