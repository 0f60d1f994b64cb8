"""Hold a store against exact search."""

from __future__ import annotations

import numpy as np

from knowledge.stores.base import Floats1d, Floats2d, VectorStore

#: Engines round differently: scores that differ by no more are a tie, in which either order is right.
SAME = 1e-5


def ranks_exactly(store: VectorStore, vectors: Floats2d, query: Floats1d, k: int) -> bool:
    """Tell whether `store` names the `k` of `vectors` nearest to `query`, best first, with their inner products.

    Raises:
        StoreUnavailable: as `VectorStore.search`.
    """
    ids, scores = store.search(query, k)
    exact = vectors @ query
    best = np.sort(exact)[::-1][:k]
    whole = len(best) == len(ids) == len(np.unique(ids))
    return whole and np.allclose(exact[ids], best, atol=SAME) and np.allclose(scores, exact[ids], atol=SAME)


def share_found(store: VectorStore, vectors: Floats2d, query: Floats1d, k: int) -> float:
    """Return how much of the `k` of `vectors` nearest to `query` is among the `k` that `store` names, in [0, 1].

    Raises:
        StoreUnavailable: as `VectorStore.search`.
    """
    ids, _ = store.search(query, k)
    exact = vectors @ query
    best = np.sort(exact)[::-1][:k]
    # Of equals any may be named, but each once.
    named = exact[np.unique(ids)]
    return float((named >= best[-1] - SAME).sum() / len(best))
