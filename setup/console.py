"""What the user sees while set-up works: which step of how many, for how long, and how far."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import TextIO

BAR_WIDTH = 20
QUIET_SECONDS = 10.0
#: A step never claims to be further than this before it has ended.
MOST_BEFORE_THE_END = 0.95


@dataclass
class Running:
    """One step under way; `note` is the last thing that it said."""

    title: str
    typical_s: float
    started: float = field(default_factory=time.monotonic)
    note: str = ""

    @property
    def elapsed_s(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self.started

    @property
    def share(self) -> float:
        """How far it probably is, judged by how long it usually takes."""
        return min(self.elapsed_s / self.typical_s, MOST_BEFORE_THE_END)


class Console:
    """Prints progress from several threads: one live line on a terminal, a line every ten seconds elsewhere."""

    def __init__(self, stream: TextIO = sys.stdout) -> None:
        self._stream = stream
        self._live = stream.isatty()
        self._lock = threading.Lock()
        self._running: dict[str, Running] = {}
        self._begun = 0
        self._total = 0
        self._weight_done = 0.0
        self._weight_total = 0.0
        self._said_at = time.monotonic()

    def expect(self, typical_seconds: list[float]) -> None:
        """Announce how many steps there will be, and how long each usually takes."""
        self._total = len(typical_seconds)
        self._weight_total = sum(typical_seconds)

    def say(self, text: str) -> None:
        """Print a line."""
        with self._lock:
            self._print(text)

    def begin(self, key: str, title: str, typical_s: float) -> None:
        """Announce that a step begins."""
        with self._lock:
            self._begun += 1
            self._running[key] = Running(title, typical_s)
            self._print(f"[{self._begun}/{self._total}] {title} ...")

    def note(self, key: str, text: str) -> None:
        """Remember the last thing that a step said."""
        running = self._running.get(key)
        if running and text.strip():
            running.note = text.strip()

    def end(self, key: str) -> None:
        """Announce that a step is done."""
        with self._lock:
            running = self._running.pop(key)
            self._weight_done += running.typical_s
            self._print(f"      {running.title}: done in {running.elapsed_s:.0f} s")

    def skip(self, typical_s: float) -> None:
        """Count a step that had nothing to do."""
        with self._lock:
            self._begun += 1
            self._weight_done += typical_s

    def tick(self) -> None:
        """Show how far everything is; called about twice a second."""
        with self._lock:
            if not self._running:
                return
            if self._live:
                width = shutil.get_terminal_size().columns - 1
                self._stream.write("\r\x1b[K" + self._status()[:width])
                self._stream.flush()
            elif time.monotonic() - self._said_at >= QUIET_SECONDS:
                self._print(self._status())

    def _status(self) -> str:
        share = self._weight_done + sum(one.share * one.typical_s for one in self._running.values())
        share = share / self._weight_total if self._weight_total else 0.0
        filled = int(share * BAR_WIDTH)
        parts = [
            f"{one.title} {one.elapsed_s:.0f} s" + (f" ({one.note[:60]})" if one.note else "")
            for one in self._running.values()
        ]
        return f"      {'█' * filled}{'░' * (BAR_WIDTH - filled)} {share:4.0%}  {', '.join(parts)}"

    def _print(self, text: str) -> None:
        self._stream.write(("\r\x1b[K" if self._live else "") + text + "\n")
        self._stream.flush()
        self._said_at = time.monotonic()
