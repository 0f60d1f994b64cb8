"""Score every answer unit for a question: two arms, fused by a learnt convex combination.

Both arms give a unit three scores: of its best matching question, of its text, and of the title of its
entry, for question-to-question and question-to-answer matches complement each other (Sakata et al.,
SIGIR 2019), and a title speaks for every point of its entry.
Fusion is a convex combination of normalised scores (Bruch, Gai and Ingber, arXiv 2210.11934); what
the lexical arm counts depends on the languages of query and passage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.adapter import Adapter
from knowledge.analysis import Term, mend
from knowledge.encoder import Encoder
from knowledge.index import Index
from knowledge.lexical import LexicalArm, build_arms
from knowledge.schema import LANGUAGES, Language
from knowledge.stores import StoreUnavailable, open_store
from knowledge.stores.base import Floats1d, Floats2d, Ints1d, StoreOpener

#: Columns of the score table.
ARMS = ("dense question", "dense text", "dense title", "lexical question", "lexical text", "lexical title")
#: How many of the columns, from the left, are of the dense arm.
DENSE = 3
_COLUMN_OF_KIND = {"question": 0, "asked": 0, "text": 1, "title": 2}
#: How many passages the vector store is asked for: enough that every likely unit is among them.
DEPTH = 400
#: How many of the nearest passages vote, and how much nearer (in cosine) one must be to count e times another.
_VOTERS = 60
_VOTE_SCALE = 0.05
#: Cosines below this count as nothing; those of the adapted vectors use the whole band from 0 to 1.
_DENSE_FLOOR = 0.0


@dataclass(frozen=True)
class RankingWeights:
    """What was learnt; see `knowledge/data/ranking.json` for how."""

    #: One weight per column of `ARMS`, non-negative, summing to 1.
    arms: tuple[float, ...]
    #: What a lexical match in a passage of another language than the query's counts, in [0, 1].
    other_language: float


@dataclass(frozen=True)
class Scores:
    """The scores of one question for every unit; row i belongs to `Ranker.units[i]`."""

    #: Shape (units,), in [0, 1]: the convex combination of the arms.
    fused: Floats1d
    #: Shape (units,), in [0, 1]: what units are ordered by; `fused`, until a reranker says otherwise.
    final: Floats1d
    #: Shape (units, 6), in [0, 1], columns as `ARMS`.
    arms: Floats2d
    #: Shape (units, 6): the passage that gave each arm's score, -1 where none did.
    passages: Ints1d
    #: Shape (units,), summing to 1: how the nearest passages vote, the nearer the louder; zeros without a vector.
    votes: Floats1d
    terms: dict[Language, list[Term]]
    #: The question's own, before any adapter, shape (dimensions,); None where it was matched by words alone.
    vector: Floats1d | None

    @property
    def has_vector(self) -> bool:
        """Whether the question was matched by meaning, not by words alone."""
        return bool(self.votes.any())


class Ranker:
    """Scores questions against one opened index."""

    def __init__(
        self,
        index: Index,
        encoder: Encoder | None,
        weights: RankingWeights,
        adapter: Adapter | None = None,
        stores: StoreOpener = open_store,
    ) -> None:
        """`adapter`: one trained over another encoder than that of `index` is not used.

        Raises:
            StoreError: `stores` cannot open what it is asked for.
        """
        self.index = index
        self._encoder = encoder
        self._adapter = adapter if adapter and adapter.encoder == index.manifest.encoder else None
        #: Without an encoder there is nothing to ask it.
        self._store = stores(index.vector_set(self._adapter)) if encoder else None
        self.weights = weights
        self.arms: dict[Language, LexicalArm] = build_arms(index.passages, index.analysis)
        keys = {(p.entry, p.point): None for p in index.passages}
        #: (entry id, point id) of each unit.
        self.units: list[tuple[str, str]] = list(keys)
        number = {key: i for i, key in enumerate(self.units)}
        self._unit_of = np.array([number[p.entry, p.point] for p in index.passages], dtype=np.int64)
        self._column_of = np.array([_COLUMN_OF_KIND[p.kind] for p in index.passages], dtype=np.int64)
        entries = {entry: i for i, entry in enumerate(index.entries)}
        #: Number of the entry of each unit.
        self.entry_of = np.array([entries[entry] for entry, _ in self.units], dtype=np.int64)

    @property
    def by_meaning(self) -> bool:
        """Whether questions are matched by meaning as well as by words: encoder and vectors can be reached."""
        return self._store is not None and self._store.is_up

    @property
    def searched(self) -> str:
        """What `by_meaning` searches; see `VectorStore.label`."""
        return self._store.label if self._store else "none"

    def recover(self) -> None:
        """Try to reach lost vectors again."""
        if self._store:
            self._store.recover()

    def embed(self, questions: Sequence[str]) -> Floats2d | None:
        """Return the vectors of `questions`, shape (n, dimensions); None where nothing can be matched.

        That of a question with typos is the mean with the question mended, which may be mended wrongly.
        """
        if self._encoder is None or not self.by_meaning:
            return None
        vectors = self._encoder.encode_queries(list(questions))
        analysers = [arm.analyser for arm in self.arms.values()]
        mended = {i: text for i, question in enumerate(questions) if (text := mend(question, analysers))}
        if mended:
            # What the encoder returns may be kept by it.
            vectors = vectors.copy()
            means = vectors[list(mended)] + self._encoder.encode_queries(list(mended.values()))
            vectors[list(mended)] = means / np.linalg.norm(means, axis=1, keepdims=True)
        return vectors

    def score(
        self, question: str, language: Language, vector: Floats1d | None, exclude: frozenset[int] = frozenset()
    ) -> Scores:
        """Score every unit for `question`.

        `vector`: from `embed` or of the index; None searches by words alone. `exclude`: passages to leave out, so
        that a question of the index can be asked as if it were new.
        """
        table = _Table(len(self.units))
        votes: Floats1d = np.zeros(len(self.units), dtype=np.float32)
        near = self._near(vector)
        if near:
            rows, cosines = near
            kept = ~np.isin(rows, list(exclude))
            self._enter(table, 0, rows[kept], _normalised(cosines[kept]))
            votes = self._votes(rows[kept][:_VOTERS], cosines[kept][:_VOTERS])
        terms: dict[Language, list[Term]] = {}
        for code in LANGUAGES:
            arm = self.arms[code]
            terms[code] = arm.analyser.query_terms(question)
            scores = arm.scores(terms[code]) * (1.0 if code == language else self.weights.other_language)
            hit = (scores > 0) & ~np.isin(arm.rows, list(exclude))
            self._enter(table, DENSE, arm.rows[hit], scores[hit])
        table.share_titles(self.entry_of)
        weights = np.array(self.weights.arms, dtype=np.float32)
        if not near:
            # Words only: the lexical weights take the whole.
            weights = np.where(np.arange(len(ARMS)) < DENSE, 0, weights) / max(weights[DENSE:].sum(), 1e-6)
        fused: Floats1d = (table.scores @ weights).astype(np.float32)
        return Scores(fused, fused, table.scores, table.passages, votes, terms, vector if near else None)

    def _near(self, vector: Floats1d | None) -> tuple[Ints1d, Floats1d] | None:
        """Return the nearest passages and their cosines; None without a vector, or where the store is lost."""
        if vector is None or self._store is None:
            return None
        mapped = self._adapter.apply(vector[None])[0] if self._adapter else vector
        try:
            return self._store.search(mapped, DEPTH)
        except StoreUnavailable:
            return None

    def _votes(self, rows: Ints1d, cosines: Floats1d) -> Floats1d:
        """Return the share of each unit in the nearest passages `rows`, best first."""
        loud = np.exp((cosines - cosines[:1]) / _VOTE_SCALE)
        votes: Floats1d = np.bincount(self._unit_of[rows], loud, len(self.units)).astype(np.float32)
        return votes / max(float(votes.sum()), 1e-9)

    def _enter(self, table: _Table, first_column: int, rows: Ints1d, scores: Floats1d) -> None:
        """Enter the scores of passages: questions, texts and titles in the columns from `first_column` on."""
        table.raise_to(self._unit_of[rows], self._column_of[rows] + first_column, rows, scores)


def _normalised(cosines: Floats1d) -> Floats1d:
    """Return cosines above `_DENSE_FLOOR` stretched to [0, 1]."""
    stretched: Floats1d = np.clip((cosines - _DENSE_FLOOR) / (1 - _DENSE_FLOOR), 0, 1).astype(np.float32)
    return stretched


class _Table:
    """The best score and its passage, for each unit and arm."""

    def __init__(self, units: int) -> None:
        self.scores: Floats2d = np.zeros((units, len(ARMS)), dtype=np.float32)
        self.passages: Ints1d = np.full((units, len(ARMS)), -1, dtype=np.int64)

    def raise_to(self, units: Ints1d, columns: Ints1d, rows: Ints1d, scores: Floats1d) -> None:
        """Enter `scores` of the passages `rows` where they are better than what stands there."""
        order = np.argsort(scores, kind="stable")
        order = order[scores[order] >= self.scores[units[order], columns[order]]]
        # Of several values for one cell numpy keeps the last, which is the best, for they ascend.
        self.scores[units[order], columns[order]] = scores[order]
        self.passages[units[order], columns[order]] = rows[order]

    def share_titles(self, entry_of: Ints1d) -> None:
        """Give every unit the title scores of its entry, which stand with one of its units so far."""
        for column in (DENSE - 1, len(ARMS) - 1):
            best: Ints1d = np.zeros(entry_of.max() + 1, dtype=np.int64)
            order = np.argsort(self.scores[:, column], kind="stable")
            best[entry_of[order]] = order
            self.passages[:, column] = self.passages[best[entry_of], column]
            self.scores[:, column] = self.scores[best[entry_of], column]
