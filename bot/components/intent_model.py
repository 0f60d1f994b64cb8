"""The statistics behind the intent classifier, free of Rasa."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import List, Optional, Sequence, Tuple

import numpy as np
import scipy.sparse
import skops.io
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, make_union

FILE = "intent_model.skops"
#: scikit-learn's own pattern leaves out words of one letter ("u", "i").
ANY_WORD = r"(?u)\b\w+\b"
#: Beside the types that skops trusts by itself: the weights of the n-grams are kept as a sparse matrix.
TRUSTED_TYPES = ["scipy.sparse._csr.csr_matrix"]


@dataclass
class IntentModel:
    """A fitted model. `dense_mean` is None where it was fitted without dense vectors."""

    ngrams: FeatureUnion
    regression: LogisticRegression
    dense_mean: Optional[np.ndarray]
    dense_weight: float

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        dense: Optional[np.ndarray],
        intents: Sequence[str],
        inverse_regularisation: float,
        dense_weight: float,
    ) -> IntentModel:
        """Fit on `texts` with their `intents`; `dense` has shape (texts, dimensions)."""
        ngrams = make_union(
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
            TfidfVectorizer(ngram_range=(1, 2), token_pattern=ANY_WORD, sublinear_tf=True),
        )
        ngrams.fit(texts)
        # e5 vectors all point roughly the same way: only what differs from their mean tells intents apart.
        mean = None if dense is None else dense.mean(axis=0)
        regression = LogisticRegression(C=inverse_regularisation, max_iter=300)
        model = cls(ngrams, regression, mean, dense_weight)
        regression.fit(model._features(texts, dense), intents)
        return model

    def rank(self, text: str, dense: Optional[np.ndarray]) -> List[Tuple[str, float]]:
        """Return all intents with their probability, best first; `dense` has shape (1, dimensions)."""
        probabilities = self.regression.predict_proba(self._features([text], dense))[0]
        order = np.argsort(-probabilities, kind="stable")
        return [(str(self.regression.classes_[i]), float(probabilities[i])) for i in order]

    def write(self, folder: Path) -> None:
        """Store the model in `folder`."""
        parts = {
            "ngrams": self.ngrams,
            "regression": self.regression,
            "dense_mean": self.dense_mean,
            "dense_weight": self.dense_weight,
        }
        skops.io.dump(parts, folder / FILE)

    @classmethod
    def read(cls, folder: Path) -> IntentModel:
        """Read the model that `write` stored in `folder`; skops refuses any type that is not trusted."""
        model = cls(**skops.io.load(folder / FILE, trusted=TRUSTED_TYPES))
        # scipy multiplies by the transposed weights, and copies them all for each message unless they lie by columns.
        model.regression.coef_ = np.asfortranarray(model.regression.coef_)
        return model

    def _features(self, texts: Sequence[str], dense: Optional[np.ndarray]) -> scipy.sparse.csr_matrix:
        sparse = self.ngrams.transform(texts)
        if self.dense_mean is None:
            return sparse
        if dense is None:
            dense = np.repeat(self.dense_mean[np.newaxis], len(texts), axis=0)
        centred = dense - self.dense_mean
        lengths = np.linalg.norm(centred, axis=1, keepdims=True)
        scaled = self.dense_weight * centred / np.where(lengths > 0, lengths, 1.0)
        return scipy.sparse.hstack([sparse, scipy.sparse.csr_matrix(scaled)], format="csr")
