"""Programs of the machine that the production profile is made of, and how they are run."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

from setup.errors import SetupError
from setup.processes import child_environment, start, stop

#: Debian keeps PostgreSQL's programs in a folder per version, and nginx where only root's PATH leads.
PLACES = ("/usr/sbin", "/usr/lib/postgresql/*/bin")
STARTS_WITHIN_S = 180.0
POLL_S = 0.05


def find_program(name: str, package: str) -> Path:
    """Return the newest program `name` of the machine.

    Raises:
        SetupError: there is none.
    """
    on_path = shutil.which(name)
    elsewhere = [found for place in PLACES for found in Path("/").glob(f"{place}/{name}"[1:])]
    if elsewhere:
        return max(elsewhere, key=lambda path: [int(part) for part in path.parts if part.isdigit()])
    if on_path:
        return Path(on_path)
    raise SetupError(f"{name} is missing: install it, for example with `apt-get install {package}`.")


def free_ports(count: int) -> list[int]:
    """Return ports of loopback on which nobody listens now."""
    bound = [socket.socket() for _ in range(count)]
    try:
        for one in bound:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in bound]
    finally:
        for one in bound:
            one.close()


def let_pass(folder: Path) -> None:
    """Let other users of this machine through `folder`, which they still cannot list: a server may be one of them."""
    for one in (folder.resolve(), *folder.resolve().parents):
        if not one.stat().st_mode & 0o001:
            one.chmod(one.stat().st_mode | 0o001)


@dataclass(frozen=True)
class Program:
    """How a server is run."""

    command: Sequence[str | Path]
    cwd: Path
    #: Tells whether it answers.
    is_ready: Callable[[], bool]
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_signal: int = signal.SIGTERM


class Server:
    """One server that we start, watch and stop; what it says goes to `<name>.log` in `folder`."""

    def __init__(self, name: str, folder: Path, program: Program) -> None:
        self.name = name
        self.log = folder / f"{name}.log"
        self._program = program
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; it is not ready yet."""
        with self.log.open("ab") as output:
            environment = child_environment(self._program.environment)
            self.process = start(
                self._program.command,
                environment=environment,
                cwd=self._program.cwd,
                output=output,
                when_we_die=self._program.stop_signal,
            )

    def wait_until_ready(self) -> None:
        """Return when it answers.

        Raises:
            SetupError: it ended, or does not answer in time.
        """
        deadline = time.monotonic() + STARTS_WITHIN_S
        while not self._program.is_ready():
            if self.has_ended or time.monotonic() > deadline:
                raise SetupError(f"{self.name} did not start: {self.log} says why.\n{self.last_lines()}")
            time.sleep(POLL_S)

    @property
    def has_ended(self) -> bool:
        """Whether it runs no longer."""
        return self.process is None or self.process.poll() is not None

    def last_lines(self, count: int = 8) -> str:
        """Return the end of what it said."""
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-count:]) if self.log.exists() else ""

    def kill(self) -> None:
        """End it as a power cut would, with all its children."""
        if self.process is not None:
            _signal_all(self.process, signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        """Ask it to end, and kill it where it does not."""
        if self.process is not None:
            _signal_all(self.process, self._program.stop_signal)
            stop(self.process)


def _signal_all(process: subprocess.Popen[bytes], number: int) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return
