"""Fit the fusion weights and the confidence model to questions of our own.

In scope: every question of `knowledge/asked/`, asked with itself taken out of the index. (The questions in
the entries would flatter: one editor wrote them with their answer at hand.) Out of scope:
`knowledge/data/out_of_scope.jsonl`, written for this purpose. The sample files of the evaluation are never
fitted to; they only test.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from knowledge.confidence import FEATURES, ConfidenceModel, FeatureExtractor, Learnt, Thresholds
from knowledge.ranking import ARMS, Ranker, RankingWeights, Scores
from knowledge.schema import Language

#: How many of the best wrong units a right one is compared with.
HARD_NEGATIVES = 3
#: Of out-of-scope messages, at most this share may be answered: the answer threshold is set by it.
MAX_FALSE_ANSWERS = 0.08
SEED = 2016
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """One question and what it scored."""

    language: Language
    #: Row of the unit that it belongs to; None for an out-of-scope message.
    gold: int | None
    scores: Scores


@dataclass(frozen=True)
class Report:
    """How well the fitted models do on questions they did not see."""

    questions: int
    out_of_scope: int
    #: Share of questions whose very unit comes first, and whose entry is first or among the first five.
    unit_1: float
    hit_1: float
    hit_5: float
    expected_calibration_error: float
    answered_in_scope: float
    clarified_in_scope: float
    false_answers: float


def out_of_scope_messages() -> list[tuple[Language, str]]:
    """Read our own out-of-scope and near-miss messages."""
    text = (resources.files("knowledge") / "data" / "out_of_scope.jsonl").read_text(encoding="utf-8")
    return [(row["lang"], row["text"]) for row in map(json.loads, text.splitlines())]


def asked_rows(ranker: Ranker) -> list[int]:
    """Return the positions of the asked questions among the passages."""
    return [row for row, passage in enumerate(ranker.index.passages) if passage.kind == "asked"]


def ask(ranker: Ranker, rows: Iterable[int]) -> list[Asked]:
    """Ask the questions at `rows`, each taken out of the index as if it were new.

    The adapter of `ranker` must not have been trained on them.
    """
    vectors = ranker.store.vectors()
    number = {key: i for i, key in enumerate(ranker.units)}
    asked: list[Asked] = []
    for row in rows:
        passage = ranker.index.passages[row]
        scores = ranker.score(passage.text, passage.language, vectors[row], frozenset({row}))
        asked.append(Asked(passage.language, number[passage.entry, passage.point], scores))
    return asked


def ask_out_of_scope(ranker: Ranker) -> list[Asked]:
    """Ask our own out-of-scope messages."""
    messages = out_of_scope_messages()
    vectors = ranker.embed([text for _, text in messages])
    return [
        Asked(language, None, ranker.score(text, language, None if vectors is None else vectors[i]))
        for i, (language, text) in enumerate(messages)
    ]


def _same_entry(ranker: Ranker, unit: int, gold: int | None) -> bool:
    """Tell whether `unit` belongs to the entry of `gold`."""
    return gold is not None and bool(ranker.entry_of[unit] == ranker.entry_of[gold])


def fit_weights(ranker: Ranker, asked: Iterable[Asked]) -> RankingWeights:
    """Fit the convex combination: logistic regression over (right unit - wrong unit) score differences."""
    differences: list[NDArray[np.float32]] = []
    for question in asked:
        if question.gold is None:
            continue
        order = np.argsort(-question.scores.fused, kind="stable")
        wrong = [int(unit) for unit in order[: HARD_NEGATIVES + 1] if unit != question.gold][:HARD_NEGATIVES]
        differences += [question.scores.arms[question.gold] - question.scores.arms[unit] for unit in wrong]
    rows = np.array(differences)
    # Each pair stands twice, once either way round, for the regression needs both classes.
    model = LogisticRegression(fit_intercept=False, C=1.0).fit(np.vstack([rows, -rows]), np.repeat([1, 0], len(rows)))
    positive = np.clip(model.coef_[0], 0, None)
    return RankingWeights(_rounded(positive / positive.sum()), ranker.weights.other_language)


def refused(scores: Scores, weights: RankingWeights) -> Scores:
    """Return `scores` fused anew with `weights`."""
    fused = (scores.arms @ np.array(weights.arms, dtype=np.float32)).astype(np.float32)
    return Scores(fused, scores.arms, scores.passages, scores.terms)


def _table(ranker: Ranker, asked: Sequence[Asked]) -> tuple[Floats, NDArray[np.bool_]]:
    """Return features, shape (questions, features), of each question's best unit, and whether its entry is right."""
    extractor = FeatureExtractor(ranker)
    rows, right = [], []
    for question in asked:
        best = int(np.argmax(question.scores.fused))
        rows.append(extractor.features(question.scores, best, question.language))
        right.append(_same_entry(ranker, best, question.gold))
    return np.array(rows), np.array(right)


