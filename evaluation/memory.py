"""How much memory the two processes hold, read from /proc."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_LISTENING = "0A"
_TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))


@dataclass(frozen=True)
class Process:
    """A process and the memory that it holds, in MiB: now, its own part of that, and at most so far.

    The rest is read from files (libraries above all): the system maps more of them where it has them in its cache, and
    drops them when it needs the room.
    """

    name: str
    pid: int
    rss_mib: float
    own_mib: float
    peak_mib: float

    def to_json(self) -> dict[str, Any]:
        """Return it for the report."""
        return {
            "name": self.name,
            "pid": self.pid,
            "rss_mib": round(self.rss_mib, 1),
            "own_mib": round(self.own_mib, 1),
            "peak_mib": round(self.peak_mib, 1),
        }


def read_process(name: str, pid: int) -> Process | None:
    """Return what process `pid` holds; None where there is none, or the system does not tell."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    fields = dict(line.split(":", maxsplit=1) for line in lines if ":" in line)
    if "VmRSS" not in fields:
        return None
    rss, files, peak = (int(fields[field].split()[0]) / 1024 for field in ("VmRSS", "RssFile", "VmHWM"))
    return Process(name, pid, rss, rss - files, peak)


def pid_at(port: int) -> int | None:
    """Return the process that listens on `port` of this machine; None where none does, or it is another user's."""
    sockets = {f"socket:[{inode}]" for inode in _inodes(port)}
    for folder in Path("/proc").glob("[0-9]*") if sockets else ():
        with suppress(OSError):
            if sockets.intersection(_descriptors(folder)):
                return int(folder.name)
    return None


def _descriptors(folder: Path) -> Iterable[str]:
    for descriptor in (folder / "fd").iterdir():
        # One may be closed while we look.
        with suppress(OSError):
            yield os.readlink(descriptor)


def _inodes(port: int) -> set[str]:
    inodes = set()
    for table in _TABLES:
        with suppress(OSError):
            for row in table.read_text(encoding="ascii").splitlines()[1:]:
                fields = row.split()
                if fields[3] == _LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
                    inodes.add(fields[9])
    return inodes
