"""What is up to date, judged by the content of what it was made from and never by times of change."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from setup.paths import ROOT, STAMPS

_SKIPPED = {"__pycache__", ".git"}


def content_hash(paths: Iterable[Path], *words: str) -> str:
    """Return a hash of the files (folders with all below them) at `paths` and of `words`."""
    digest = hashlib.sha256()
    for path in paths:
        for file in _files(path):
            digest.update(os.fsencode(os.path.relpath(file, ROOT)) + b"\0")
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    for word in words:
        digest.update(word.encode() + b"\0")
    return digest.hexdigest()[:20]


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    files = (file for file in path.rglob("*") if file.is_file() and file.suffix != ".pyc")
    return sorted(file for file in files if not _SKIPPED.intersection(file.parts))


def matches(name: str, key: str) -> bool:
    """Tell whether the last success of `name` was noted under the same `key`."""
    try:
        return (STAMPS / name).read_text(encoding="utf-8") == key
    except OSError:
        return False


def is_noted(name: str) -> bool:
    """Tell whether `name` has succeeded before, whatever it was made from."""
    return (STAMPS / name).is_file()


def note(name: str, key: str) -> None:
    """Note that `name` was made from `key`."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    temporary = STAMPS / f".{name}.{os.getpid()}"
    temporary.write_text(key, encoding="utf-8")
    temporary.replace(STAMPS / name)


def forget(name: str) -> None:
    """Forget a success, before what it stands for is touched."""
    (STAMPS / name).unlink(missing_ok=True)
