"""Fit everything that is learnt over the search, on questions of our own: fusion, reranker, confidence.

In scope: every question of `knowledge/asked/`, asked with itself and those in other languages about the same thing
taken out of the index. (The questions in the entries would flatter: one editor wrote them with their answer at hand.)
Out of scope: `knowledge/data/out_of_scope.jsonl`, written for this purpose. The files of the evaluation are never
fitted to; they only test.

The questions are parted by answer unit into `FOLDS`. The adapter, the reranker and the confidence that judge a question
have not seen its fold, so what the report says holds for questions about units that nobody has asked about before.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from knowledge.asked_questions import AskedQuestion, load_asked
from knowledge.candidates import Candidates
from knowledge.confidence import FEATURES, FeatureExtractor, Learnt, Thresholds
from knowledge.confidence_training import Flags, Floats, expected_calibration_error, fit_confidence, rounded, share_of
from knowledge.held_facts import holds_all
from knowledge.index import Index
from knowledge.loading import KnowledgeError
from knowledge.outcomes import Outcome, Outcomes
from knowledge.ranking import ARMS, Ranker, RankingWeights, Scores
from knowledge.reranker_training import Recipe, train
from knowledge.reranking import Network, Reranker
from knowledge.schema import LANGUAGES, Language
from knowledge.stores.base import Floats2d
from knowledge.subject_training import fit_subject, topics
from knowledge.telling import close_rows, told_text, told_together
from knowledge.units import SUMMARY, effective_units
from knowledge.word_coverage import WordCoverage

FOLDS = 3
#: How many of the best wrong units a right one is compared with.
HARD_NEGATIVES = 3
#: At most this share of messages may be answered: of those near our subject, and of all others out of scope.
MAX_NEAR_MISSES = 0.10
MAX_FALSE_ANSWERS = 0.05
#: Style of the entries' own broad questions.
BROAD = "broad"


@dataclass(frozen=True)
class Asked:
    """One question and what it scored."""

    language: Language
    #: Row of the unit that it belongs to; None for an out-of-scope message.
    gold: int | None
    #: Which part of the questions it belongs to; None for an out-of-scope message.
    fold: int | None
    scores: Scores
    #: Whether it is out of scope, but near our subject.
    near_miss: bool = False
    #: Which asked question it is, and the facts of a right answer; None and empty for an out-of-scope message.
    id: str | None = None
    must: tuple[tuple[str, ...], ...] = ()
    #: Whether it only teaches the reranker, and nothing is judged by it.
    only_taught: bool = False
    #: How it is written; empty for an out-of-scope message.
    style: str = ""


@dataclass(frozen=True)
class Report:
    """How well the fitted models do on questions they did not see."""

    questions: int
    out_of_scope: int
    #: Share of questions whose very unit comes first, and whose entry is first or among the first five.
    unit_1: float
    hit_1: float
    hit_5: float
    #: The same without the reranker.
    unit_1_fused: float
    hit_1_fused: float
    expected_calibration_error: float
    answered_in_scope: float
    clarified_in_scope: float
    right_in_three_or_answered: float
    #: Of the messages near our subject, and of the others out of scope.
    false_answers_near: float
    false_answers: float


def out_of_scope_messages() -> list[tuple[Language, str, bool]]:
    """Read our own out-of-scope messages: language, text, and whether it is a near miss."""
    text = (resources.files("knowledge") / "data" / "out_of_scope.jsonl").read_text(encoding="utf-8")
    return [(row["lang"], row["text"], row["kind"] == "near_miss") for row in map(json.loads, text.splitlines())]


def asked_rows(index: Index) -> dict[int, AskedQuestion]:
    """Return the asked questions, by their positions among the passages of `index`.

    Raises:
        KnowledgeError: the index was built from others.
    """
    units = {(p.entry, p.point) for p in index.passages}
    questions = {(q.language, q.text, q.entry, q.point): q for q in load_asked(units)}
    rows = {
        row: questions.get((p.language, p.text, p.entry, p.point))
        for row, p in enumerate(index.passages)
        if p.kind == "asked"
    }
    found = {row: question for row, question in rows.items() if question}
    if len(found) != len(questions) or len(found) != len(rows):
        raise KnowledgeError("The index does not hold the asked questions as they are: run `grenswijzer index build`.")
    return found


def broad_rows(index: Index) -> dict[int, AskedQuestion]:
    """Return the entries' own broad questions, by their positions among the passages of `index`.

    People ask for points more often than for summaries; these teach the reranker when a summary is asked for. The nth
    question in each language is taken for the same thing.
    """
    place = {
        (p.entry, p.language, p.text): row
        for row, p in enumerate(index.passages)
        if p.kind == "question" and p.point == SUMMARY
    }
    return {
        place[entry.id, language, text]: AskedQuestion(
            "", language, BROAD, entry.id, SUMMARY, text, fact=f"{BROAD}.{entry.id}.{number}"
        )
        for entry in index.entries.values()
        for language in LANGUAGES
        for number, text in enumerate(entry.questions[language])
    }


def fold_of(question: AskedQuestion) -> int:
    """Return its fold; questions about one unit share it, so that none is judged by what was learnt from its like."""
    return int(hashlib.sha256(f"{question.entry}#{question.point}".encode()).hexdigest(), 16) % FOLDS


def ask(ranker: Ranker, asked: Mapping[int, AskedQuestion], fold: int) -> list[Asked]:
    """Ask those of `asked` (from `asked_rows`) in `fold`, each as if nobody had asked for the same thing before.

    The adapter of `ranker` must not have been trained on them.
    """
    number = {key: i for i, key in enumerate(ranker.units)}
    alike: dict[str, set[int]] = {}
    for row, question in asked.items():
        alike.setdefault(question.fact, set()).add(row)
    of_fold = [question for question in asked.values() if fold_of(question) == fold]
    # The index holds their vectors, but as texts, not as the questions of a user with typos.
    vectors = ranker.embed([question.text for question in of_fold])
    found: list[Asked] = []
    for i, q in enumerate(of_fold):
        vector = None if vectors is None else vectors[i]
        scores = ranker.score(q.text, q.language, vector, frozenset(alike[q.fact]))
        found.append(
            Asked(
                q.language, number[q.entry, q.point], fold, scores,
                id=q.id, must=q.must, only_taught=q.style == BROAD, style=q.style,
            )
        )  # fmt: skip
    return found


def ask_out_of_scope(ranker: Ranker) -> list[Asked]:
    """Ask our own out-of-scope messages."""
    messages = out_of_scope_messages()
    vectors = ranker.embed([text for _, text, _ in messages])
    return [
        Asked(language, None, None, ranker.score(text, language, None if vectors is None else vectors[i]), near)
        for i, (language, text, near) in enumerate(messages)
    ]


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
    return RankingWeights(rounded(positive / positive.sum()), ranker.weights.other_language)


def refused(scores: Scores, weights: RankingWeights) -> Scores:
    """Return `scores` fused anew with `weights`."""
    fused = (scores.arms @ np.array(weights.arms, dtype=np.float32)).astype(np.float32)
    return replace(scores, fused=fused, final=fused)


def fit_reranker(candidates: Candidates, asked: Sequence[Asked]) -> tuple[Network, list[Asked]]:
    """Train the reranker, and rerank each question by one that was trained without its fold.

    Returns:
        The network trained on every fold, and the questions with their final scores; those out of scope are
        reranked by that network.
    """
    described = [candidates.describe(question.scores, question.language) for question in asked]

    def trained(folds: set[int]) -> Network:
        tables: list[Floats2d] = []
        right: list[int] = []
        for question, (units, table) in zip(asked, described, strict=True):
            if question.fold in folds and question.gold in units:
                tables.append(table)
                right.append(int(np.flatnonzero(units == question.gold)[0]))
        return train(tables, right, Recipe())

    every = set(range(FOLDS))
    final = trained(every)
    networks: dict[int | None, Network] = {None: final}
    networks.update((fold, trained(every - {fold})) for fold in every)
    rerankers = {fold: Reranker(candidates, network) for fold, network in networks.items()}
    reranked = [replace(q, scores=rerankers[q.fold].rerank(q.scores, q.language)) for q in asked]
    return final, reranked


def _table(
    ranker: Ranker, words: WordCoverage, asked: Sequence[Asked], about: Floats, today: dt.date
) -> tuple[Floats, Flags]:
    """Return features, shape (questions, features), of each question's best unit, and whether its answer is right.

    `about`: the log-odds of each that it is about our subject.
    Right is an answer that tells a unit of the right entry, or today what a right answer must hold.
    """
    extractor = FeatureExtractor(ranker, words)
    told = {unit.key: unit for entry in ranker.index.entries.values() for unit in effective_units(entry, today)}
    rows, right = [], []
    for question, odds in zip(asked, about, strict=True):
        best = int(np.argmax(question.scores.final))
        rows.append(extractor.features(question.scores, best, question.language, float(odds)))
        close = (told.get("#".join(ranker.units[row])) for row in close_rows(question.scores.final))
        known = [unit for unit in close if unit]
        units = told_together(known[0], known[1:], question.language) if known else []
        as_right = question.must and holds_all(told_text(units, question.language), question.must)
        entry = ranker.units[question.gold][0] if question.gold is not None else None
        right.append(bool(as_right) or any(unit.entry == entry for unit in units))
    return np.array(rows), np.array(right)


def choose_thresholds(near: Floats, far: Floats) -> Thresholds:
    """Return the lowest answer threshold that keeps to both limits, and the clarify one at half of it.

    `near`, `far`: probabilities of out-of-scope messages that are near misses, and of the others.
    """
    answer = 0.0
    for probabilities, share in ((near, MAX_NEAR_MISSES), (far, MAX_FALSE_ANSWERS)):
        falling = np.sort(probabilities)[::-1]
        answer = max(answer, float(falling[int(share * len(falling))]) + 1e-6)
    return Thresholds(round(answer, 4), round(answer / 2, 4))


@dataclass(frozen=True)
class Calibrated:
    """What a calibration gave; `ranks`: for each asked question, by id, the rank (from 1) of its unit and entry."""

    learnt: Learnt
    network: Network
    report: Report
    ranks: dict[str, tuple[int, int]]
    #: Of every question that is judged, those out of scope included.
    outcomes: tuple[Outcome, ...]


def calibrate(ranker: Ranker, asked: Sequence[Asked], today: dt.date) -> Calibrated:
    """Fit all models to `asked`; what the report says of a question comes from models that did not see its fold."""
    weights = fit_weights(ranker, [question for question in asked if not question.only_taught])
    fused = [replace(question, scores=refused(question.scores, weights)) for question in asked]
    words = WordCoverage(ranker)
    network, reranked = fit_reranker(Candidates(ranker, words), fused)
    fused, reranked = ([q for q in questions if not q.only_taught] for questions in (fused, reranked))
    in_scope = np.array([q.gold is not None for q in reranked])
    vectors = np.array([q.scores.vector for q in reranked])
    groups = _groups(ranker, reranked, vectors)
    subject, about = fit_subject(vectors, in_scope, groups, ranker.index.manifest.encoder)
    features, right = _table(ranker, words, reranked, about, today)
    near = np.array([q.near_miss for q in reranked])
    model, unseen = fit_confidence(
        features, right, groups, lambda unseen: choose_thresholds(unseen[near], unseen[~in_scope & ~near])
    )
    thresholds = model.thresholds
    answered = unseen >= thresholds.answer
    clarified = ~answered & (unseen >= thresholds.clarify)
    ranks = np.array([_rank_of_entry(ranker, question) for question in reranked if question.gold is not None])
    before = [question for question in fused if question.gold is not None]
    report = Report(
        questions=int(in_scope.sum()),
        out_of_scope=int((~in_scope).sum()),
        unit_1=share_of(np.array([q.scores.final.argmax() == q.gold for q in reranked if q.gold is not None])),
        hit_1=share_of(ranks == 0),
        hit_5=share_of(ranks < 5),
        unit_1_fused=share_of(np.array([q.scores.final.argmax() == q.gold for q in before])),
        hit_1_fused=share_of(np.array([_rank_of_entry(ranker, q) == 0 for q in before])),
        expected_calibration_error=round(expected_calibration_error(unseen, right), 4),
        answered_in_scope=share_of(answered[in_scope]),
        clarified_in_scope=share_of(clarified[in_scope]),
        right_in_three_or_answered=share_of(answered[in_scope] | (clarified[in_scope] & (ranks < 3))),
        false_answers_near=share_of(answered[near]),
        false_answers=share_of(answered[~in_scope & ~near]),
    )
    of_units = {q.id: (_rank_of_unit(q), _rank_of_entry(ranker, q) + 1) for q in reranked if q.id}
    outcomes = tuple(
        _outcome(ranker, question, float(probability), bool(is_right))
        for question, probability, is_right in zip(reranked, unseen, right, strict=True)
    )
    return Calibrated(Learnt(weights, model, subject), network, report, of_units, outcomes)


def _groups(ranker: Ranker, asked: Sequence[Asked], vectors: Floats2d) -> NDArray[np.int64]:
    """Return a number for each question: that of its entry, or of the topic of a message out of scope.

    Questions of one group stay together, so that no fold has seen the entry or the topic that it is tested on.
    """
    entries = {entry: i for i, entry in enumerate(ranker.index.entries)}
    groups = np.array([entries[ranker.units[q.gold][0]] if q.gold is not None else -1 for q in asked])
    outside = groups < 0
    groups[outside] = len(entries) + topics(vectors[outside])
    return groups


def _outcome(ranker: Ranker, question: Asked, probability: float, right: bool) -> Outcome:
    """Return what came of one question; `probability`: from a model that did not see it."""
    likely = round(probability, 6)
    if question.gold is None:
        return Outcome(question.language, "", "near_miss" if question.near_miss else "off", "", likely, right, False)
    entry = ranker.units[question.gold][0]
    in_three = _rank_of_entry(ranker, question) < 3
    return Outcome(question.language, question.style, "asked", entry, likely, right, in_three)


def _rank_of_unit(question: Asked) -> int:
    """Return the rank, from 1, of the unit that answers the question."""
    return int((question.scores.final > question.scores.final[question.gold]).sum()) + 1


def _rank_of_entry(ranker: Ranker, question: Asked) -> int:
    """Return how many entries score above that of the question."""
    best = np.zeros(int(ranker.entry_of.max()) + 1)
    np.maximum.at(best, ranker.entry_of, question.scores.final)
    return int((best > best[ranker.entry_of[question.gold]]).sum())


def to_json(learnt: Learnt, report: Report, ranker: Ranker) -> dict[str, Any]:
    """Return what `knowledge/data/ranking.json` holds."""
    return {
        "ranking": asdict(learnt.ranking),
        "confidence": asdict(learnt.confidence),
        "subject": asdict(learnt.subject),
        "arms": list(ARMS),
        "features": list(FEATURES),
        "encoder": ranker.index.manifest.encoder,
        "report": asdict(report),
    }


def outcomes_of(fitted: Calibrated, index: Index, day: dt.date) -> Outcomes:
    """Return what `grenswijzer calibrate` writes about each question."""
    manifest = index.manifest
    limits = (MAX_NEAR_MISSES, MAX_FALSE_ANSWERS)
    thresholds = fitted.learnt.confidence.thresholds
    return Outcomes(day, index.name, manifest.content[:16], manifest.encoder, thresholds, limits, fitted.outcomes)
