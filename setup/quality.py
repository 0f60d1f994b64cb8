"""The checks and the tests, each with the tool of its own environment."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from setup.builds import GRENSWIJZER, QUIET_RASA
from setup.paths import BOT, ROOT, SERVICE
from setup.processes import child_environment, start, stop

PYTHON = SERVICE / "bin" / "python"
LATER = "2027-01-15"
#: The tests of a file stay together, for they share what they build; each process holds an encoder and an index.
SERVICE_TESTS = [
    *("tests", "--ignore=tests/bot", "-m", "not browser and not load and not servers and not milvus"),
    *("--numprocesses", "auto", "--maxprocesses", "4", "--dist", "loadfile"),
]


def _without_settings() -> dict[str, str]:
    """Return the environment of a child without the user's own settings of the product, which tests must not see."""
    return {name: value for name, value in child_environment().items() if not name.startswith("GRENSWIJZER_")}


@dataclass
class Part:
    """One command of the checks or tests, and how it went."""

    title: str
    command: Sequence[str | Path]
    environment: Mapping[str, str] = field(default_factory=dict)
    output: str = ""
    status: int | None = None
    seconds: float = 0.0

    def perform(self, *, live: bool) -> None:
        """Run it; `live` shows its output at once, else it is kept in `output`."""
        began = time.monotonic()
        process = start(
            self.command,
            environment={**_without_settings(), **self.environment},
            cwd=ROOT,
            output=None if live else subprocess.PIPE,
        )
        try:
            kept, _ = process.communicate()
        except BaseException:
            stop(process, patience_s=2.0)
            raise
        self.output = (kept or b"").decode("utf-8", "replace")
        self.status = process.returncode
        self.seconds = time.monotonic() - began


def checks() -> list[Part]:
    """Return the checks of style, types, spelling and knowledge."""
    return [
        Part("ruff format", [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."]),
        Part("ruff", [PYTHON, "-m", "ruff", "check", "--quiet", "."]),
        Part("mypy", [PYTHON, "-m", "mypy"]),
        Part("codespell", [SERVICE / "bin" / "codespell"]),
        Part("knowledge lint", [GRENSWIJZER, "knowledge", "lint"]),
    ]


def formatting() -> list[Part]:
    """Return the commands that put the source in order."""
    return [
        Part("ruff", [PYTHON, "-m", "ruff", "check", "--fix", "--quiet", "."]),
        Part("ruff format", [PYTHON, "-m", "ruff", "format", "."]),
    ]


def service_tests() -> Part:
    """Return the tests of all but the bot that need neither a browser nor load."""
    return _pytest("service tests", SERVICE_TESTS)


def bot_tests() -> Part:
    """Return the tests that run in the bot's own environment."""
    command: list[str | Path] = [BOT / "bin" / "python", "-m", "pytest", "tests/bot"]
    return Part("bot tests", command, {**QUIET_RASA, "PYTHONWARNINGS": ""})


def full_tests() -> list[Part]:
    """Return what `make test` leaves out: browser, load, servers, Milvus, and all again on a day of next year."""
    later = _pytest(f"service tests on {LATER}", SERVICE_TESTS)
    later.environment = {"GRENSWIJZER_TODAY": LATER}
    return [
        _pytest("browser and load", ["tests", "--ignore=tests/bot", "-m", "browser or load"]),
        # In a process of their own: a browser's driver keeps an event loop running, beside which no other can.
        _pytest("PostgreSQL, Redis and nginx", ["tests/web", "tests/deploy", "tests/production", "-m", "servers"]),
        _pytest("Milvus", ["tests/knowledge", "-m", "milvus"]),
        later,
    ]


def _pytest(title: str, arguments: list[str]) -> Part:
    return Part(title, [PYTHON, "-m", "pytest", *arguments])


def perform_all(parts: Sequence[Part]) -> bool:
    """Run the parts one after the other, show what fails, and tell whether all passed."""
    for number, part in enumerate(parts, 1):
        _say(f"[{number}/{len(parts)}] {part.title} ...")
        part.perform(live=False)
        _report(part)
    return all(part.status == 0 for part in parts)


def perform_tests(quiet: Sequence[Part], live: Part) -> bool:
    """Run the `quiet` parts one after the other beside the `live` one, which shows its output as it comes."""
    thread = threading.Thread(target=_perform_quietly, args=(quiet,))
    thread.start()
    _say(f"Running {live.title} (beside it: {', '.join(part.title for part in quiet)})")
    live.perform(live=True)
    if thread.is_alive():
        _say("Waiting for " + ", ".join(part.title for part in quiet if part.status is None) + " ...")
    thread.join()
    for part in (*quiet, live):
        _report(part)
    return all(part.status == 0 for part in (*quiet, live))


def _perform_quietly(parts: Sequence[Part]) -> None:
    for part in parts:
        part.perform(live=False)


def _report(part: Part) -> None:
    if part.output and (part.status or "pytest" in map(str, part.command)):
        _say(part.output.rstrip())
    _say(f"{'passed' if part.status == 0 else 'FAILED'}: {part.title} ({part.seconds:.0f} s)")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
