"""Whatever order an engine reports in, the ranking is one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.stores.base import Floats1d, Ints1d
from knowledge.stores.ties import TIE, nearest

pytestmark = pytest.mark.unit

#: Few different scores, so that there are many ties.
SCORES = st.lists(st.integers(0, 4), max_size=120)


@given(SCORES, st.integers(0, 130), st.integers(0, 2**32 - 1))
def test_an_engine_that_reports_equals_in_any_order_gives_the_ranking_by_score_then_id(
    values: list[int], k: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    scores = np.array(values, dtype=np.float32) / 8

    def engine(n: int) -> tuple[Ints1d, Floats1d]:
        shuffled = random.permutation(len(scores)).astype(np.int64)
        best = shuffled[np.argsort(-scores[shuffled], kind="stable")][:n]
        noise = random.uniform(-TIE / 4, TIE / 4, len(best))
        return best, (scores[best] + noise).astype(np.float32)

    ids, found = nearest(engine, k, len(scores))
    assert ids.tolist() == sorted(range(len(scores)), key=lambda i: (-scores[i], i))[:k]
    np.testing.assert_allclose(found, scores[ids], atol=TIE)


def test_no_more_is_asked_for_than_an_engine_can_report() -> None:
    asked: list[int] = []

    def engine(n: int) -> tuple[Ints1d, Floats1d]:
        asked.append(n)
        return np.arange(n), np.ones(n, dtype=np.float32)

    ids, _ = nearest(engine, 30, 100)
    assert ids.tolist() == list(range(30))
    assert max(asked) == 100
