"""FAISS in this process: exact search in two passes.

The first goes over all vectors in 8 bits, which is twice as fast as in 32 and takes a quarter of their memory more; the
second over those that may be among the nearest, in full. How far rounding to 8 bits can move an inner product is known,
so that nothing is missed.
"""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np

from knowledge.stores.base import Floats1d, Floats2d, Ints1d
from knowledge.stores.ties import nearest

#: Above this many vectors an exact search takes more than 4 ms, an eighth of embedding the question with the plain
#: network on the same core, and an approximate index is worth its misses (`make bench-scale`, docs/benchmarks.md).
EXACT_LIMIT = 50_000
#: How many times as many are looked at again as are asked for; of our own entries 1.6 times is mostly enough.
_LOOKED_AT = 2
#: What single precision may move a sum of products of unit vectors by.
_ROUNDING = 1e-5
#: Vectors that are worked on at once, so that it takes little memory.
_BLOCK = 4096


class FaissStore:
    """Vectors in full, and a FAISS index of them in 8 bits."""

    def __init__(self, vectors: Floats2d) -> None:
        """`vectors`: shape (n, dimensions), L2-normalised; kept, not copied."""
        self._vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        self._rough = faiss.IndexScalarQuantizer(
            vectors.shape[1], faiss.ScalarQuantizer.QT_8bit_uniform, faiss.METRIC_INNER_PRODUCT
        )
        self._off = 0.0
        if len(vectors):
            self._rough.train(self._vectors)
            self._rough.add(self._vectors)
            self._off = self._farthest() + _ROUNDING

    def _farthest(self) -> float:
        """Return the largest distance of a vector from itself in 8 bits."""
        farthest = 0.0
        for start in range(0, len(self), _BLOCK):
            vectors = self._vectors[start : start + _BLOCK]
            rounded = self._rough.reconstruct_n(start, len(vectors))
            farthest = max(farthest, float(np.linalg.norm(rounded - vectors, axis=1).max()))
        return farthest

    @classmethod
    def from_vectors(cls, vectors: Floats2d) -> FaissStore:
        """Build a store of `vectors`, shape (n, dimensions), L2-normalised."""
        return cls(vectors)

    @classmethod
    def load(cls, path: Path) -> FaissStore:
        """Read a store that `save` wrote.

        Raises:
            RuntimeError: FAISS cannot read the file.
        """
        index = faiss.read_index(str(path))
        return cls(index.reconstruct_n(0, index.ntotal))

    @property
    def label(self) -> str:
        """The engine."""
        return "faiss"

    @property
    def is_up(self) -> bool:
        """True: it is in this process."""
        return True

    def recover(self) -> None:
        """Do nothing: it cannot be lost."""

    def __len__(self) -> int:
        """Return how many vectors are stored."""
        return len(self._vectors)

    def vectors(self) -> Floats2d:
        """Return all vectors, shape (n, dimensions); they are the store's own, and not to be written to."""
        return self._vectors

    def search(self, query: Floats1d, k: int) -> tuple[Ints1d, Floats1d]:
        """Return ids and inner products of the `k` nearest passages, best first, ties by id."""
        return nearest(lambda n: self._nearest(query, n), k, len(self))

    def _nearest(self, query: Floats1d, n: int) -> tuple[Ints1d, Floats1d]:
        off = self._off * float(np.linalg.norm(query))
        many = _LOOKED_AT * n
        while True:
            rough, ids = (found[0] for found in self._rough.search(query.reshape(1, -1), min(many, len(self))))
            # In full, n of these are at `least` or above it, and nothing else is above the last one and `off`.
            least = rough[n - 1] - off
            if len(ids) == len(self) or rough[-1] + off < least:
                break
            many *= 2
        ids = ids[rough + off >= least]
        scores: Floats1d = self._vectors[ids] @ query
        best = np.argsort(-scores, kind="stable")[:n]
        return ids[best], scores[best]

    def save(self, path: Path) -> None:
        """Write the vectors to the file `path`."""
        index = faiss.IndexFlatIP(self._vectors.shape[1])
        index.add(self._vectors)
        faiss.write_index(index, str(path))
