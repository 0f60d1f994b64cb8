"""The seam between search and a vector engine.

Errors:
    KnowledgeError
    └── StoreError              what `GRENSWIJZER_VECTORS` says cannot be used
        └── StoreUnavailable    the engine does not answer now; it may again later
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.loading import KnowledgeError

#: Row vectors, one per passage: shape (n, dimensions), L2-normalised.
Floats2d = NDArray[np.float32]
#: One value per passage or hit.
Floats1d = NDArray[np.float32]
Ints1d = NDArray[np.int64]
#: Gets how many of how many are done.
Progress = Callable[[int, int], None]


class StoreError(KnowledgeError):
    """Vectors cannot be kept where they are wanted; the message says what to do."""


class StoreUnavailable(StoreError):
    """The engine cannot be reached, or does not hold what it should."""


def _none_kept() -> Collection[str]:
    return ()


@dataclass(frozen=True)
class VectorSet:
    """The vectors that a store is to hold; they never change, for others have another key."""

    family: Literal["entries", "documents"]
    #: Letters, digits and underscores. Two sets of one family with one key are the same.
    key: str
    #: How many vectors there are.
    count: int
    #: Reads them, shape (count, dimensions); called only where the store does not hold them yet.
    read: Callable[[], Floats2d]
    #: Returns the keys of other sets of the family that are still wanted; those of any other key may be removed.
    kept: Callable[[], Collection[str]] = _none_kept


#: How many vectors are put into a store between two calls of a `Progress`.
BATCH = 1000


class VectorStore(Protocol):
    """Inner-product search; a passage's id is its position in the set that the store holds.

    All but `HnswStore` search exactly. Safe to search from several threads.
    """

    @property
    def label(self) -> str:
        """What is told to users of the service: the engine, and what in it is searched, but no address."""
        ...

    @property
    def is_up(self) -> bool:
        """Whether the last attempt to reach the engine succeeded."""
        ...

    def __len__(self) -> int:
        """Return how many vectors are stored."""
        ...

    def search(self, query: Floats1d, k: int) -> tuple[Ints1d, Floats1d]:
        """Return ids and inner products of the `k` nearest passages, best first, ties by id.

        `query`: shape (dimensions,), L2-normalised. Fewer than `k` come back where fewer are stored. In the place of
        those that an inexact store misses are the next nearest.

        Raises:
            StoreUnavailable: the engine does not answer; `is_up` is False until `recover` has reached it.
        """
        ...

    def recover(self) -> None:
        """Try to reach a lost engine again, unless that was tried a moment ago; `is_up` tells how it went."""
        ...


#: Opens a store that holds a set; `open_store` with what the settings say.
StoreOpener = Callable[[VectorSet], VectorStore]
