"""Running the commands of set-up: their output goes to a log, their last line to the screen."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Callable

from setup.errors import SetupError, explain_failure
from setup.paths import ROOT
from setup.processes import child_environment, start, stop

KEPT_OUTPUT = 20_000
_COLOUR = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Commands:
    """Runs commands, and can stop all that are under way."""

    def __init__(self, log_folder: Path) -> None:
        self._log_folder = log_folder
        self._lock = threading.Lock()
        self._under_way: set[subprocess.Popen[bytes]] = set()
        self._stopped = False

    def run(
        self,
        title: str,
        command: Sequence[str | Path],
        *,
        say: Callable[[str], None] = lambda _: None,
        environment: Mapping[str, str] | None = None,
        log_name: str,
    ) -> str:
        """Run `command` in the project's folder and return the end of its output.

        Raises:
            SetupError: it failed, or could not be started; the message says why.
        """
        self._log_folder.mkdir(parents=True, exist_ok=True)
        path = self._log_folder / f"{log_name}.log"
        try:
            process = self._start(command, child_environment(environment))
        except OSError as error:
            raise SetupError(f"{title} failed: {command[0]} cannot be started ({error.strerror}).") from error
        output = self._follow(process, path, say)
        if process.returncode:
            raise SetupError(explain_failure(title, output, process.returncode, path))
        return output

    def stop_all(self) -> None:
        """Stop every command under way and let no other begin."""
        with self._lock:
            self._stopped = True
            under_way = list(self._under_way)
        for process in under_way:
            stop(process, patience_s=3.0)

    def _start(self, command: Sequence[str | Path], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._stopped:
                raise SetupError("Set-up was stopped.")
            process = start(command, environment=environment, cwd=ROOT)
            self._under_way.add(process)
        return process

    def _follow(self, process: subprocess.Popen[bytes], path: Path, say: Callable[[str], None]) -> str:
        """Copy the output to the log until the command ends."""
        assert process.stdout is not None  # noqa: S101 - started with a pipe
        kept = ""
        try:
            with process.stdout, path.open("w", encoding="utf-8") as log:
                for line in _lines(process.stdout):
                    log.write(line + "\n")
                    kept = (kept + line + "\n")[-KEPT_OUTPUT:]
                    say(line)
            process.wait()
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            with self._lock:
                self._under_way.discard(process)
        return kept


def _lines(stream: IO[bytes]) -> Iterator[str]:
    """Yield what ends in a newline or a carriage return, without colours."""
    rest = b""
    for chunk in iter(lambda: stream.read1(65536), b""):  # type: ignore[attr-defined]
        *lines, rest = re.split(rb"[\r\n]+", rest + chunk)
        for line in lines:
            yield _COLOUR.sub("", line.decode("utf-8", "replace"))
    if rest:
        yield _COLOUR.sub("", rest.decode("utf-8", "replace"))
