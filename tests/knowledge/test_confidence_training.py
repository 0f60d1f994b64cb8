"""A fitted confidence tells right from wrong, and its error is what it is said to be."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.confidence import Thresholds
from knowledge.confidence_training import Floats, expected_calibration_error, fit_confidence

pytestmark = pytest.mark.unit


def test_probabilities_that_come_true_have_no_calibration_error() -> None:
    probabilities = np.repeat([0.2, 0.8], 50)
    right = np.array([True] * 10 + [False] * 40 + [True] * 40 + [False] * 10)
    assert expected_calibration_error(probabilities, right, bins=2) == pytest.approx(0)


def test_probabilities_that_promise_too_much_have_their_gap_as_error() -> None:
    assert expected_calibration_error(np.full(100, 0.9), np.arange(100) < 50, bins=1) == pytest.approx(0.4)


def test_the_fitted_model_tells_cases_apart_by_their_product_and_gets_its_thresholds_from_unseen_ones() -> None:
    random = np.random.default_rng(1)
    features = random.normal(size=(400, 3))
    right = features[:, 0] * features[:, 1] > 0
    seen: list[Floats] = []

    def choose(unseen: Floats) -> Thresholds:
        seen.append(unseen)
        return Thresholds(0.7, 0.3)

    model, unseen = fit_confidence(features, right, np.arange(400) // 4, choose)
    assert seen[0] is unseen
    assert model.thresholds == Thresholds(0.7, 0.3)
    assert unseen[right].mean() > unseen[~right].mean() + 0.2
    told = np.array([model.probability(tuple(row)) for row in features])
    assert np.corrcoef(told, unseen)[0, 1] > 0.95
