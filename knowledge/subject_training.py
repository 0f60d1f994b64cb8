"""Fit what tells our subject from all others, on asked questions and our own messages out of scope."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from knowledge.confidence_training import FOLDS, SEED, Flags, Floats, rounded
from knowledge.stores.base import Floats2d
from knowledge.subject import SubjectModel

#: Messages out of scope of which one topic is made, on average: the like in three languages, and some beside it.
_OF_A_TOPIC = 18


def topics(vectors: Floats2d) -> NDArray[np.int64]:
    """Return a number for each of `vectors`, shape (messages, dimensions); messages that lie together share one."""
    count = max(1, len(vectors) // _OF_A_TOPIC)
    found: NDArray[np.int64] = KMeans(count, n_init=2, random_state=SEED).fit(vectors).labels_.astype(np.int64)
    return found


def fit_subject(vectors: Floats2d, ours: Flags, groups: ArrayLike, encoder: str) -> tuple[SubjectModel, Floats]:
    """Fit a model to `vectors`, shape (questions, dimensions), that tells which are `ours`.

    `encoder`: the fingerprint of what made them. Questions of one group stay together.

    Returns:
        The model, and the log-odds of each question from a model that had not seen its group.
    """
    regression = LogisticRegression(class_weight="balanced", max_iter=2000)
    unseen: Floats = cross_val_predict(
        regression, vectors, ours, groups=groups, cv=GroupKFold(FOLDS), method="decision_function"
    )
    regression.fit(vectors, ours)
    model = SubjectModel(rounded(regression.coef_[0]), round(float(regression.intercept_[0]), 5), encoder)
    return model, unseen
