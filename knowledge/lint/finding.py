"""One thing that the linter found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from knowledge.loading import line_of, read_yaml

Location = tuple[str | int, ...]


class Level(StrEnum):
    """Errors fail the build; warnings are for the editor to weigh."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """A fault, where it is, and how to mend it."""

    path: Path
    location: Location
    message: str
    mend: str
    level: Level = Level.ERROR

    @property
    def line(self) -> int | None:
        """The line of the deepest part of `location` in the file; the file is read anew."""
        if not self.location or not self.path.is_file():
            return None
        return line_of(read_yaml(self.path, with_lines=True), self.location)

    def __str__(self) -> str:
        line = self.line
        where = f"{self.path}:{line}" if line else str(self.path)
        return f"{where}: {self.level}: {self.message} {self.mend}"
