"""How likely a found answer is the right one: a small logistic model over features of the search.

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

from knowledge.lexical import LexicalArm
from knowledge.ranking import DENSE, Ranker, RankingWeights, Scores
from knowledge.schema import LANGUAGES, Language

FEATURES = (
    "fused score",
    "dense score",
    "lexical score",
    "margin to the next entry",
    "share of query words matched",
    "agreement of the arms",
    "language match",
    "words in the question",
)


@dataclass(frozen=True)
class Thresholds:
    """Probabilities from which to answer, and from which to ask back."""

    answer: float
    clarify: float


@dataclass(frozen=True)
class ConfidenceModel:
    """Logistic regression over standardised features."""

    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float
    thresholds: Thresholds

    def probability(self, features: tuple[float, ...]) -> float:
        """Return the probability in [0, 1] that an answer with `features` (as `FEATURES`) is right."""
        standardised = zip(features, self.mean, self.scale, self.weights, strict=True)
        logit = self.bias + sum(weight * (value - mean) / scale for value, mean, scale, weight in standardised)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


@dataclass(frozen=True)
class Learnt:
    """Everything that was fitted to questions: fusion weights and the confidence model."""

    ranking: RankingWeights
    confidence: ConfidenceModel

    @classmethod
    def load(cls) -> Self:
        """Read `knowledge/data/ranking.json`, which `grenswijzer calibrate` writes."""
        data = json.loads((resources.files("knowledge") / "data" / "ranking.json").read_text(encoding="utf-8"))
        return cls.from_json(data)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read what `to_json` gave."""
        ranking, model = data["ranking"], data["confidence"]
        return cls(
            RankingWeights(tuple(ranking["arms"]), ranking["other_language"]),
            ConfidenceModel(
                tuple(model["mean"]), tuple(model["scale"]), tuple(model["weights"]), model["bias"],
                Thresholds(**model["thresholds"]),
            ),
        )  # fmt: skip


class FeatureExtractor:
    """Computes the features of a candidate answer; knows which words each unit holds."""

    def __init__(self, ranker: Ranker) -> None:
        self._ranker = ranker
        number = {key: i for i, key in enumerate(ranker.units)}
        passages = ranker.index.passages
        self._stems: dict[Language, list[set[str]]] = {code: [set() for _ in number] for code in LANGUAGES}
        for code in LANGUAGES:
            arm = ranker.arms[code]
            for row, stems in zip(arm.rows, arm.stems, strict=True):
                self._stems[code][number[passages[row].entry, passages[row].point]] |= stems
        self._entry_of = ranker.entry_of

    def features(self, scores: Scores, unit: int, language: Language) -> tuple[float, ...]:
        """Return the features, as `FEATURES`, of `unit` (a row of `scores`) as the answer."""
        fused = scores.fused
        others = fused[self._entry_of != self._entry_of[unit]]
        arms = scores.arms[unit]
        dense, lexical = float(arms[:DENSE].max()), float(arms[DENSE:].max())
        used = scores.passages[unit]
        best = used[int(np.argmax(np.where(used >= 0, arms, -1)))]
        matches_language = best >= 0 and self._ranker.index.passages[best].language == language
        return (
            float(fused[unit]),
            dense,
            lexical,
            float(fused[unit] - (others.max() if others.size else 0.0)),
            self.coverage(scores, unit),
            self._agreement(scores, unit),
            float(matches_language),
            math.log1p(sum(term.kind == "word" for term in scores.terms[language])),
        )

    def stems(self, unit: int) -> dict[Language, set[str]]:
        """Return the stems that `unit` holds, by language."""
        return {code: self._stems[code][unit] for code in LANGUAGES}

    def _agreement(self, scores: Scores, unit: int) -> float:
        """Return the share of the two arms whose own best unit belongs to the same entry."""
        bests = (scores.arms[:, :DENSE].max(axis=1), scores.arms[:, DENSE:].max(axis=1))
        agreeing = [float(arm.max() > 0 and self._entry_of[int(arm.argmax())] == self._entry_of[unit]) for arm in bests]
        return sum(agreeing) / 2

    def coverage(self, scores: Scores, unit: int) -> float:
        """Return the share, by IDF, of the question's words that the unit holds, best over languages."""
        return max(self._covered(self._ranker.arms[code], scores, unit, code) for code in LANGUAGES)

    def _covered(self, arm: LexicalArm, scores: Scores, unit: int, code: Language) -> float:
        held = self._stems[code][unit]
        by_word: dict[str, float] = {}
        for term in scores.terms[code]:
            by_word[term.word] = max(by_word.get(term.word, 0.0), term.weight if term.stem in held else 0.0)
        idf = {term.word: arm.idf(term.stem) for term in scores.terms[code] if term.kind == "word"}
        total = sum(idf.values())
        return sum(idf.get(word, 0.0) * share for word, share in by_word.items()) / total if total else 0.0
