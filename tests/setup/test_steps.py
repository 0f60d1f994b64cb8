"""Steps run in the order of their needs, side by side where they can, and stop together."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable

import pytest

from setup.console import Console
from setup.errors import SetupError
from setup.steps import Step, run_steps

pytestmark = pytest.mark.unit


def step(
    name: str, *needs: str, done: bool = False, work: Callable[[Callable[[str], None]], None] = lambda _: None
) -> Step:
    return Step(name, name.title(), needs, lambda: done, work, 1.0)


def run(*steps: Step, stop_all: Callable[[], None] = lambda: None) -> str:
    stream = io.StringIO()
    run_steps(steps, Console(stream), stop_all=stop_all)
    return stream.getvalue()


def test_a_step_waits_for_what_it_needs() -> None:
    order: list[str] = []
    run(
        step("index", "encoder", work=lambda _: order.append("index")),
        step("encoder", "service", work=lambda _: order.append("encoder")),
        step("service", work=lambda _: order.append("service")),
    )
    assert order == ["service", "encoder", "index"]


def test_independent_steps_run_side_by_side() -> None:
    meeting = threading.Barrier(2, timeout=10)
    run(step("service", work=lambda _: meeting.wait()), step("bot", work=lambda _: meeting.wait()))
    assert not meeting.broken


def test_what_is_done_is_not_done_again() -> None:
    def never(_: Callable[[str], None]) -> None:
        raise AssertionError

    assert run(step("service", done=True, work=never), step("bot", "service", done=True, work=never)) == ""


def test_each_step_tells_its_number_and_its_end() -> None:
    output = run(step("uv", done=True), step("service", "uv"), step("bot", "service"))
    assert "[2/3] Service ..." in output
    assert "[3/3] Bot ..." in output
    assert "Bot: done in 0 s" in output


def test_a_failure_stops_the_others_and_is_the_error() -> None:
    stopped = threading.Event()

    def fail(_: Callable[[str], None]) -> None:
        raise SetupError("It is broken: mend it.")

    def work_until_stopped(_: Callable[[str], None]) -> None:
        assert stopped.wait(10)
        raise SetupError("Set-up was stopped.")

    with pytest.raises(SetupError, match="It is broken: mend it"):
        run(step("bot", work=work_until_stopped), step("service", work=fail), stop_all=stopped.set)


def test_after_a_failure_nothing_new_begins() -> None:
    begun: list[str] = []

    def fail(_: Callable[[str], None]) -> None:
        raise SetupError("no")

    with pytest.raises(SetupError):
        run(step("service", work=fail), step("index", "service", work=lambda _: begun.append("index")))
    assert begun == []


def test_an_error_of_the_system_names_the_step() -> None:
    def fail(_: Callable[[str], None]) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(SetupError, match="Index failed: The disk is full"):
        run(step("index", work=fail))


def test_progress_names_what_is_under_way_and_how_far_all_is() -> None:
    stream = io.StringIO()
    stream.isatty = lambda: True  # type: ignore[method-assign]
    console = Console(stream)
    console.expect([30.0, 10.0])
    console.skip(30.0)
    console.begin("rasa", "Training of the bot", 10.0)
    console.note("rasa", "epoch 3 of 5")
    console.tick()
    last = stream.getvalue().rsplit("\r", 1)[1]
    assert "███████████████░░░░░" in last
    assert " 75%" in last
    assert "Training of the bot 0 s (epoch 3 of 5)" in last
