"""The arithmetic of selective answering, and one report from start to end."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.abstention import Cases, false_answers_by_coverage, figures, main, report_of, unseen_messages
from benchmarks.abstention_report import section
from benchmarks.bootstrap import draws, mean_of
from benchmarks.selective import (
    auroc,
    error_by_chance,
    estimate_calibration_error,
    reliability,
    risk_coverage,
    share_from,
)
from knowledge.confidence import Thresholds
from knowledge.outcomes import Outcome, Outcomes

pytestmark = pytest.mark.unit
ROOT = Path(__file__).parents[2]
#: The environment that holds matplotlib.
PYTHON = ROOT / ".venv" / "peers" / "bin" / "python"

#: (probability, right); probabilities coarse enough that some are equal.
JUDGED = st.lists(st.tuples(st.integers(0, 20).map(lambda n: n / 20), st.booleans()), min_size=1, max_size=60)


def columns(judged: list[tuple[float, bool]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([p for p, _ in judged]), np.array([right for _, right in judged])


def asked(probability: float, right: bool, entry: str = "mvv", language: str = "nl", in_three: bool = True) -> Outcome:
    return Outcome(language, "sentence", "asked", entry, probability, right, in_three)


def sent(probability: float, kind: str = "off", language: str = "nl") -> Outcome:
    return Outcome(language, "", kind, "", probability, False, False)  # type: ignore[arg-type]


def many(seed: int = 1, size: int = 300) -> tuple[Outcome, ...]:
    """Questions whose probabilities are exactly true, and messages out of scope that are mostly improbable."""
    generator = np.random.default_rng(seed)
    codes = ("nl", "de", "en")
    rows = [
        asked(round(p, 6), bool(generator.random() < p), f"entry-{number % 40}", codes[number % 3])
        for number, p in enumerate(generator.beta(4, 1, size))
    ]
    low = np.round(generator.beta(1, 5, size), 6)
    return (*rows, *(sent(float(p), ("near_miss", "off")[n % 2], codes[n % 3]) for n, p in enumerate(low)))


def test_risk_and_coverage_of_a_small_case_are_those_counted_by_hand() -> None:
    curve = risk_coverage(*columns([(0.9, True), (0.8, False), (0.7, True), (0.6, True)]))
    np.testing.assert_allclose(curve.coverage, [0.25, 0.5, 0.75, 1])
    np.testing.assert_allclose(curve.risk, [0, 1 / 2, 1 / 3, 1 / 4])
    assert curve.area == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 4) / 4)
    assert curve.at(0.75) == (0.5, 0.5)
    assert curve.at(0.95) == (0.0, 0.0)
    assert curve.coverage_at_risk(0.3) == 1
    assert curve.coverage_at_risk(0.2) == 0.25


def test_answers_of_one_probability_are_given_together() -> None:
    curve = risk_coverage(*columns([(0.5, True), (0.5, False)]))
    assert curve.coverage.tolist() == [1]
    assert curve.risk.tolist() == [0.5]


@given(JUDGED)
def test_coverage_ascends_to_all_and_risk_ends_at_the_share_that_is_wrong(judged: list[tuple[float, bool]]) -> None:
    probabilities, right = columns(judged)
    curve = risk_coverage(probabilities, right)
    assert (np.diff(curve.coverage) > 0).all()
    assert (np.diff(curve.thresholds) < 0).all()
    assert curve.coverage[-1] == 1
    assert curve.risk[-1] == pytest.approx(1 - right.mean())
    assert ((curve.risk >= 0) & (curve.risk <= 1)).all()


@given(JUDGED, st.integers(0, 20).map(lambda n: n / 20))
def test_the_curve_at_a_threshold_says_what_counting_says(judged: list[tuple[float, bool]], threshold: float) -> None:
    probabilities, right = columns(judged)
    given_then = probabilities >= threshold
    coverage, risk = risk_coverage(probabilities, right).at(threshold)
    assert coverage == pytest.approx(given_then.mean())
    assert share_from(probabilities, np.array([threshold]))[0] == pytest.approx(coverage)
    if given_then.any():
        assert risk == pytest.approx((~right[given_then]).mean())


@given(JUDGED)
def test_auroc_is_the_share_of_pairs_in_order(judged: list[tuple[float, bool]]) -> None:
    probabilities, right = columns(judged)
    pairs = [(g > b) + (g == b) / 2 for g in probabilities[right] for b in probabilities[~right]]
    assert auroc(probabilities, right) == pytest.approx(np.mean(pairs) if pairs else 0.5)


@given(JUDGED, st.data())
def test_a_case_that_counts_twice_is_as_good_as_two_cases(
    judged: list[tuple[float, bool]], data: st.DataObject
) -> None:
    probabilities, right = columns(judged)
    weights = np.array(data.draw(st.lists(st.integers(0, 3), min_size=len(judged), max_size=len(judged))))
    repeated = auroc(np.repeat(probabilities, weights), np.repeat(right, weights))
    assert auroc(probabilities, right, weights.astype(float)) == pytest.approx(repeated)


@given(JUDGED)
def test_bins_are_equally_filled_and_hold_every_case_once(judged: list[tuple[float, bool]]) -> None:
    probabilities, right = columns(judged)
    bins = reliability(probabilities, right)
    sizes = [one.right.of for one in bins]
    assert sum(sizes) == len(judged)
    assert max(sizes) - min(sizes) <= 1
    assert sum(one.right.count for one in bins) == right.sum()
    assert [one.probability for one in bins] == sorted(one.probability for one in bins)


def test_true_probabilities_err_no_more_than_chance_and_false_ones_do() -> None:
    generator = np.random.default_rng(3)
    probabilities = generator.beta(2, 2, 3000)
    right = generator.random(3000) < probabilities
    groups = [str(number) for number in range(3000)]
    chance = error_by_chance(probabilities)
    assert chance.low <= estimate_calibration_error(probabilities, right, groups).value <= chance.high
    assert estimate_calibration_error(probabilities / 2, right, groups).low > chance.high


def test_questions_of_one_entry_are_drawn_together() -> None:
    for weights in draws(["a", "a", "b", "c", "c"], 50):
        assert weights[0] == weights[1]
        assert weights[3] == weights[4]
        assert weights[0] + weights[2] + weights[3] == 3


def test_alike_questions_widen_the_interval_of_a_mean() -> None:
    values = np.repeat(np.random.default_rng(5).random(40) < 0.7, 10)
    alone = mean_of(values, [str(number) for number in range(400)])
    alike = mean_of(values, [str(number // 10) for number in range(400)])
    assert alone.value == alike.value == values.mean()
    assert alike.high - alike.low > 2 * (alone.high - alone.low)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=30))
def test_a_mean_that_is_the_same_everywhere_is_certain(numbers: list[int]) -> None:
    found = mean_of([0.25] * len(numbers), [str(number) for number in numbers], 100)
    assert (found.value, found.low, found.high) == pytest.approx((0.25, 0.25, 0.25))


def test_shares_are_those_at_the_chosen_thresholds() -> None:
    rows = [asked(0.9, True), asked(0.8, False, "twv"), asked(0.4, False, "a1", in_three=True)]
    rows += [asked(0.4, False, "uwv", in_three=False), sent(0.7), sent(0.1), sent(0.6, "near_miss")]
    found = figures(rows, Thresholds(0.6, 0.3))
    assert found["answered"]["value"] == 0.5
    assert found["wrong_of_answered"]["value"] == 0.5
    assert found["clarified"]["value"] == 0.5
    assert found["answered_or_in_three"]["value"] == 0.75
    assert (found["near_miss"]["count"], found["near_miss"]["of"]) == (1, 1)
    assert (found["off"]["count"], found["off"]["of"]) == (1, 2)


def test_where_nothing_is_answered_nothing_is_wrong() -> None:
    assert figures([asked(0.2, True), sent(0.1)], Thresholds(0.6, 0.3))["wrong_of_answered"] is None


def test_more_messages_are_answered_the_more_questions_are() -> None:
    shares = false_answers_by_coverage(many())
    for values in shares.values():
        assert values == sorted(values)
    assert shares["coverage"][-1] == 1


def test_every_message_out_of_scope_is_tried_once_on_thresholds_that_it_did_not_choose() -> None:
    unseen = unseen_messages(many())
    assert unseen["near_miss"]["of"] == unseen["off"]["of"] == 150


def test_a_message_out_of_scope_is_like_no_other() -> None:
    assert len(set(Cases.of([sent(0.1), sent(0.1), asked(0.5, True), asked(0.6, True)]).groups)) == 3


def test_the_report_tells_each_language_and_the_limits() -> None:
    outcomes = Outcomes(dt.date(2026, 11, 23), "i", "k", "e", Thresholds(0.6, 0.3), (0.12, 0.05), many())
    report = report_of(outcomes)
    text = section(report)
    assert list(report["parts"]) == ["all", "nl", "de", "en"]
    assert "| near messages answered | ≤ 12 % |" in text
    assert "Answered is from a probability of 0.600 on" in text
    assert len(report["reliability"]) == 10


@pytest.mark.integration
@pytest.mark.skipif(not PYTHON.is_file(), reason="the environment of the benchmarks is not set up")
def test_the_command_writes_figures_section_and_both_plots(tmp_path: Path) -> None:
    outcomes = Outcomes(dt.date(2026, 11, 23), "i", "k", "e", Thresholds(0.6, 0.3), (0.12, 0.05), many())
    outcomes.write(tmp_path / "calibration.json")
    options = ["--outcomes", tmp_path / "calibration.json", "--out", tmp_path]
    subprocess.run([PYTHON, "-m", "benchmarks.abstention", *options], cwd=ROOT, check=True, capture_output=True)
    assert "<!-- abstention: written" in (tmp_path / "benchmarks.md").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "benchmarks" / "abstention.json").read_text(encoding="utf-8"))["reliability"]
    for name in ("abstention", "reliability"):
        picture = (tmp_path / "benchmarks" / f"{name}.svg").read_text(encoding="utf-8")
        assert picture.rstrip().endswith("</svg>")


@pytest.mark.parametrize(("rows", "told"), [(None, "grenswijzer calibrate"), ((asked(0.5, True),), "near_miss")])
def test_outcomes_that_say_too_little_are_told_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    rows: tuple[Outcome, ...] | None, told: str,
) -> None:  # fmt: skip
    path = tmp_path / "calibration.json"
    if rows:
        Outcomes(dt.date(2026, 11, 23), "i", "k", "e", Thresholds(0.6, 0.3), (0.12, 0.05), rows).write(path)
    monkeypatch.setattr("sys.argv", ["abstention", "--outcomes", str(path), "--out", str(tmp_path)])
    assert main() == 1
    assert told in capsys.readouterr().err
