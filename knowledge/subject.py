"""Whether a question is about our subject at all, told by its vector alone.

That something like an answer was found says little where a question asks for the like of what we know: the tax of
another country, a permit to build. Such messages lie together in the encoder's space, beside what we are asked for, and
a plane tells them apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from knowledge.stores.base import Floats1d


@dataclass(frozen=True)
class SubjectModel:
    """Logistic regression over the vectors of one encoder."""

    #: One for each dimension.
    weights: tuple[float, ...]
    bias: float
    #: Fingerprint of the encoder that it was fitted over.
    encoder: str

    def log_odds(self, vector: Floats1d | None) -> float:
        """Return how sure it is that a question with `vector`, shape (dimensions,), is about our subject.

        Zero, for even odds, where the question has no vector.
        """
        if vector is None:
            return 0.0
        return self.bias + float(vector @ np.array(self.weights, dtype=np.float32))
