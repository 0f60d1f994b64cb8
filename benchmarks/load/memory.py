"""What each server of the stack holds while it runs, sampled in a thread."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil

from setup.production.programs import Server

EVERY_S = 10.0
#: Of what a process holds, its share of what is not read from files: those the system drops when it needs the room.
_HELD = re.compile(r"^Pss_(?:Anon|Shmem):\s+(\d+) kB$", re.MULTILINE)


@dataclass
class Held:
    """What the servers held: seconds since the beginning, and of each server MiB at each of them."""

    seconds: list[float] = field(default_factory=list)
    mib: dict[str, list[float]] = field(default_factory=dict)

    def level(self, name: str, since_s: float, until_s: float) -> float:
        """Return the median of what `name` held between two moments."""
        at = [since_s <= second <= until_s for second in self.seconds]
        return float(np.median(np.array(self.mib[name])[at]))


class Watch:
    """Samples `servers` while the context lasts."""

    def __init__(self, servers: list[Server]) -> None:
        self._servers = servers
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self.held = Held(mib={server.name: [] for server in servers})

    def __enter__(self) -> Held:
        self._thread.start()
        return self.held

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _sample(self) -> None:
        began = time.monotonic()
        while True:
            now = {server.name: _mib(server) for server in self._servers}
            self.held.seconds.append(time.monotonic() - began)
            _add(self.held.mib, now)
            if self._over.wait(EVERY_S):
                return


def _add(kept: Mapping[str, list[float]], now: Mapping[str, float]) -> None:
    for name, mib in now.items():
        kept[name].append(mib)


def _mib(server: Server) -> float:
    """Return what the server and its children hold; shared memory is counted once."""
    if server.process is None:
        return 0.0
    total = 0.0
    with suppress(psutil.NoSuchProcess):
        first = psutil.Process(server.process.pid)
        for one in (first, *first.children(recursive=True)):
            # A child may have ended since.
            with suppress(OSError):
                rollup = Path(f"/proc/{one.pid}/smaps_rollup").read_text(encoding="ascii")
                total += sum(int(kib) for kib in _HELD.findall(rollup)) / 1024
    return total
