"""Texts in batches."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.encoder.batching import Batches

pytestmark = pytest.mark.unit
TEXTS = st.lists(st.text("ab", max_size=6), max_size=40)


@given(TEXTS, st.integers(1, 5), st.booleans())
def test_every_text_gets_its_own_row_whatever_shares_its_batch(texts: list[str], size: int, same: bool) -> None:
    seen: list[list[str]] = []

    def encode(batch: list[str]) -> np.ndarray:
        seen.append(batch)
        return np.array([[len(text), text.count("a")] for text in batch], dtype=np.float32)

    rows = Batches[str](2, size, same_length=same).run(texts, 2, encode)
    assert rows.tolist() == [[len(text), text.count("a")] for text in texts]
    assert all(1 <= len(batch) <= size for batch in seen)
    if same:
        assert all(len({len(text) for text in batch}) == 1 for batch in seen)


def test_what_fails_in_a_batch_is_told() -> None:
    def fail(batch: list[str]) -> np.ndarray:
        raise ValueError(batch[0])

    with pytest.raises(ValueError, match="b"):
        Batches[str](2, 1).run(["b", "b"], 2, fail)
