"""What the figures of a calibration mean."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.calibration import (
    MAX_FALSE_ANSWERS,
    MAX_NEAR_MISSES,
    choose_thresholds,
    out_of_scope_messages,
)
from knowledge.confidence import FEATURES, OUTLIER, Learnt, with_products

pytestmark = pytest.mark.unit
MODEL = Learnt.load().confidence


@given(st.lists(st.floats(0, 1), min_size=1, max_size=200), st.lists(st.floats(0, 1), min_size=1, max_size=200))
def test_no_more_messages_out_of_scope_are_answered_than_allowed(near: list[float], far: list[float]) -> None:
    thresholds = choose_thresholds(np.array(near), np.array(far))
    # Thresholds are rounded to four digits.
    surely = thresholds.answer + 1e-4
    assert (np.array(near) >= surely).mean() <= MAX_NEAR_MISSES
    assert (np.array(far) >= surely).mean() <= MAX_FALSE_ANSWERS
    assert 0 <= thresholds.clarify <= thresholds.answer


@given(st.lists(st.floats(-1e6, 1e6), min_size=len(FEATURES), max_size=len(FEATURES)))
def test_confidence_is_a_probability_whatever_the_features(features: list[float]) -> None:
    assert 0 <= MODEL.probability(tuple(features)) <= 1


def test_products_are_of_each_two_features_and_no_outlier_counts() -> None:
    table = with_products(np.array([[2.0, -1.0], [100.0, 0.5]]))
    np.testing.assert_allclose(table, [[2, -1, 4, -2, 1], [OUTLIER, 0.5, OUTLIER**2, OUTLIER / 2, 0.25]])
    assert len(MODEL.weights) == with_products(np.zeros((1, len(FEATURES)))).shape[1]


def test_messages_out_of_scope_are_many_and_of_each_language() -> None:
    languages = [language for language, _, _ in out_of_scope_messages()]
    assert min(languages.count(language) for language in ("nl", "de", "en")) >= 100