def expected_calibration_error(probabilities: Floats, right: NDArray[np.bool_], bins: int = 10) -> float:
    """Return the mean gap between probability and share right over equally filled bins."""
    parts = np.array_split(np.argsort(probabilities, kind="stable"), bins)
    gaps = [abs(probabilities[part].mean() - right[part].mean()) * len(part) for part in parts if len(part)]
    return float(sum(gaps) / len(probabilities))


def choose_thresholds(probabilities: Floats, in_scope: NDArray[np.bool_]) -> Thresholds:
    """Return the lowest answer threshold that keeps to `MAX_FALSE_ANSWERS`, and the clarify one at half of it."""
    strangers = np.sort(probabilities[~in_scope])[::-1]
    allowed = int(MAX_FALSE_ANSWERS * len(strangers))
    answer = float(strangers[allowed]) + 1e-6 if len(strangers) else 0.5
    return Thresholds(round(answer, 4), round(answer / 2, 4))


def calibrate(ranker: Ranker, asked: Sequence[Asked]) -> tuple[Learnt, Report]:
    """Fit both models to `asked`; probabilities in the report come from cross-validation by entry."""
    weights = fit_weights(ranker, asked)
    asked = [Asked(q.language, q.gold, refused(q.scores, weights)) for q in asked]
    features, right = _table(ranker, asked)
    in_scope = np.array([q.gold is not None for q in asked])
    entries = {entry: i for i, entry in enumerate(ranker.index.entries)}
    # Questions of one entry stay together, so that no fold has seen the entry it is tested on.
    groups = np.array(
        [entries[ranker.units[q.gold][0]] if q.gold is not None else len(entries) + i for i, q in enumerate(asked)]
    )
    pipeline = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=1000, random_state=SEED))
    unseen = cross_val_predict(pipeline, features, right, groups=groups, cv=GroupKFold(5), method="predict_proba")[:, 1]
    thresholds = choose_thresholds(unseen, in_scope)
    scaler, regression = pipeline.fit(features, right).named_steps.values()
    model = ConfidenceModel(
        _rounded(scaler.mean_), _rounded(scaler.scale_), _rounded(regression.coef_[0]),
        round(float(regression.intercept_[0]), 5), thresholds,
    )  # fmt: skip
    ranks = [_rank_of_entry(ranker, question) for question in asked if question.gold is not None]
    report = Report(
        questions=int(in_scope.sum()),
        out_of_scope=int((~in_scope).sum()),
        unit_1=_share(np.array([q.scores.fused.argmax() == q.gold for q in asked if q.gold is not None])),
        hit_1=_share(np.array(ranks) == 0),
        hit_5=_share(np.array(ranks) < 5),
        expected_calibration_error=round(expected_calibration_error(unseen, right), 4),
        answered_in_scope=_share(unseen[in_scope] >= thresholds.answer),
        clarified_in_scope=_share((unseen < thresholds.answer)[in_scope] & (unseen >= thresholds.clarify)[in_scope]),
        false_answers=_share(unseen[~in_scope] >= thresholds.answer),
    )
    return Learnt(weights, model), report


def _share(cases: NDArray[np.bool_]) -> float:
    return round(float(cases.mean()), 4)


def _rounded(values: Iterable[float]) -> tuple[float, ...]:
    return tuple(round(float(value), 5) for value in values)


def _rank_of_entry(ranker: Ranker, question: Asked) -> int:
    """Return how many entries score above that of the question."""
    best: dict[str, float] = {}
    for (entry, _), score in zip(ranker.units, question.scores.fused, strict=True):
        best[entry] = max(best.get(entry, 0.0), float(score))
    gold = best[ranker.units[question.gold or 0][0]]
    return sum(score > gold for score in best.values())


def to_json(learnt: Learnt, report: Report, ranker: Ranker) -> dict[str, Any]:
    """Return what `knowledge/data/ranking.json` holds."""
    return {
        "ranking": asdict(learnt.ranking),
        "confidence": asdict(learnt.confidence),
        "arms": list(ARMS),
        "features": list(FEATURES),
        "encoder": ranker.index.manifest.encoder,
        "report": asdict(report),
    }
