"""A clock that stands still until a test moves it."""

from __future__ import annotations


class HandClock:
    """Tells seconds since 1970."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now

    def go_on(self, seconds: float) -> None:
        """Let `seconds` pass."""
        self.now += seconds
