"""How likely a found answer is the right one: a small logistic model over features of the search and their products.

Cosines of the encoder lie in a narrow band that differs from model to model, so no raw score is ever
compared with a threshold; the calibrated probability is.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from importlib import resources
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from knowledge.ranking import DENSE, Ranker, RankingWeights, Scores
from knowledge.schema import Language
from knowledge.subject import SubjectModel
from knowledge.word_coverage import WordCoverage

Floats64 = NDArray[np.float64]
FEATURES = (
    "odds of the unit",
    "odds of its entry",
    "margin to the next entry",
    "fused score",
    "dense score",
    "lexical score",
    "share of query words matched",
    "agreement of the arms",
    "language match",
    "words in the question",
    "log-odds that it is about our subject",
)

#: In standard deviations.
OUTLIER = 3.0


@dataclass(frozen=True)
class Thresholds:
    """Probabilities from which to answer, and from which to ask back."""

    answer: float
    clarify: float


@dataclass(frozen=True)
class ConfidenceModel:
    """Logistic regression over standardised features and the products of each two.

    The products say such things as "few words, but all of them matched": with the features alone, at the same share of
    false answers, two in a hundred right ones fewer are given.
    """

    mean: tuple[float, ...]
    scale: tuple[float, ...]
    #: One for each feature, then one for each product, in the order of `with_products`.
    weights: tuple[float, ...]
    bias: float
    thresholds: Thresholds

    def probability(self, features: tuple[float, ...]) -> float:
        """Return the probability in [0, 1] that an answer with `features` (as `FEATURES`) is right."""
        table = with_products((np.array([features]) - self.mean) / self.scale)
        logit = self.bias + float(table[0] @ np.array(self.weights))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def shifted(probability: float, log_odds: float) -> float:
    """Return `probability`, in [0, 1], where what is known besides changes its odds by `log_odds`."""
    logit = math.log(max(probability, 1e-12)) - math.log(max(1 - probability, 1e-12))
    return 1 / (1 + math.exp(-logit - log_odds))


def with_products(standardised: Floats64) -> Floats64:
    """Return a table, shape (questions, features), with a column for each product of two features, squares included.

    Values beyond `OUTLIER` count as that, so that a product never says what no question of the calibration showed.
    """
    bounded = np.clip(standardised, -OUTLIER, OUTLIER)
    first, second = np.triu_indices(bounded.shape[1])
    return np.hstack([bounded, bounded[:, first] * bounded[:, second]])


@dataclass(frozen=True)
class Learnt:
    """Everything that was fitted to questions: fusion weights, the confidence model, and what is our subject."""

    ranking: RankingWeights
    confidence: ConfidenceModel
    subject: SubjectModel

    @classmethod
    def load(cls) -> Self:
        """Read `knowledge/data/ranking.json`, which `grenswijzer calibrate` writes."""
        data = json.loads((resources.files("knowledge") / "data" / "ranking.json").read_text(encoding="utf-8"))
        return cls.from_json(data)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read what `to_json` gave."""
        ranking, model, subject = data["ranking"], data["confidence"], data["subject"]
        return cls(
            RankingWeights(tuple(ranking["arms"]), ranking["other_language"]),
            ConfidenceModel(
                tuple(model["mean"]), tuple(model["scale"]), tuple(model["weights"]), model["bias"],
                Thresholds(**model["thresholds"]),
            ),
            SubjectModel(tuple(subject["weights"]), subject["bias"], subject["encoder"]),
        )  # fmt: skip


class FeatureExtractor:
    """Computes the features of a candidate answer."""

    def __init__(self, ranker: Ranker, words: WordCoverage) -> None:
        self._ranker = ranker
        self._words = words
        self._entry_of = ranker.entry_of

    def features(self, scores: Scores, unit: int, language: Language, about: float) -> tuple[float, ...]:
        """Return the features, as `FEATURES`, of `unit` (a row of `scores`) as the answer.

        `about`: the question's log-odds from a `SubjectModel`.
        """
        same = self._entry_of == self._entry_of[unit]
        others = scores.final[~same]
        arms = scores.arms[unit]
        used = scores.passages[unit]
        best = used[int(np.argmax(np.where(used >= 0, arms, -1)))]
        matches_language = best >= 0 and self._ranker.index.passages[best].language == language
        return (
            _log_odds(float(scores.final[unit])),
            _log_odds(float(scores.final[same].sum())),
            float(scores.final[same].max() - (others.max() if others.size else 0.0)),
            float(scores.fused[unit]),
            float(arms[:DENSE].max()),
            float(arms[DENSE:].max()),
            max(self._words.of_unit(scores, unit).values()),
            self._agreement(scores, unit),
            float(matches_language),
            math.log1p(sum(term.kind == "word" for term in scores.terms[language])),
            about,
        )

    def _agreement(self, scores: Scores, unit: int) -> float:
        """Return the share of the two arms whose own best unit belongs to the same entry."""
        agreeing = 0
        for arm in (scores.arms[:, :DENSE], scores.arms[:, DENSE:]):
            best, column = divmod(int(arm.argmax()), arm.shape[1])
            agreeing += arm[best, column] > 0 and self._entry_of[best] == self._entry_of[unit]
        return agreeing / 2


def _log_odds(probability: float) -> float:
    bounded = min(max(probability, 0.001), 0.999)
    return math.log(bounded / (1 - bounded))
