"""Starting child processes so that none outlives its parent, and stopping them with all of theirs."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Callable

from setup.paths import TOOLS

_PR_SET_PDEATHSIG = 1
#: Loaded here, because a child between fork and exec had better not load anything.
_LIBC = ctypes.CDLL(None)
#: Variables that would lead a child to another Python's modules, or keep it from caching its own.
_UNWANTED = (
    "PYTHONPATH",
    "PYTHONHOME",
    "PYTHONDONTWRITEBYTECODE",
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
    "MAKEFLAGS",
    "MAKELEVEL",
)


#: One thread for each operation: several that wait for each other on busy cores take many times as long, and set-up
#: and the product keep the cores busy with more than one process anyway.
SINGLE_THREADED = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def child_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return our environment without what would confuse a child, plus `extra`."""
    environment = {name: value for name, value in os.environ.items() if name not in _UNWANTED}
    if not os.access(environment.get("HOME", ""), os.W_OK):
        environment["HOME"] = str(TOOLS / "home")
    environment["RASA_TELEMETRY_ENABLED"] = "false"
    environment.update(SINGLE_THREADED)
    environment.update(extra or {})
    return environment


def die_with_parent(signal_number: int = signal.SIGKILL) -> None:
    """Let the system send this process a signal when the thread that started it ends (Linux only)."""
    if sys.platform == "linux":
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(signal_number))


def start(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str],
    cwd: Path,
    output: int | IO[bytes] | None = subprocess.PIPE,
    when_we_die: int = signal.SIGKILL,
) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own, so that Ctrl-C reaches us alone and we stop it in order.

    `when_we_die`: the signal it gets should we be killed; what has children of its own must be able to end them.
    """
    parent = os.getpid()

    def prepare() -> None:
        die_with_parent(when_we_die)
        if os.getppid() != parent:
            os._exit(1)

    return subprocess.Popen(
        [str(part) for part in command],
        env=dict(environment),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=prepare,  # noqa: PLW1509 - two calls into the C library, and no lock of ours is taken
    )


def stop(process: subprocess.Popen[bytes], patience_s: float = 10.0) -> None:
    """Ask the process and all of its group to end; kill what is left after `patience_s`."""
    _signal_group(process.pid, signal.SIGTERM)
    _wait_until(lambda: process.poll() is not None and not _group_lives(process.pid), patience_s)
    _signal_group(process.pid, signal.SIGKILL)
    process.wait()


def _wait_until(condition: Callable[[], bool], patience_s: float) -> None:
    deadline = time.monotonic() + patience_s
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _signal_group(group: int, signal_number: int) -> None:
    try:
        os.killpg(group, signal_number)
    except (ProcessLookupError, PermissionError):
        return
