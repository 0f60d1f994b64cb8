"""`make bench`: its arithmetic, its table, and one part of it as users run it."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.progress import Progress

from benchmarks.bootstrap import Estimate
from benchmarks.rasa_project import config
from benchmarks.speed import stock
from benchmarks.speed.__main__ import PARTS, main
from benchmarks.speed.building import CountingEncoder
from benchmarks.speed.figures import Figure, NothingMeasured, ratio
from benchmarks.speed.measuring import WARM_UP, at_once, draw_questions, in_turns, processor_seconds
from benchmarks.speed.parallel import Side
from benchmarks.speed.report import behind_table, figures_table
from knowledge.encoder import DEFAULT_FOLDER, Floats2d
from tests.support import need

ROOT = Path(__file__).parents[2]
times = st.lists(st.floats(0.1, 1000), min_size=1, max_size=30)


@pytest.mark.unit
def test_a_ratio_is_that_of_the_medians_so_that_one_slow_moment_changes_nothing() -> None:
    assert ratio([2.0, 2.0, 2.0, 900.0, 2.0], [1.0] * 5).value == 2.0


@pytest.mark.unit
def test_a_machine_that_is_slow_now_and_then_slows_both_and_leaves_the_interval_narrow() -> None:
    busy = [1.0, 10.0] * 20
    estimate = ratio([3 * ms for ms in busy], busy)
    assert (estimate.low, estimate.high) == (pytest.approx(3.0), pytest.approx(3.0))


@pytest.mark.unit
@given(times)
def test_the_interval_of_a_ratio_lies_between_its_extremes(over: list[float]) -> None:
    estimate = ratio(over, [1.0] * len(over), np.mean)
    assert min(over) * 0.999 <= estimate.low <= estimate.high <= max(over) * 1.001


@pytest.mark.unit
def test_nothing_measured_is_no_ratio() -> None:
    with pytest.raises(NothingMeasured, match="Nothing was measured"):
        ratio([], [])


@pytest.mark.unit
@given(st.floats(0.01, 100), st.floats(0.01, 100), st.booleans())
def test_a_bar_ends_before_the_line_where_the_target_holds_whichever_way_it_points(
    value: float, wanted: float, at_least: bool
) -> None:
    figure = Figure("a", value, wanted, at_least)
    assert figure.holds == (figure.share <= 1)


@pytest.mark.unit
def test_the_table_says_for_each_figure_what_was_wanted_and_whether_it_holds() -> None:
    faster = Figure.of("plain / ours", Estimate(2.4, 2.2, 2.6), 2.5, at_least=True)
    memory = Figure("memory", 449.6, 450.0, unit="MB")
    text = figures_table([faster, memory])
    assert "| plain / ours | 2.40 (2.20 to 2.60) | at least 2.50 | **no** |" in text
    assert "| memory | 450 MB | at most 450 MB | yes |" in text
    assert "remark" not in text


@pytest.mark.unit
def test_seconds_are_marked_as_a_remark_and_those_of_a_sample_are_not_judged() -> None:
    text = figures_table([Figure("whole index", 6.2, 60.0, unit="s", absolute=True, sample=True)])
    assert "| whole index \\* | 6.2 s | at most 60.0 s | a sample |" in text
    assert "\\* A remark" in text


@pytest.mark.unit
def test_the_jobs_take_turns_at_being_first() -> None:
    order: list[str] = []

    def job(name: str) -> float:
        order.append(name)
        return 1.0

    with Progress(disable=True) as progress:
        in_turns({"a": lambda _: job("a"), "b": lambda _: job("b")}, ["x", "y"], progress, "")
    assert "".join(order[-4:]) == "abba"


@pytest.mark.unit
def test_a_question_that_does_not_count_for_one_counts_for_none() -> None:
    jobs = {"turn": lambda text: math.nan if text == "asked back" else 4.0, "plain": lambda _: 2.0}
    with Progress(disable=True) as progress:
        kept = in_turns(jobs, ["answered", "asked back"] * WARM_UP, progress, "")
    assert kept == {"turn": [4.0] * WARM_UP, "plain": [2.0] * WARM_UP}


@pytest.mark.unit
def test_the_work_of_a_block_is_done_once_for_each_text() -> None:
    done: list[str] = []
    texts = [str(number) for number in range(40)]
    assert at_once(done.append, texts, lambda: None) > 0
    assert sorted(done, key=int) == texts


@pytest.mark.unit
def test_a_side_tells_its_turns_a_second_and_the_processor_time_of_one() -> None:
    side = Side(lambda text: bool(sum(range(200_000))) and text != "silence", {"own": os.getpid()})
    for _ in range(2):
        side.block(["said", "silence"] * 10, lambda: None)
    told = side.told(20)
    assert told["said_something"] == 0.5
    assert told["per_second"] == pytest.approx(40 / sum(side.seconds), abs=0.1)
    assert side.processor["own"] <= processor_seconds(os.getpid())


class Ones:
    """An encoder without a model."""

    dimensions, fingerprint = 4, "0" * 16

    def encode_queries(self, texts: list[str]) -> Floats2d:
        return np.ones((len(texts), self.dimensions), np.float32)

    encode_passages = encode_queries


@pytest.mark.unit
def test_what_was_embedded_is_counted_whether_question_or_passage() -> None:
    encoder = CountingEncoder(Ones())  # type: ignore[arg-type]
    encoder.encode_queries(["a"])
    encoder.encode_passages(["b", "c"])
    assert encoder.texts == ["a", "b", "c"]
    assert encoder.seconds > 0


@pytest.mark.unit
def test_every_run_asks_the_same_held_out_questions() -> None:
    assert draw_questions(20) == draw_questions(20)
    assert len(set(draw_questions(50))) == 50


@pytest.mark.unit
def test_the_stock_bot_has_the_policies_of_rasa() -> None:
    names = {part["name"] for section in ("pipeline", "policies") for part in config(stock.EPOCHS)[section]}
    assert {"DIETClassifier", "TEDPolicy", "UnexpecTEDIntentPolicy"} <= names


@pytest.mark.unit
def test_an_unknown_part_is_refused_with_the_names_of_all(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--only", "embedding,speed"])
    assert ended.value.code == 2
    assert ", ".join(PARTS) in capsys.readouterr().err


@pytest.mark.unit
def test_parts_that_were_not_measured_leave_no_row_behind() -> None:
    assert behind_table({}).count("\n") == 2


@pytest.mark.integration
def test_one_part_is_measured_and_printed_as_a_table() -> None:
    need((DEFAULT_FOLDER / "manifest.json").is_file(), "the built encoder", "make build")
    before = (ROOT / "docs" / "benchmarks.md").read_bytes()
    command = [sys.executable, "-m", "benchmarks.speed", "--quick", "--only", "embedding"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    assert "plain embedding / our embedding of a question" in done.stdout
    assert "| at least 2.50 | a sample |" in done.stdout
    assert "Written" not in done.stdout
    assert (ROOT / "docs" / "benchmarks.md").read_bytes() == before
