"""The statistics behind the intent classifier, free of Rasa.

Kernel ridge regression: each training example votes for its intent, the louder the more alike it is. Alike are texts
with the same n-grams (linear) and with near sentence vectors (Gaussian). With few examples of each intent it
understands more than logistic regression over the same features: bot/README.md has the figures.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import List, Mapping, Optional, Sequence, Tuple

import numpy as np
import scipy.sparse
import skops.io
from scipy.linalg import blas, lapack
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.pipeline import FeatureUnion, make_union

from bot.components.ngram_reader import NgramReader

FILE = "intent_model.skops"
#: scikit-learn's own pattern leaves out words of one letter ("u", "i").
ANY_WORD = r"(?u)\b\w+\b"
#: Beside the types that skops trusts by itself: the weights of the n-grams are kept as a sparse matrix.
TRUSTED_TYPES = ["scipy.sparse._csr.csr_matrix"]
#: Of the Gaussian; vectors have length 1.
GAMMA = 1.0
MOST_SHARP = 60.0
#: 17,000 examples are 1.2 GB; each thousand rows take 0.1 GB beside that while they are made.
ROWS_AT_ONCE = 1000


@dataclass
class IntentModel:
    """A fitted model. `vectors` and `dense_mean` are None where it was fitted without dense vectors."""

    ngrams: FeatureUnion
    intents: List[str]
    #: What each n-gram says for each intent, shape (n-grams, intents).
    ngram_weights: np.ndarray
    #: The centred vectors of the examples, shape (examples, dimensions), and what each says, shape (examples, intents).
    vectors: Optional[np.ndarray]
    votes: np.ndarray
    dense_mean: Optional[np.ndarray]
    #: The share of each intent among the examples.
    prior: np.ndarray
    #: What votes are multiplied by before they are made probabilities.
    sharpness: float

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        dense: Optional[np.ndarray],
        intents: Sequence[str],
        ngram_weight: float,
        regularisation: float,
    ) -> IntentModel:
        """Fit on `texts` with their `intents`; `dense` has shape (texts, dimensions).

        `ngram_weight`: of the n-grams beside the vectors. Probabilities are fitted to what each example would have been
        taken for without itself, which ridge regression gives in closed form.
        """
        ngrams = make_union(
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
            TfidfVectorizer(ngram_range=(1, 2), token_pattern=ANY_WORD, sublinear_tf=True),
        )
        counted = ngrams.fit_transform(texts).astype(np.float32)
        names = sorted(set(intents))
        wanted = np.array([[name == intent for name in names] for intent in intents], dtype=np.float64)
        prior = wanted.mean(axis=0)
        # e5 vectors all point roughly the same way: only what differs from their mean tells intents apart.
        mean = None if dense is None else dense.mean(axis=0)
        vectors = None if dense is None else _centred(dense, mean).astype(np.float32)
        alike = _alike(counted, vectors, ngram_weight)
        alike[np.diag_indices_from(alike)] += regularisation
        inverse = _inverse(alike)
        votes = blas.ssymm(1.0, inverse, (wanted - prior).astype(np.float32), lower=1)
        without_itself = wanted - votes / np.diag(inverse)[:, None]
        weights = ngram_weight * (counted.T @ votes)
        return cls(
            ngrams,
            names,
            np.ascontiguousarray(weights, dtype=np.float32),
            vectors,
            np.ascontiguousarray(votes),
            mean,
            prior,
            _sharpness(without_itself, wanted.argmax(axis=1)),
        )

    @cached_property
    def _reader(self) -> NgramReader:
        return NgramReader(self.ngrams)

    def rank(
        self, text: str, dense: Optional[np.ndarray], odds: Optional[Mapping[str, float]] = None
    ) -> List[Tuple[str, float]]:
        """Return all intents with their probability, best first; `dense` has shape (1, dimensions).

        `odds`: what those of an intent are multiplied by; 1 where it is not named.
        """
        columns, weights = self._reader.read(text)
        said = self.prior + weights @ self.ngram_weights[columns]
        if self.vectors is not None and dense is not None:
            centred = _centred(dense, self.dense_mean).astype(np.float32)
            # The Gaussian of vectors of length 1, for which scikit-learn's own takes ten times as long.
            alike = np.exp(2 * GAMMA * (self.vectors @ centred[0] - 1))
            said = said + alike @ self.votes
        favoured = np.log([(odds or {}).get(intent, 1.0) for intent in self.intents])
        probabilities = softmax(self.sharpness * said + favoured)
        return [(self.intents[i], float(probabilities[i])) for i in np.argsort(-probabilities, kind="stable")]

    def write(self, folder: Path) -> None:
        """Store the model in `folder`."""
        skops.io.dump({field.name: getattr(self, field.name) for field in fields(self)}, folder / FILE)

    @classmethod
    def read(cls, folder: Path) -> IntentModel:
        """Read the model that `write` stored in `folder`; skops refuses any type that is not trusted."""
        return cls(**skops.io.load(folder / FILE, trusted=TRUSTED_TYPES))


def _alike(counted: scipy.sparse.csr_matrix, vectors: Optional[np.ndarray], ngram_weight: float) -> np.ndarray:
    """Return how much alike each two examples are, shape (examples, examples).

    Built some rows at a time and in single precision: all at once would take several times the memory of the result.
    """
    alike = np.empty((counted.shape[0], counted.shape[0]), dtype=np.float32)
    for start in range(0, len(alike), ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        alike[rows] = ngram_weight * (counted[rows] @ counted.T).toarray()
        if vectors is not None:
            alike[rows] += rbf_kernel(vectors[rows], vectors, gamma=GAMMA)
    return alike


def _inverse(alike: np.ndarray) -> np.ndarray:
    """Return the inverse of the positive definite `alike` in its place; only the lower triangle is filled.

    Raises:
        LinAlgError: it is not positive definite.
    """
    # Of a symmetric matrix the transpose is the same, in the order of columns that LAPACK works on without a copy.
    factor, failed = lapack.spotrf(alike.T, lower=1, overwrite_a=1)
    inverse, failed_later = lapack.spotri(factor, lower=1, overwrite_c=1)
    if failed or failed_later:
        raise np.linalg.LinAlgError("The kernel of the training examples cannot be inverted.")
    return np.asarray(inverse)


def _centred(dense: np.ndarray, mean: Optional[np.ndarray]) -> np.ndarray:
    """Return `dense` without `mean`, each row of length 1."""
    centred = dense - mean
    lengths = np.linalg.norm(centred, axis=1, keepdims=True)
    return np.asarray(centred / np.where(lengths > 0, lengths, 1.0))


def _sharpness(said: np.ndarray, right: np.ndarray) -> float:
    """Return the factor under which the votes `said`, shape (examples, intents), are the likeliest probabilities."""
    rows = np.arange(len(right))
    found = minimize_scalar(
        lambda factor: -float(log_softmax(factor * said, axis=1)[rows, right].mean()),
        bounds=(1.0, MOST_SHARP),
        method="bounded",
    )
    return float(found.x)
