"""One order for what engines report, though they round differently and leave the order of equals open."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from knowledge.stores.base import Floats1d, Ints1d

#: Inner products of unit vectors in single precision that differ by no more are equal.
TIE = 1e-6
#: How many more are asked for at first, so that those equal to the last wanted are seldom cut off.
_MARGIN = 16

#: Returns ids and inner products of the n nearest, in any order.
Ask = Callable[[int], tuple[Ints1d, Floats1d]]


def nearest(ask: Ask, k: int, most: int) -> tuple[Ints1d, Floats1d]:
    """Return the `k` nearest, best first and equals by id, also where equals lie on both sides of the cut.

    `most`: how many the engine can report at all.
    """
    k = min(k, most)
    if k <= 0:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
    asked = min(k + _MARGIN, most)
    while True:
        ids, scores = in_order(*ask(asked))
        if asked == most or len(ids) < asked or scores[-1] < scores[k - 1] - TIE:
            return ids[:k], scores[:k]
        asked = min(2 * asked, most)


def in_order(ids: Ints1d, scores: Floats1d) -> tuple[Ints1d, Floats1d]:
    """Return both sorted: the highest score first, and by id where a score hardly differs from the one before it."""
    descending = np.argsort(-scores, kind="stable")
    ids, scores = ids[descending], scores[descending]
    run = np.cumsum(np.diff(scores, prepend=scores[:1]) < -TIE)
    order = np.lexsort((ids, run))
    return ids[order], scores[order]
