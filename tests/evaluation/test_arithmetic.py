"""The arithmetic of the report, against independent implementations."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from evaluation.arithmetic import Rate, mean_reciprocal_rank, percentile, rate_of

pytestmark = pytest.mark.unit
COUNTS = st.integers(1, 2000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(COUNTS)
def test_the_interval_is_that_of_scipy(counts: tuple[int, int]) -> None:
    count, of = counts
    theirs = binomtest(count, of).proportion_ci(confidence_level=0.95, method="wilson")
    assert Rate(count, of).interval == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@given(COUNTS)
def test_the_interval_holds_the_rate_and_stays_a_share(counts: tuple[int, int]) -> None:
    rate = Rate(*counts)
    low, high = rate.interval
    assert rate.rate is not None
    assert 0 <= low <= rate.rate <= high <= 1


@given(COUNTS)
def test_ten_times_the_cases_make_the_interval_narrower(counts: tuple[int, int]) -> None:
    count, of = counts
    low, high = Rate(count, of).interval
    lower, higher = Rate(count * 10, of * 10).interval
    assert higher - lower < high - low


def test_no_cases_give_no_rate_and_say_nothing() -> None:
    assert Rate(0, 0).to_json() == {"count": 0, "of": 0, "rate": None, "low": 0.0, "high": 1.0}


def test_a_rate_counts_what_is_true() -> None:
    assert rate_of([True, False, True, True]).to_json() == {
        "count": 3, "of": 4, "rate": 0.75, "low": 0.3006, "high": 0.9544,
    }  # fmt: skip


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0, 1))
def test_a_percentile_is_that_of_numpy(values: list[float], share: float) -> None:
    assert percentile(values, share) == pytest.approx(float(np.percentile(values, share * 100)), rel=1e-6, abs=1e-6)


def test_no_values_have_no_percentile() -> None:
    assert percentile([], 0.5) is None


@given(st.lists(st.one_of(st.none(), st.integers(1, 10)), min_size=1))
def test_the_mean_reciprocal_rank_is_the_mean_of_exact_fractions(ranks: list[int | None]) -> None:
    exact = sum((Fraction(1, rank) if rank else Fraction(0) for rank in ranks), Fraction(0)) / len(ranks)
    assert mean_reciprocal_rank(ranks) == pytest.approx(float(exact))


def test_no_ranks_have_no_mean() -> None:
    assert mean_reciprocal_rank([]) is None
