"""Tell how well the search knows when it has no answer, from what `grenswijzer calibrate` wrote down.

    make bench-abstention
    make bench-abstention ARGS="--outcomes /tmp/try.json --out /tmp/try"    other outcomes, written elsewhere

Nothing is asked: `docs/benchmarks/calibration.json` holds for each of our questions how sure its answer was and whether
it was right, judged by models that did not see the question or its like. Takes half a minute.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import abstention_report
from benchmarks.bootstrap import Floats, mean_of
from benchmarks.options import benchmark_parser
from benchmarks.reporting import DOCS, FOLDER, command, machine, versions
from benchmarks.selective import (
    Curve,
    auroc,
    error_by_chance,
    estimate_auroc,
    estimate_calibration_error,
    reliability,
    risk_coverage,
    share_from,
)
from evaluation.arithmetic import rate_of
from knowledge.calibration import choose_thresholds
from knowledge.clock import clock_from_environment
from knowledge.confidence import Thresholds
from knowledge.confidence_training import Flags
from knowledge.loading import KnowledgeError
from knowledge.outcomes import Outcome, Outcomes
from knowledge.schema import LANGUAGES

PACKAGES = ("numpy", "scikit-learn")
ALL = "all"
#: What is promised at most: of our questions those asked back, of messages out of scope those answered.
LIMITS = {"clarified": 0.15, "near_miss": 0.12, "off": 0.05}
#: A share of wrong answers for which is told how many questions could be answered.
RISK = 0.05
#: Parts in which thresholds are tried on messages that they were not chosen by.
PARTS = 10
#: Points of a drawn curve.
DRAWN = 200


@dataclass(frozen=True)
class Cases:
    """Some of the outcomes, as columns."""

    probabilities: Floats
    right: Flags
    in_three: Flags
    #: What each belongs together with: its entry, or itself alone.
    groups: list[str]

    @classmethod
    def of(cls, rows: Sequence[Outcome]) -> Cases:
        """Return `rows` as columns."""
        return cls(
            np.array([row.probability for row in rows], dtype=np.float64),
            np.array([row.right for row in rows], dtype=np.bool_),
            np.array([row.in_three for row in rows], dtype=np.bool_),
            [row.entry or f"message {number}" for number, row in enumerate(rows)],
        )


def figures(rows: Sequence[Outcome], thresholds: Thresholds) -> dict[str, Any]:
    """Return all figures of `rows`, which hold questions of every kind."""
    asked = Cases.of([row for row in rows if row.kind == "asked"])
    answered = asked.probabilities >= thresholds.answer
    clarified = ~answered & (asked.probabilities >= thresholds.clarify)
    given = Cases.of([row for row in rows if row.kind == "asked" and row.probability >= thresholds.answer])
    curve = risk_coverage(asked.probabilities, asked.right)
    return {
        "questions": len(asked.groups),
        "right_if_all_answered": mean_of(asked.right, asked.groups).to_json(),
        "answered": mean_of(answered, asked.groups).to_json(),
        "wrong_of_answered": mean_of(~given.right, given.groups).to_json() if given.groups else None,
        "clarified": mean_of(clarified, asked.groups).to_json(),
        "answered_or_in_three": mean_of(answered | (clarified & asked.in_three), asked.groups).to_json(),
        **{kind: _false(rows, kind, thresholds) for kind in ("near_miss", "off")},
        "aurc": round(curve.area, 4),
        "answered_at_risk": round(curve.coverage_at_risk(RISK), 4),
        **_calibration(Cases.of(rows), asked),
        "curve": _drawn(curve),
    }


def _false(rows: Sequence[Outcome], kind: str, thresholds: Thresholds) -> dict[str, Any]:
    return rate_of([row.probability >= thresholds.answer for row in rows if row.kind == kind]).to_json()


def _calibration(every: Cases, asked: Cases) -> dict[str, Any]:
    """Return how far probabilities tell right from wrong and come true, messages out of scope included."""
    return {
        "auroc": estimate_auroc(every.probabilities, every.right, every.groups).to_json(),
        "auroc_in_scope": round(auroc(asked.probabilities, asked.right), 4),
        "ece": estimate_calibration_error(every.probabilities, every.right, every.groups).to_json(),
        "ece_by_chance": error_by_chance(every.probabilities).to_json(),
    }


def _drawn(curve: Curve) -> dict[str, list[float]]:
    """Return at most `DRAWN` points of `curve`, at even distances of coverage."""
    wanted = np.searchsorted(curve.coverage, np.linspace(0, 1, DRAWN))
    places = np.unique(np.minimum(wanted, len(curve.coverage) - 1))
    return {name: np.round(getattr(curve, name)[places], 4).tolist() for name in ("thresholds", "coverage", "risk")}


def false_answers_by_coverage(rows: Sequence[Outcome]) -> dict[str, list[float]]:
    """Return, for thresholds from high to low, the share answered of our questions and of each kind out of scope."""
    asked, near, off = (
        np.array([row.probability for row in rows if row.kind == kind]) for kind in ("asked", "near_miss", "off")
    )
    thresholds = np.quantile(asked, np.linspace(1, 0, DRAWN))
    shares = {"coverage": asked, "near_miss": near, "off": off}
    return {name: np.round(share_from(part, thresholds), 4).tolist() for name, part in shares.items()}


def unseen_messages(rows: Sequence[Outcome]) -> dict[str, Any]:
    """Choose the thresholds by nine tenths of the messages out of scope and return what they let through of the rest.

    What is let through of the very messages that they were chosen by is what the limits say, and proves nothing.
    """
    by_kind = {kind: np.array([row.probability for row in rows if row.kind == kind]) for kind in ("near_miss", "off")}
    false: dict[str, list[bool]] = {kind: [] for kind in by_kind}
    generator = np.random.default_rng(PARTS)
    part_of = {kind: generator.permutation(len(values)) % PARTS for kind, values in by_kind.items()}
    for part in range(PARTS):
        near, off = (values[part_of[kind] != part] for kind, values in by_kind.items())
        chosen = choose_thresholds(near, off)
        for kind, values in by_kind.items():
            false[kind] += (values[part_of[kind] == part] >= chosen.answer).tolist()
    return {kind: rate_of(flags).to_json() for kind, flags in false.items()}


def report_of(outcomes: Outcomes) -> dict[str, Any]:
    """Return the whole report."""
    rows, thresholds = outcomes.rows, outcomes.thresholds
    parts: dict[str, Sequence[Outcome]] = {ALL: rows}
    parts |= {code: [row for row in rows if row.language == code] for code in LANGUAGES}
    every = Cases.of(rows)
    return {
        "machine": machine(),
        "versions": versions(PACKAGES),
        "command": command("bench-abstention"),
        "day": clock_from_environment().today().isoformat(),
        "data": {
            "calibrated": outcomes.day.isoformat(),
            "index": outcomes.index,
            "knowledge": outcomes.knowledge,
            "encoder": outcomes.encoder,
            "messages": {kind: sum(row.kind == kind for row in rows) for kind in ("asked", "near_miss", "off")},
            "entries": len({row.entry for row in rows if row.kind == "asked"}),
        },
        "thresholds": {"answer": thresholds.answer, "clarify": thresholds.clarify},
        "chosen_with": dict(zip(("near_miss", "off"), outcomes.limits, strict=True)),
        "limits": LIMITS,
        "risk": RISK,
        "parts": {
            name: figures(part, thresholds) for name, part in parts.items() if any(row.kind == "asked" for row in part)
        },
        "unseen_messages": unseen_messages(rows),
        "false_answers": false_answers_by_coverage(rows),
        "reliability": [
            {"probability": round(one.probability, 4), **one.right.to_json()}
            for one in reliability(every.probabilities, every.right)
        ],
        "histogram": _histogram(rows),
    }


def _histogram(rows: Sequence[Outcome]) -> dict[str, list[int]]:
    """Return how many of each sort have a probability in each twentieth."""
    sorts = {
        "right": [row.probability for row in rows if row.right],
        "wrong": [row.probability for row in rows if row.kind == "asked" and not row.right],
        "near_miss": [row.probability for row in rows if row.kind == "near_miss"],
        "off": [row.probability for row in rows if row.kind == "off"],
    }
    return {name: np.histogram(values, 20, (0, 1))[0].tolist() for name, values in sorts.items()}


def _options() -> argparse.Namespace:
    parser = benchmark_parser("bench-abstention", __doc__)
    default = DOCS / FOLDER / "calibration.json"
    parser.add_argument("--outcomes", type=Path, default=default, help="what calibrate wrote (default in docs)")
    return parser.parse_args()


def main() -> int:
    """Read the outcomes and write what they tell."""
    options = _options()
    try:
        outcomes = Outcomes.read(options.outcomes)
    except KnowledgeError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    missing = {"asked", "near_miss", "off"} - {row.kind for row in outcomes.rows}
    if missing:
        sys.stderr.write(f"{options.outcomes} holds no messages of kind {', '.join(sorted(missing))}.\n")
        return 1
    abstention_report.write(options.out, report_of(outcomes))
    return 0


if __name__ == "__main__":
    sys.exit(main())
