"""Fit how likely a match is right, and measure how well that comes true; for entries and for own documents alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from knowledge.confidence import ConfidenceModel, Thresholds, with_products

#: How freely the products of features may weigh; chosen by cross-validation.
PRODUCTS_C = 0.05
SEED = 2016
FOLDS = 5
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def fit_confidence(
    features: Floats,
    right: Flags,
    groups: ArrayLike,
    choose: Callable[[Floats], Thresholds],
    weights: Floats | None = None,
) -> tuple[ConfidenceModel, Floats]:
    """Fit a model to `features`, shape (cases, features), that tells which cases are `right`.

    Cases of one group stay together, so that no fold has seen the group that it is tested on. `choose` gets the
    probabilities of such unseen cases, in their order; they come back beside the model. `weights`: what each case
    counts; None counts all alike.
    """
    pipeline = make_pipeline(
        StandardScaler(),
        FunctionTransformer(with_products),
        StandardScaler(),
        LogisticRegression(C=PRODUCTS_C, max_iter=3000, random_state=SEED),
    )
    folds = GroupKFold(FOLDS)
    weigh = {"logisticregression__sample_weight": weights}
    unseen = cross_val_predict(
        pipeline, features, right, groups=groups, cv=folds, method="predict_proba", params=weigh
    )[:, 1]
    scaler, _, products, regression = pipeline.fit(features, right, **weigh).named_steps.values()
    slopes = regression.coef_[0] / products.scale_
    bias = round(float(regression.intercept_[0] - slopes @ products.mean_), 5)
    model = ConfidenceModel(rounded(scaler.mean_), rounded(scaler.scale_), rounded(slopes), bias, choose(unseen))
    return model, unseen


def expected_calibration_error(probabilities: Floats, right: Flags, bins: int = 10) -> float:
    """Return the mean gap between probability and share right over equally filled bins."""
    parts = np.array_split(np.argsort(probabilities, kind="stable"), bins)
    gaps = [abs(probabilities[part].mean() - right[part].mean()) * len(part) for part in parts if len(part)]
    return float(sum(gaps) / len(probabilities))


def share_of(cases: Flags) -> float:
    """Return the share of `cases` that are true, as a report tells it."""
    return round(float(cases.mean()), 4)


def rounded(values: Iterable[float]) -> tuple[float, ...]:
    """Return `values` as they are kept."""
    return tuple(round(float(value), 5) for value in values)
