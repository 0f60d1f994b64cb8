"""The reranker orders candidates by what it has learnt, and leaves alone what it knows nothing of."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from knowledge.assistant import Assistant
from knowledge.candidates import CANDIDATES, COLUMNS, Candidates
from knowledge.ranking import Ranker, Scores
from knowledge.reranker_training import Recipe, train
from knowledge.reranking import Network, Reranker
from knowledge.stores.base import Floats2d
from knowledge.word_coverage import WordCoverage

QUESTION = "Wie viele Stunden darf ein türkischer Student arbeiten?"


@pytest.fixture
def ranker(assistant: Assistant) -> Ranker:
    return assistant._opened.searcher.ranker


@pytest.fixture
def scores(ranker: Ranker) -> Scores:
    vectors = ranker.embed([QUESTION])
    assert vectors is not None
    return ranker.score(QUESTION, "de", vectors[0])


def random_tables(questions: int, marked: int) -> tuple[list[Floats2d], list[int]]:
    """Noise, but for column `marked`, which is high for the right candidate."""
    random = np.random.default_rng(7)
    tables = [random.normal(size=(CANDIDATES, len(COLUMNS))).astype(np.float32) for _ in range(questions)]
    right = [int(random.integers(CANDIDATES)) for _ in range(questions)]
    for table, row in zip(tables, right, strict=True):
        table[row, marked] += 4
    return tables, right


@pytest.mark.unit
def test_training_finds_the_column_that_tells_the_right_candidate() -> None:
    tables, right = random_tables(300, marked=3)
    network = train(tables[:200], right[:200], Recipe(epochs=40, batch=32))
    found = [int(network.probabilities(table).argmax()) for table in tables[200:]]
    assert np.mean(np.array(found) == right[200:]) > 0.8


@pytest.mark.unit
def test_training_is_repeatable() -> None:
    tables, right = random_tables(60, marked=3)
    one, other = (train(tables, right, Recipe(epochs=2)) for _ in range(2))
    assert one.to_json() == other.to_json()


@pytest.mark.unit
def test_a_network_survives_being_written_and_read() -> None:
    network = Network.load()
    again = Network.from_json(json.loads(json.dumps(network.to_json())))
    table = random_tables(1, 0)[0][0]
    np.testing.assert_allclose(again.probabilities(table), network.probabilities(table), atol=1e-4)


@pytest.mark.unit
def test_a_network_over_other_columns_is_refused() -> None:
    data = Network.load().to_json()
    data["columns"] = data["columns"][1:]
    with pytest.raises(ValueError, match="grenswijzer calibrate"):
        Network.from_json(data)


@pytest.mark.integration
def test_final_scores_are_shares_of_the_candidates(ranker: Ranker, scores: Scores) -> None:
    words = WordCoverage(ranker)
    reranked = Reranker(Candidates(ranker, words), Network.load()).rerank(scores, "de")
    assert (reranked.final >= 0).all()
    assert reranked.final.sum() == pytest.approx(1, abs=0.1)
    assert (np.sort(reranked.final)[-CANDIDATES:] > 0).all()
    np.testing.assert_array_equal(reranked.fused, scores.fused)


@pytest.mark.integration
def test_a_search_by_words_alone_keeps_the_order_of_the_fusion(ranker: Ranker) -> None:
    scores = ranker.score(QUESTION, "de", None)
    assert not scores.has_vector
    reranked = Reranker(Candidates(ranker, WordCoverage(ranker)), Network.load()).rerank(scores, "de")
    np.testing.assert_array_equal(reranked.final, scores.fused)


@pytest.mark.integration
def test_a_question_of_which_nothing_is_known_is_left_alone(ranker: Ranker, scores: Scores) -> None:
    nothing = replace(scores, fused=np.zeros_like(scores.fused), final=np.zeros_like(scores.fused))
    reranked = Reranker(Candidates(ranker, WordCoverage(ranker)), Network.load()).rerank(nothing, "de")
    assert not reranked.final.any()


@pytest.mark.integration
def test_candidates_are_described_beside_the_best_of_them(ranker: Ranker, scores: Scores) -> None:
    units, table = Candidates(ranker, WordCoverage(ranker)).describe(scores, "de")
    assert table.shape == (len(units), len(COLUMNS)) == (CANDIDATES, len(COLUMNS))
    assert np.isfinite(table).all()
    below = table[:, len(COLUMNS) // 2 :]
    assert (below <= 0).all()
    assert (below.max(axis=0) == 0).all()
    assert units[0] == scores.fused.argmax()


@pytest.mark.integration
def test_nearest_passages_vote_for_their_units(scores: Scores) -> None:
    assert scores.votes.sum() == pytest.approx(1, abs=1e-5)
    assert scores.votes.max() > 1 / len(scores.votes)


@pytest.mark.integration
def test_words_are_held_by_the_entry_that_tells_them(ranker: Ranker, scores: Scores) -> None:
    words = WordCoverage(ranker)
    shares = [words.of_unit(scores, unit)["de"] for unit in range(len(ranker.units))]
    assert max(shares) <= 1
    assert ranker.units[int(np.argmax(shares))][0] == "work-beside-study"
    best = int(np.argmax(shares))
    assert words.of_entry(scores, best)["de"] >= words.of_unit(scores, best)["de"]


@pytest.mark.integration
def test_what_people_asked_is_no_word_of_a_unit(ranker: Ranker) -> None:
    asked = next(p for p in ranker.index.passages if p.kind == "asked")
    scores = ranker.score("qwertzuiop " + asked.text, asked.language, None)
    words = WordCoverage(ranker)
    only_asked = {
        stem
        for row, stems in zip(ranker.arms[asked.language].rows, ranker.arms[asked.language].stems, strict=True)
        if ranker.index.passages[row].kind == "asked"
        for stem in stems
    } - {
        stem
        for row, stems in zip(ranker.arms[asked.language].rows, ranker.arms[asked.language].stems, strict=True)
        if ranker.index.passages[row].kind != "asked"
        for stem in stems
    }
    held = {stem for unit in range(len(ranker.units)) for stem in words.stems(unit)[asked.language]}
    assert only_asked
    assert not only_asked & held
    assert max(words.of_unit(scores, unit)[asked.language] for unit in range(len(ranker.units))) < 1
