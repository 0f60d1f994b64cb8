"""The seam between the search and whatever turns text into vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats2d = NDArray[np.float32]


class Encoder(Protocol):
    """Turns questions and passages into vectors whose inner product is their likeness.

    Both kinds go through methods of their own, because many models want different prompts for them.
    Implementations may be called from several threads at once.
    """

    @property
    def dimensions(self) -> int:
        """The length of each vector."""
        ...

    @property
    def fingerprint(self) -> str:
        """A name that changes whenever the vectors could; an index stores it and checks it."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Floats2d:
        """Return one row of length 1 (L2) per question: float32, shape (len(texts), dimensions)."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Floats2d:
        """Return one row of length 1 (L2) per passage: float32, shape (len(texts), dimensions)."""
        ...
