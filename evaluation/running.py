"""One evaluation from the first question to the written report."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from evaluation import memory, tables
from evaluation.client import Client
from evaluation.errors import NotRunning
from evaluation.plan import Part, Plan, perform
from evaluation.report import Measured, cases, counted

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class Target:
    """The stack that is measured, and where its processes are looked for."""

    url: str
    rasa_port: int
    #: Processes whose memory is taken; where none is named, those that listen on the two ports.
    pids: tuple[int, ...] = ()

    def processes(self) -> list[memory.Process]:
        """Return the processes with their memory; those that are not found are left out."""
        address = urlsplit(self.url)
        if self.pids:
            named = [(f"process {pid}", pid) for pid in self.pids]
        elif address.hostname in _LOOPBACK:
            ports = {"service": address.port or 80, "bot": self.rasa_port}
            named = [(name, pid) for name, port in ports.items() if (pid := memory.pid_at(port))]
        else:
            named = []
        return [process for name, pid in named if (process := memory.read_process(name, pid))]


@dataclass(frozen=True)
class Output:
    """Where the results go."""

    console: Console
    report: Path
    show_wrong: bool


def evaluate(plan: Plan, files: Mapping[str, Path], target: Target, output: Output) -> None:
    """Measure what `plan` says, print the tables and write the report. `files`: where the questions come from.

    Raises:
        NotRunning: the stack does not answer, is not ready, or stops answering.
        OSError: the report cannot be written.
    """
    console = output.console
    _require_writable(output.report)
    began = dt.datetime.now(dt.UTC)
    measured, health = _measure(plan, target, console)
    figures = counted(measured)
    tables.show(console, figures)
    if output.show_wrong:
        tables.show_wrong(console, measured)
    if Part.MEMORY in plan.parts and len(measured.processes) < 2:
        console.print("The memory of both processes could not be read: name them with --pids.")
    written = {
        "made_on": began.isoformat(timespec="seconds"),
        "url": target.url,
        "versions": health.get("versions", {}),
        "processors": os.cpu_count(),
        "parts": sorted(plan.parts),
        "files": {name: _fingerprint(path) for name, path in files.items()},
        "figures": figures,
        "cases": cases(measured),
    }
    output.report.write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    console.print(f"\nEvery case with its reply: {output.report}", highlight=False, soft_wrap=True)


def _measure(plan: Plan, target: Target, console: Console) -> tuple[Measured, Mapping[str, Any]]:
    progress = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console,
        transient=True,
    )  # fmt: skip
    task = progress.add_task("Asking", total=plan.steps())

    def wait(seconds: float) -> None:
        progress.update(task, description=f"Waiting {seconds:.0f} s, as the stack asks")
        time.sleep(seconds)
        progress.update(task, description="Asking")

    client = Client(target.url, wait)
    try:
        health = client.health()
        _require_ready(target.url, health)
        with progress:
            measured = perform(plan, client, lambda: progress.advance(task))
    finally:
        client.close()
    if Part.MEMORY in plan.parts:
        measured.processes = target.processes()
    return measured, health


def _require_writable(report: Path) -> None:
    """Find out before minutes have passed, not after."""
    if report.is_dir():
        raise IsADirectoryError(f"{report} is a folder: name a file for the report.")
    report.parent.mkdir(parents=True, exist_ok=True)
    if not os.access(report if report.exists() else report.parent, os.W_OK):
        raise PermissionError(f"{report} cannot be written: name another file with --report.")


def _require_ready(url: str, health: Mapping[str, Any]) -> None:
    if health["ready"]:
        return
    down = [name for name, state in health.get("parts", {}).items() if state != "up"]
    why = "it is paused" if health.get("paused") else f"not up: {', '.join(down) or 'unknown'}"
    raise NotRunning(f"The stack at {url} is not ready ({why}): wait for it, or see its log.")


def _fingerprint(path: Path) -> dict[str, str]:
    return {"name": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()[:16]}
