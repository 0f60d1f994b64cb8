"""The arithmetic of the report: rates with their uncertainty, percentiles, ranks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

#: Standard normal quantile of a two-sided 95 % interval.
Z = 1.959963984540054


@dataclass(frozen=True)
class Rate:
    """`count` of `of` cases, with Wilson's 95 % confidence interval.

    The interval (Wilson 1927, JASA 22:209-212) stays within [0, 1] and holds for few cases too.
    """

    count: int
    of: int

    @property
    def rate(self) -> float | None:
        """The share in [0, 1]; None of no cases."""
        return self.count / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        """The lowest and highest share that the cases are compatible with; all shares, of no cases."""
        if not self.of:
            return 0.0, 1.0
        share, z2 = self.count / self.of, Z * Z
        middle = share + z2 / (2 * self.of)
        spread = Z * math.sqrt(share * (1 - share) / self.of + z2 / (4 * self.of**2))
        scale = 1 + z2 / self.of
        # Rounding alone could leave [0, 1], or part 0 of n from 0.
        low = 0.0 if self.count == 0 else max(0.0, (middle - spread) / scale)
        high = 1.0 if self.count == self.of else min(1.0, (middle + spread) / scale)
        return low, high

    def to_json(self) -> dict[str, Any]:
        """Return count, cases, share and interval."""
        low, high = self.interval
        share = None if self.rate is None else round(self.rate, 4)
        return {"count": self.count, "of": self.of, "rate": share, "low": round(low, 4), "high": round(high, 4)}


def rate_of(flags: Sequence[bool]) -> Rate:
    """Return the share of true `flags`."""
    return Rate(sum(flags), len(flags))


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the value below which `share` (in [0, 1]) of `values` lie, linear between two; None of no values."""
    if not values:
        return None
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def mean_reciprocal_rank(ranks: Sequence[int | None]) -> float | None:
    """Return the mean of 1/rank, where a result that was not found (None) counts 0; None of no ranks."""
    if not ranks:
        return None
    return sum(1 / rank for rank in ranks if rank) / len(ranks)
