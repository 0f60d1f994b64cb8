"""What the figures of a page loaded in a browser follow from."""

from __future__ import annotations

import pytest

from benchmarks.web import report
from benchmarks.web.timeline import Load, Opening, Task, blocking_ms

pytestmark = pytest.mark.unit


def load(paint: float = 100, ready: float = 80, *tasks: Task) -> Load:
    return Load(paint, ready, tasks, requests=5, transferred=1000)


def test_a_page_without_long_tasks_is_interactive_when_it_is_painted_and_ready() -> None:
    assert load(100, 80).interactive_ms == 100
    assert load(100, 130).interactive_ms == 130
    assert load().blocking_ms == 0


def test_a_page_is_interactive_after_its_last_long_task() -> None:
    assert load(100, 80, Task(120, 60), Task(300, 90)).interactive_ms == 390


def test_of_a_task_what_is_beyond_50_ms_and_after_the_first_paint_blocks() -> None:
    assert load(100, 80, Task(120, 60), Task(300, 90)).blocking_ms == 10 + 40
    assert blocking_ms([Task(0, 90)], since=100) == 0
    assert blocking_ms([Task(20, 200)], since=100) == 120


def test_a_ratio_is_that_of_pairs() -> None:
    loads = {"without": [load(100), load(200), load(400)], "with": [load(110), load(220), load(400)]}
    figures = report.summary(loads, [Opening(90, 0, 4, 5000), Opening(110, 20, 4, 5000), Opening(400, 0, 4, 5000)])
    assert figures["ratio"]["first_paint"] == {"median": 1.1, "lowest": 1.0, "highest": 1.1}
    assert figures["ratio"]["interactive"] == figures["ratio"]["first_paint"]
    assert figures["opening"] == {"focused_ms": 110, "blocking_ms": 0, "requests": 4, "transferred": 5000}


def test_the_script_is_the_least_of_what_is_loaded() -> None:
    sizes = report.sizes()
    assert 0 < sizes["script"] < sizes["all"] / 4
