"""Bootstrap 95 % intervals; cases of one group (questions about one thing) are drawn together (Efron, 1979)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

RESAMPLES = 2000
SEED = 2016

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Estimate:
    """A figure and the interval that resampling gives it."""

    value: float
    low: float
    high: float

    def to_json(self) -> dict[str, float]:
        """Return the figure with four digits."""
        return {name: round(value, 4) for name, value in vars(self).items()}


def interval(values: Sequence[float] | Floats) -> tuple[float, float]:
    """Return the middle 95 % of `values`."""
    low, high = np.percentile(np.asarray(values, dtype=np.float64), [2.5, 97.5])
    return float(low), float(high)


def draws(groups: Sequence[str], resamples: int = RESAMPLES, seed: int = SEED) -> Iterator[Ints]:
    """Yield how often each case counts, shape (cases,), when as many groups as there are get drawn with return."""
    codes, count = _codes(groups)
    generator = np.random.default_rng(seed)
    for _ in range(resamples):
        yield generator.multinomial(count, np.full(count, 1 / count))[codes]


def mean_of(values: ArrayLike, groups: Sequence[str], resamples: int = RESAMPLES, seed: int = SEED) -> Estimate:
    """Return the mean of `values`, one per case; for a paired comparison give it the differences."""
    cases = np.asarray(values, dtype=np.float64)
    codes, count = _codes(groups)
    sums, sizes = np.bincount(codes, cases, count), np.bincount(codes, minlength=count)
    drawn = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=resamples)
    return Estimate(float(cases.mean()), *interval((drawn @ sums) / (drawn @ sizes)))


def _codes(groups: Sequence[str]) -> tuple[Ints, int]:
    names, codes = np.unique(np.asarray(groups), return_inverse=True)
    return codes.astype(np.int64), len(names)
