"""What moved two units apart adds up to how far they are apart, and every column of the ranking has its place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from knowledge.assistant import Assistant
from knowledge.attribution import UNKNOWN, Attribution, Reading, column_pulls, group_of
from knowledge.candidates import COLUMNS, Candidates
from knowledge.confidence import Floats64
from knowledge.ranking import Ranker, Scores
from knowledge.reranking import Network, Reranker
from knowledge.word_coverage import WordCoverage

NETWORK = Network.load()
ROWS = arrays(np.float64, len(COLUMNS), elements=st.floats(-2, 2, width=32))
QUESTIONS = (
    "Wie viele Stunden darf ein türkischer Student arbeiten?",
    "salarisgrens kennismigrant",
    "How long may one stay after graduation?",
)


def log_odds(row: Floats64) -> float:
    """What the softmax is taken of, worked out afresh."""
    values = (row - NETWORK.mean) / NETWORK.scale
    return float(values @ NETWORK.direct + np.maximum(values @ NETWORK.hidden.T + NETWORK.bias, 0) @ NETWORK.out)


@pytest.mark.unit
@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_of_the_ranking_has_a_group(column: str) -> None:
    assert group_of(column) != UNKNOWN, f"name the group of {column!r} in knowledge/attribution.py"


@pytest.mark.unit
@pytest.mark.parametrize(
    ("column", "group"),
    [
        ("dense title", "meaning"),
        ("entry's best dense title", "entry"),
        ("words held in any language", "words"),
        ("words the entry holds", "entry"),
        ("votes for the entry, below the best", "entry"),
        ("phase of the moon", UNKNOWN),
    ],
)
def test_the_longest_known_beginning_decides_on_the_group(column: str, group: str) -> None:
    assert group_of(column) == group


@pytest.mark.unit
@given(one=ROWS, other=ROWS)
def test_the_parts_of_a_difference_add_up_to_it(one: Floats64, other: Floats64) -> None:
    assert column_pulls(NETWORK, one, other).sum() == pytest.approx(log_odds(one) - log_odds(other), abs=1e-3, rel=1e-4)


@pytest.mark.unit
@given(one=ROWS, other=ROWS)
def test_the_parts_change_sign_where_the_two_change_places(one: Floats64, other: Floats64) -> None:
    there, back = column_pulls(NETWORK, one, other), column_pulls(NETWORK, other, one)
    np.testing.assert_allclose(there, -back, atol=1e-6)


@pytest.mark.unit
@given(one=ROWS, other=ROWS, column=st.integers(0, len(COLUMNS) - 1))
def test_a_column_in_which_two_are_alike_moves_nothing(one: Floats64, other: Floats64, column: int) -> None:
    other[column] = one[column]
    assert column_pulls(NETWORK, one, other)[column] == 0


def scored(ranker: Ranker, question: str, *, by_meaning: bool) -> Scores:
    vectors = ranker.embed([question]) if by_meaning else None
    return ranker.score(question, "de", None if vectors is None else vectors[0])


@pytest.mark.integration
@pytest.mark.parametrize("by_meaning", [True, False])
@pytest.mark.parametrize("reranked", [True, False])
def test_the_pulls_on_two_units_add_up_to_the_difference_of_their_scores(
    assistant: Assistant, by_meaning: bool, reranked: bool
) -> None:
    ranker = assistant._opened.searcher.ranker
    candidates = Candidates(ranker, WordCoverage(ranker))
    reranker = Reranker(candidates, NETWORK)
    readings = []
    for share, question in zip((0.5, 0.3, 0.2), QUESTIONS, strict=True):
        scores = scored(ranker, question, by_meaning=by_meaning)
        readings.append(Reading(share, reranker.rerank(scores, "de") if reranked else scores))
    attribution = Attribution(ranker, (candidates, NETWORK) if reranked else None, tuple(readings), "de")
    final = np.sum([reading.share * reading.scores.final for reading in readings], axis=0)
    order = np.argsort(-final, kind="stable")
    for one, other in ((0, 1), (1, 0), (2, 30), (0, len(order) - 1), (len(order) - 2, len(order) - 1)):
        pulls = attribution.pulls(int(order[one]), int(order[other]))
        assert sum(pulls.values()) == pytest.approx(final[order[one]] - final[order[other]], abs=1e-5)
        if not by_meaning:
            assert not any(pull for measure, pull in pulls.items() if measure.startswith("dense"))
