"""The seam between search and a vector engine."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

#: Row vectors, one per passage: shape (n, dimensions), L2-normalised.
Floats2d = NDArray[np.float32]
#: One value per passage or hit.
Floats1d = NDArray[np.float32]
Ints1d = NDArray[np.int64]


class VectorStore(Protocol):
    """Exact inner-product search; a passage's id is the position at which it was added."""

    def __len__(self) -> int:
        """Return how many vectors are stored."""
        ...

    def search(self, query: Floats1d, k: int) -> tuple[Ints1d, Floats1d]:
        """Return ids and inner products of the `k` nearest passages, best first, ties by id.

        `query`: shape (dimensions,), L2-normalised. Fewer than `k` come back where fewer are stored.
        """
        ...

    def save(self, path: Path) -> None:
        """Write the store to the file `path`."""
        ...
