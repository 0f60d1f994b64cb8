"""Steps that need each other, run side by side where they do not."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Callable

from setup.console import Console
from setup.errors import SetupError, explain_os_error

TICK_S = 0.5


@dataclass(frozen=True)
class Step:
    """One piece of work.

    `is_done` and `work` are called once all that it `needs` is done; `work` gets a function to which it hands
    what it is doing. `typical_s`: how long the work takes on two cores.
    """

    name: str
    title: str
    needs: tuple[str, ...]
    is_done: Callable[[], bool]
    work: Callable[[Callable[[str], None]], None]
    typical_s: float


class _Round:
    """The state of one run over the steps, shared by its threads."""

    def __init__(self, steps: Sequence[Step], console: Console, at_once: int) -> None:
        self.steps = list(steps)
        self.console = console
        self.at_once = at_once
        self.changed = threading.Condition()
        self.done: set[str] = set()
        self.busy: set[str] = set()
        self.error: BaseException | None = None

    def next_step(self) -> Step | None:
        """Return a step that can begin, in the order in which they were given."""
        if self.error or len(self.busy) >= self.at_once:
            return None
        for step in self.steps:
            if step.name not in self.done | self.busy and self.done.issuperset(step.needs):
                return step
        return None

    def perform(self, step: Step) -> None:
        """Do one step, in a thread of its own."""
        error: BaseException | None = None
        try:
            if step.is_done():
                self.console.skip(step.typical_s)
            else:
                self.console.begin(step.name, step.title, step.typical_s)
                step.work(lambda text: self.console.note(step.name, text))
                self.console.end(step.name)
        except OSError as problem:
            error = SetupError(f"{step.title} failed: {explain_os_error(problem)}")
        except BaseException as problem:  # noqa: BLE001 - handed to the main thread
            error = problem
        with self.changed:
            self.busy.discard(step.name)
            self.done.add(step.name)
            self.error = self.error or error
            self.changed.notify_all()


def run_steps(
    steps: Sequence[Step], console: Console, *, at_once: int = 2, stop_all: Callable[[], None] = lambda: None
) -> None:
    """Run every step that is not done yet, at most `at_once` side by side.

    `stop_all` ends what is under way; it is called when a step fails or the user interrupts.

    Raises:
        SetupError: a step failed; the others were stopped.
    """
    state = _Round(steps, console, at_once)
    console.expect([step.typical_s for step in steps])
    threads: list[threading.Thread] = []
    try:
        while len(state.done) < len(state.steps) and not state.error:
            with state.changed:
                while (step := state.next_step()) is not None:
                    state.busy.add(step.name)
                    threads.append(threading.Thread(target=state.perform, args=(step,), daemon=True))
                    threads[-1].start()
                state.changed.wait(TICK_S)
            console.tick()
    finally:
        if state.busy:
            stop_all()
        for thread in threads:
            thread.join()
    if state.error:
        raise state.error
