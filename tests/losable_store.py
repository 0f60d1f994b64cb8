"""A store of vectors that can be lost, as one on another machine can."""

from __future__ import annotations

from knowledge.stores import FaissStore, StoreUnavailable, VectorSet
from knowledge.stores.base import Floats1d, Ints1d


class Losable:
    """Opens stores, all of which are lost and found together."""

    def __init__(self) -> None:
        self.lost = False
        #: How many searches were made.
        self.asked = 0

    def open(self, wanted: VectorSet) -> LosableStore:
        """Open a store of `wanted`; lost ones cannot be opened."""
        if self.lost:
            raise StoreUnavailable("the store is lost")
        return LosableStore(self, FaissStore.from_vectors(wanted.read()))


class LosableStore:
    """FAISS behind a wire that can be cut."""

    label = "faiss"

    def __init__(self, wire: Losable, inner: FaissStore) -> None:
        self._wire = wire
        self._inner = inner
        self.is_up = True

    def __len__(self) -> int:
        return len(self._inner)

    def search(self, query: Floats1d, k: int) -> tuple[Ints1d, Floats1d]:
        """Search, unless the wire is cut."""
        self._wire.asked += 1
        if self._wire.lost:
            self.is_up = False
            raise StoreUnavailable("the store is lost")
        return self._inner.search(query, k)

    def recover(self) -> None:
        """Look at the wire."""
        self.is_up = not self._wire.lost
