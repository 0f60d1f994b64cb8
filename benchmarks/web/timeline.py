"""What happened while a page loaded, and the figures that follow from it, as Lighthouse defines them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: A task that takes longer keeps a user waiting; what it takes beyond is blocking time.
LONG_MS = 50.0


@dataclass(frozen=True)
class Task:
    """One long task of the main thread, in milliseconds since the navigation."""

    start: float
    duration: float

    @property
    def end(self) -> float:
        """When the thread was free again."""
        return self.start + self.duration


@dataclass(frozen=True)
class Load:
    """One load of a page, in milliseconds since the navigation, followed until nothing happened any more."""

    first_paint_ms: float
    #: When the document was parsed and its deferred scripts had run.
    ready_ms: float
    tasks: Sequence[Task]
    requests: int
    #: Over the wire, with headers.
    transferred: int

    @property
    def interactive_ms(self) -> float:
        """When the page was there and the thread free for good."""
        return max(self.first_paint_ms, self.ready_ms, *(task.end for task in self.tasks), 0.0)

    @property
    def blocking_ms(self) -> float:
        """How long, between the first paint and then, a press would have had to wait."""
        return blocking_ms(self.tasks, since=self.first_paint_ms)


@dataclass(frozen=True)
class Opening:
    """The chat opened on a loaded page."""

    #: From the press to the focus in the chat.
    focused_ms: float
    blocking_ms: float
    requests: int
    transferred: int


def blocking_ms(tasks: Sequence[Task], since: float) -> float:
    """Return the time of `tasks` beyond what is short, as far as it lies after `since`."""
    return sum(max(0.0, task.end - max(task.start + LONG_MS, since)) for task in tasks)
