"""What tests of every kind share."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest


def need(present: object, what: str, how: str) -> None:
    """Skip the test unless `present`, saying what is missing and how to get it.

    Under `REQUIRE_ALL=1` the test fails instead: there everything must be present.
    """
    if present:
        return
    reason = f"{what} is missing: {how}"
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def lives(process: int) -> bool:
    """Tell whether the process of this id still runs."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def within(seconds: float, condition: Callable[[], bool]) -> bool:
    """Tell whether `condition` becomes true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return condition()
