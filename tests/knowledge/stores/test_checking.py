"""The check of a store finds what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from knowledge.stores import FaissStore
from knowledge.stores.base import Floats1d, Ints1d
from knowledge.stores.checking import ranks_exactly
from tests.knowledge.stores.making import unit_vectors

pytestmark = pytest.mark.unit
VECTORS = unit_vectors(200)
QUERY = VECTORS[3]
Change = Callable[[Ints1d, Floats1d], tuple[Ints1d, Floats1d]]


class _Bent(FaissStore):
    """A store whose answers are changed before they are given."""

    change: Change

    def search(self, query: Floats1d, k: int) -> tuple[Ints1d, Floats1d]:
        return self.change(*super().search(query, k))


def agrees(change: Change) -> bool:
    store = _Bent.from_vectors(VECTORS)
    assert isinstance(store, _Bent)
    store.change = change
    return ranks_exactly(store, VECTORS, QUERY, 10)


def test_a_store_that_ranks_exactly_passes() -> None:
    assert agrees(lambda ids, scores: (ids, scores))
    assert agrees(lambda ids, scores: (ids, scores + np.float32(2e-6)))


def test_what_is_missing_doubled_swapped_or_misjudged_is_found() -> None:
    assert not agrees(lambda ids, scores: (ids[:-1], scores[:-1]))
    assert not agrees(lambda ids, scores: (np.append(ids[:-1], ids[0]), scores))
    assert not agrees(lambda ids, scores: (ids[::-1], scores[::-1]))
    assert not agrees(lambda ids, scores: (ids, scores * np.float32(0.9)))
    assert not agrees(lambda ids, scores: (np.append(ids[:-1], np.setdiff1d(np.arange(200), ids)[0]), scores))
