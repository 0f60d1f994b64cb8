"""FAISS in this process: exact (flat) search, 0.1 ms at 5,000 vectors."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np

from knowledge.stores.base import Floats1d, Floats2d, Ints1d
from knowledge.stores.ties import nearest

#: Above this many vectors an exact search takes more than 4 ms, an eighth of embedding the question with the plain
#: network on the same core, and an approximate index is worth its misses (`make bench-scale`, docs/benchmarks.md).
EXACT_LIMIT = 50_000


class FaissStore:
    """A flat inner-product index of FAISS."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def from_vectors(cls, vectors: Floats2d) -> FaissStore:
        """Build a store of `vectors`, shape (n, dimensions)."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> FaissStore:
        """Read a store that `save` wrote.

        Raises:
            RuntimeError: FAISS cannot read the file.
        """
        return cls(faiss.read_index(str(path)))

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
        return int(self._index.ntotal)

    def vectors(self) -> Floats2d:
        """Return a copy of all vectors, shape (n, dimensions)."""
        copy: Floats2d = self._index.reconstruct_n(0, len(self))
        return copy

    def search(self, query: Floats1d, k: int) -> tuple[Ints1d, Floats1d]:
        """Return ids and inner products of the `k` nearest passages, best first, ties by id."""

        def ask(n: int) -> tuple[Ints1d, Floats1d]:
            scores, ids = self._index.search(query.reshape(1, -1), n)
            return ids[0], scores[0]

        return nearest(ask, k, len(self))

    def save(self, path: Path) -> None:
        """Write the store to the file `path`."""
        faiss.write_index(self._index, str(path))
