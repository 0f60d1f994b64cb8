"""Selective answering: what is wrong among the surest answers, and how far probabilities come true.

Risk-coverage curves: El-Yaniv and Wiener, JMLR 11:1605-1641 (2010). Reliability over equally filled bins: Nguyen and
O'Connor, EMNLP 2015.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.bootstrap import SEED, Estimate, Floats, draws, interval
from evaluation.arithmetic import Rate
from knowledge.confidence_training import Flags, expected_calibration_error

BINS = 10
#: Draws for a figure that is computed anew from every one of them.
DRAWS = 1000


@dataclass(frozen=True)
class Curve:
    """Risk against coverage, from the surest answer on; all arrays of one length, coverage ascending."""

    #: Answers with at least this probability are given.
    thresholds: Floats
    #: Share of the questions that are answered then.
    coverage: Floats
    #: Share of the answers that are wrong.
    risk: Floats

    @property
    def area(self) -> float:
        """The mean risk over all coverages (AURC)."""
        steps = np.diff(self.coverage, prepend=0.0)
        return float((steps * self.risk).sum())

    def at(self, threshold: float) -> tuple[float, float]:
        """Return coverage and risk of `threshold`; nothing answered is nothing wrong."""
        place = int(np.searchsorted(-self.thresholds, -threshold, side="right")) - 1
        return (float(self.coverage[place]), float(self.risk[place])) if place >= 0 else (0.0, 0.0)

    def coverage_at_risk(self, risk: float) -> float:
        """Return the largest share that can be answered with at most `risk` of the answers wrong."""
        allowed = self.coverage[self.risk <= risk]
        return float(allowed.max()) if allowed.size else 0.0


@dataclass(frozen=True)
class Bin:
    """One of the equally filled bins of a reliability diagram."""

    probability: float
    right: Rate


def risk_coverage(probabilities: Floats, right: Flags) -> Curve:
    """Return the curve; answers of one probability are given together."""
    order = np.argsort(-probabilities, kind="stable")
    falling = probabilities[order]
    last = np.flatnonzero(np.append(falling[1:] != falling[:-1], True))
    given = last + 1.0
    wrong = np.cumsum(~right[order])[last]
    return Curve(falling[last], given / len(falling), wrong / given)


def share_from(probabilities: Floats, thresholds: Floats) -> Floats:
    """Return for each of `thresholds` the share of `probabilities` that reach it."""
    rising = np.sort(probabilities)
    below = np.searchsorted(rising, thresholds, side="left")
    share: Floats = 1 - below / max(len(rising), 1)
    return share


def reliability(probabilities: Floats, right: Flags, bins: int = BINS) -> list[Bin]:
    """Return equally filled bins, the least probable first."""
    parts = np.array_split(np.argsort(probabilities, kind="stable"), bins)
    return [
        Bin(float(probabilities[part].mean()), Rate(int(right[part].sum()), len(part))) for part in parts if len(part)
    ]


def auroc(probabilities: Floats, right: Flags, weights: Floats | None = None) -> float:
    """Return how often a right case is more probable than a wrong one, a tie counting half; 0.5 without either kind.

    `weights`: how often each case counts; None counts each once.
    """
    counts = np.ones(len(right)) if weights is None else weights
    _, places = np.unique(probabilities, return_inverse=True)
    good = np.bincount(places, counts * right)
    bad = np.bincount(places, counts * ~right)
    pairs = good.sum() * bad.sum()
    return float((good * (np.cumsum(bad) - bad / 2)).sum() / pairs) if pairs else 0.5


def estimate_auroc(probabilities: Floats, right: Flags, groups: list[str]) -> Estimate:
    """Return `auroc` with its interval."""
    drawn = [auroc(probabilities, right, weights.astype(float)) for weights in draws(groups, DRAWS)]
    return Estimate(auroc(probabilities, right), *interval(drawn))


def estimate_calibration_error(probabilities: Floats, right: Flags, groups: list[str]) -> Estimate:
    """Return the expected calibration error with its interval.

    A draw adds noise, and this error, a sum of absolute gaps, grows with it: a small one lies at the low end of its
    interval, or below. The high end is what to go by.
    """
    drawn = [
        expected_calibration_error(np.repeat(probabilities, weights), np.repeat(right, weights), BINS)
        for weights in draws(groups, DRAWS)
    ]
    return Estimate(expected_calibration_error(probabilities, right, BINS), *interval(drawn))


def error_by_chance(probabilities: Floats) -> Estimate:
    """Return the calibration error that as many cases show by chance, where every probability is exactly true."""
    generator = np.random.default_rng(SEED)
    found = [
        expected_calibration_error(probabilities, generator.random(len(probabilities)) < probabilities, BINS)
        for _ in range(DRAWS)
    ]
    return Estimate(float(np.mean(found)), *interval(found))
