"""Find the files that somebody names, and write ours so that they are whole or not there."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.ingest.convert import SUPPORTED

#: What a process that was killed may leave behind begins so.
UNFINISHED = ".new-"


@dataclass
class Found:
    """What is in the named files and folders."""

    files: list[Path] = field(default_factory=list)
    #: Files in folders that are of no type we read.
    unsupported: list[Path] = field(default_factory=list)
    #: Links in folders that lead out of them.
    outside: list[Path] = field(default_factory=list)
    missing: list[Path] = field(default_factory=list)


def find_files(named: Iterable[Path]) -> Found:
    """Return every file under `named`, each once, by name.

    Hidden files and folders are passed over, and links to folders. A file that is named itself is taken as it is.
    """
    found = Found()
    taken: set[Path] = set()
    for path in named:
        if path.is_dir():
            for inner in _in_folder(path):
                kind = _kind(inner, path)
                if kind == "file" and inner.resolve() not in taken:
                    taken.add(inner.resolve())
                    found.files.append(inner)
                elif kind == "unsupported":
                    found.unsupported.append(inner)
                elif kind == "outside":
                    found.outside.append(inner)
        elif not path.is_file():
            found.missing.append(path)
        elif path.resolve() not in taken:
            taken.add(path.resolve())
            found.files.append(path)
    return found


def _in_folder(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        # Word keeps a file of this name beside one that is open.
        yield from (Path(place, name) for name in sorted(names) if not name.startswith((".", "~$")))


def _kind(path: Path, folder: Path) -> str:
    if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
        return "outside"
    if not path.is_file():
        return "nothing"
    return "file" if path.suffix.lower() in SUPPORTED else "unsupported"


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` to `path` in one step: whoever reads it finds the old content or the new.

    Raises:
        OSError: the disk is full or not writable; the old content stays.
    """
    beside = path.with_name(f"{UNFINISHED}{os.getpid()}-{path.name}")
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
