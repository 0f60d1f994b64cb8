"""An encoder that does not do the same question twice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.encoder import Floats2d
from knowledge.encoder.remembering import RememberingEncoder

pytestmark = pytest.mark.unit


class Counting:
    """Makes vectors of a text's length, and notes what it is asked."""

    dimensions, fingerprint = 1, "counting"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> Floats2d:
        self.asked += texts
        return np.array([[len(text)] for text in texts], dtype=np.float32)

    encode_passages = encode_queries


@given(st.lists(st.lists(st.text("ab", max_size=3), max_size=5), max_size=8), st.integers(1, 4))
def test_it_gives_what_the_encoder_within_gives_and_remembers_no_more_than_it_may(
    calls: list[list[str]], most: int
) -> None:
    counting = Counting()
    remembering = RememberingEncoder(counting, most)
    for texts in calls:
        assert remembering.encode_queries(texts).tolist() == [[len(text)] for text in texts]
        assert len(remembering._known) <= most


def test_a_question_is_done_once_until_others_took_its_place() -> None:
    counting = Counting()
    remembering = RememberingEncoder(counting, 2)
    for text in ("a", "b", "a", "c", "a", "b"):
        remembering.encode_queries([text])
    assert counting.asked == ["a", "b", "c", "b"]


def test_without_a_bound_all_are_kept() -> None:
    counting = Counting()
    remembering = RememberingEncoder(counting, None)
    for text in [str(number) for number in range(200)] * 2:
        remembering.encode_queries([text])
    assert len(counting.asked) == 200
