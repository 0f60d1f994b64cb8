"""One thing that the linter found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from knowledge.loading import PACKAGE, line_of, read_yaml

Location = tuple[str | int, ...]


class Level(StrEnum):
    """Errors fail the build; warnings are for the editor to weigh."""

    ERROR = "error"
    WARNING = "warning"


@lru_cache(maxsize=4)
def _with_lines(path: Path, _changed_ns: int) -> Any:
    """Read a file with its line numbers, which is slow: once for all findings in it, which follow one another.

    A few are kept, so that the large coverage list is not read again for every entry that is linted by itself.
    """
    return read_yaml(path, with_lines=True)


@dataclass(frozen=True)
class Finding:
    """A fault, where it is, and how to mend it."""

    path: Path
    location: Location
    message: str
    mend: str
    level: Level = Level.ERROR
    #: Where the file cannot be read as an entry, but the reader said at which line.
    known_line: int | None = None
    #: Name of the check that found it; `lint` fills it in.
    check: str = ""

    @property
    def line(self) -> int:
        """The line (from 1) of the deepest part of `location` in the file; 1 for the file as a whole."""
        if self.known_line or not self.location or not self.path.is_file():
            return self.known_line or 1
        return line_of(_with_lines(self.path, self.path.stat().st_mtime_ns), self.location) or 1

    @property
    def shown_path(self) -> str:
        """The path relative to the project's root; whole for a file that lies elsewhere."""
        path, root = self.path.resolve(), PACKAGE.parent
        return str(path.relative_to(root) if path.is_relative_to(root) else self.path)

    def as_dict(self) -> dict[str, str | int]:
        """Return what a program needs to show the finding in its place."""
        return {
            "path": self.shown_path,
            "line": self.line,
            "level": self.level.value,
            "check": self.check,
            "message": self.message,
            "mend": self.mend,
        }

    def __str__(self) -> str:
        return f"{self.shown_path}:{self.line}: {self.level}: {self.message} {self.mend}"
