"""Locust's users in a process of its own, and what they found."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.reporting import ROOT
from setup.errors import SetupError
from setup.processes import child_environment, start, stop

USERS = Path(__file__).with_name("locustfile.py")
#: Users that begin each second: all at once is no load that anybody has.
SPAWN_RATE = 50
#: Locust lets requests in flight end.
ENDS_WITHIN_S = 60
_TURN = "turn"


@dataclass(frozen=True)
class Crowd:
    """So many users, who think so long between two requests, for so long."""

    users: int
    seconds: int
    #: Seconds between two requests of a user: at least and at most.
    pause: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True)
class Served:
    """What became of the requests of a crowd."""

    crowd: Crowd
    #: Of each sort of request: `count`, `failed`, `per_second`, `p50`, `p95`, `p99` (milliseconds).
    requests: Mapping[str, Mapping[str, float]]
    failures: list[str]
    #: How many were turned away, by status, and whether they were told when to come again.
    turned_away: Mapping[str, int]
    #: Share of one core that the users themselves took.
    processor: float

    @property
    def turns(self) -> Mapping[str, float]:
        """The figures of chat turns that were answered."""
        return self.requests[_TURN]

    def to_json(self) -> dict[str, Any]:
        """Return it for the report."""
        return {
            "users": self.crowd.users,
            "seconds": self.crowd.seconds,
            "pause_s": list(self.crowd.pause),
            "requests": {
                name: {key: round(value, 2) for key, value in figures.items()}
                for name, figures in sorted(self.requests.items())
            },
            "failures": self.failures,
            "turned_away": dict(self.turned_away),
            "users_processor": round(self.processor, 2),
        }


def serve(address: str, crowd: Crowd) -> Served:
    """Let a crowd use the product at `address`, and return what came of it.

    Raises:
        SetupError: the users could not be run.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory(prefix="grenswijzer-load-") as folder:
        results = Path(folder) / "results.json"
        process = start(
            _command(address, crowd, results), environment=child_environment({"PYTHONPATH": str(ROOT)}), cwd=ROOT
        )
        try:
            said, _ = process.communicate(timeout=crowd.seconds + ENDS_WITHIN_S)
        finally:
            stop(process)
        if process.returncode or not results.is_file():
            raise SetupError(f"The users could not be run:\n{said.decode('utf-8', 'replace')[-2000:]}")
        found = json.loads(results.read_text(encoding="utf-8"))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
    return Served(crowd, found["requests"], found["failures"], found["turned_away"], used / crowd.seconds)


def _command(address: str, crowd: Crowd, results: Path) -> list[str | Path]:
    locust: list[str | Path] = [sys.executable, "-m", "locust", "--locustfile", USERS]
    return [
        *(*locust, "--headless", "--only-summary"),
        *("--host", address, "--users", str(crowd.users), "--spawn-rate", str(SPAWN_RATE)),
        *("--run-time", f"{crowd.seconds}s", "--loglevel", "ERROR", "--exit-code-on-error", "0"),
        *("--pause", *map(str, crowd.pause), "--results", str(results)),
    ]
