"""One set-up at a time in one folder."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Callable


@contextmanager
def alone(path: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock at `path`; where another holds it, say so and wait. The system frees it if we die."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another `make` is setting up this folder: waiting until it is done.")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
