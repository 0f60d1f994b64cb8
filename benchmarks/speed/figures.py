"""A measured figure beside what is wanted of it, and ratios with their uncertainty."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from benchmarks.bootstrap import RESAMPLES, SEED, Estimate, interval
from evaluation.arithmetic import percentile

#: What marks the rows that are a remark.
REMARK = r" \*"


class NothingMeasured(Exception):
    """No question came back in a way that counts."""


def ratio(over: Sequence[float], under: Sequence[float], middle: Callable[..., Any] = np.median) -> Estimate:
    """Return the `middle` of `over` divided by that of `under`, which were measured in pairs.

    The interval is that of resampled pairs: a slow moment of the machine hits both of a pair, so it is drawn or left
    out for both.

    Raises:
        NothingMeasured: there are no pairs.
    """
    if not over:
        raise NothingMeasured("Nothing was measured that could be compared: was no question answered?")
    pairs = np.array([over, under], dtype=np.float64)
    drawn = np.random.default_rng(SEED).integers(0, pairs.shape[1], (RESAMPLES, pairs.shape[1]))
    above, below = (middle(one[drawn], axis=1) for one in pairs)
    return Estimate(float(middle(pairs[0]) / middle(pairs[1])), *interval(above / below))


def spread(times: Sequence[float]) -> dict[str, float]:
    """Return the median and the 95th percentile of `times`."""
    return {"p50": round(percentile(times, 0.5) or 0.0, 1), "p95": round(percentile(times, 0.95) or 0.0, 1)}


#: Ratios from here on are told without decimals.
HUNDRED = 100


@dataclass(frozen=True)
class Figure:
    """One row of the table."""

    what: str
    value: float
    wanted: float
    #: Whether `wanted` is the least that is wanted, not the most.
    at_least: bool = False
    #: None of a ratio.
    unit: str | None = None
    #: The 95 % interval of a ratio.
    interval: tuple[float, float] | None = None
    #: Whether this machine alone decides it, so that elsewhere it says little.
    absolute: bool = False
    #: Whether only a part was measured, so that `wanted` says nothing about it.
    sample: bool = False

    @classmethod
    def of(cls, what: str, measured: Estimate, wanted: float, *, at_least: bool = False) -> Figure:
        """Return the row of a ratio."""
        return cls(what, measured.value, wanted, at_least, interval=(measured.low, measured.high))

    @property
    def holds(self) -> bool | None:
        """Whether it is as wanted; None of a sample."""
        if self.sample:
            return None
        return self.value >= self.wanted if self.at_least else self.value <= self.wanted

    @property
    def ends(self) -> tuple[float, float]:
        """The interval; both ends are the figure itself where it has none."""
        return self.interval or (self.value, self.value)

    @property
    def share(self) -> float:
        """What is used up of what is allowed: up to 1 it is as wanted, whichever way it is wanted."""
        return self.share_of(self.value)

    def share_of(self, value: float) -> float:
        """Return the `share` that `value` would have in place of the figure."""
        return self.wanted / value if self.at_least else value / self.wanted

    def row(self) -> tuple[str, str, str, str]:
        """Return what was measured, the figure, what is wanted, and whether that holds."""
        measured = self._told(self.value)
        if self.interval:
            measured += f" ({self._told(self.interval[0])} to {self._told(self.interval[1])})"
        verdict = {True: "yes", False: "**no**", None: "a sample"}[self.holds]
        wanted = f"{'at least' if self.at_least else 'at most'} {self._told(self.wanted)}"
        return self.what + (REMARK if self.absolute else ""), measured, wanted, verdict

    def to_json(self) -> dict[str, Any]:
        """Return it for the report."""
        return {**asdict(self), "holds": self.holds}

    def _told(self, number: float) -> str:
        if self.unit is None:
            return f"{number:,.0f}" if number >= HUNDRED else f"{number:.2f}"
        return f"{number:,.0f} {self.unit}" if self.unit == "MB" else f"{number:.1f} {self.unit}"


@dataclass(frozen=True)
class Measured:
    """What one part gives: rows of the table, and what stands behind them."""

    figures: list[Figure]
    #: Plain data for the report, such as medians in milliseconds.
    details: Mapping[str, Any] = field(default_factory=dict)
