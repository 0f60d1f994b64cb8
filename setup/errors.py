"""The one error of set-up, and how the output of a failed command becomes a sentence."""

from __future__ import annotations

import errno
import re
from pathlib import Path

GIGABYTE = 1024**3


class SetupError(Exception):
    """Something is missing or wrong; the message is one sentence that says what to do."""


DISK_FULL = "The disk is full: free some space (a first set-up needs about 8 GB) and run the command again."
NO_NETWORK = (
    "The package index cannot be reached: check the network connection (behind a proxy set HTTPS_PROXY, with a mirror "
    "set `pip config set global.index-url`) and run the command again."
)

#: What the output of pip, uv and Rasa betrays, most telling first.
_SYMPTOMS = (
    (r"No space left on device|os error 28|Errno 28|Disk quota exceeded", DISK_FULL),
    (
        r"[Hh]ash mismatch|DO NOT MATCH THE HASHES|unexpected EOF|invalid gzip|Invalid zip|[Ff]ailed to extract|"
        r"BadZipFile",
        "A download was damaged (it does not have the expected hash): run the command again; if that does not help, "
        "`make clean-cache` and then run it again.",
    ),
    (
        r"dns error|Temporary failure in name resolution|Name or service not known|Network is unreachable|"
        r"[Cc]onnection refused|error sending request|Could not connect|Failed to establish a new connection|"
        r"NewConnectionError|timed out|Connection reset|tunnel",
        NO_NETWORK,
    ),
    (
        r"Permission denied|os error 13|Read-only file system",
        "A file or folder of the project cannot be written: give it to the user who runs `make`, "
        "for instance with `chown -R`.",
    ),
    (
        r"MemoryError|Cannot allocate memory",
        "There is too little memory: 4 GB are needed for the set-up, 2 GB to run.",
    ),
)


def explain_failure(title: str, output: str, status: int, log: Path) -> str:
    """Return one sentence on why the command behind `title` ended with `status`."""
    for pattern, sentence in _SYMPTOMS:
        if re.search(pattern, output):
            return f"{sentence} (Its whole output is in {log}.)"
    if status in (-9, 137):
        return f"{title} was killed, most likely because memory ran out: 4 GB are needed for the set-up."
    lines = [line.strip(" │|") for line in output.splitlines() if re.search(r"\w", line)]
    reason = lines[-1] if lines else f"status {status} and no word"
    return f"{title} failed ({reason[:300]}): its whole output is in {log}."


def explain_os_error(error: OSError) -> str:
    """Return one sentence on an error of the operating system."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DISK_FULL
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{error.filename} cannot be written: give it to the user who runs `make`, for instance with `chown -R`."
    return f"{error.strerror or error} ({error.filename or 'no file named'}): see to it and run the command again."
