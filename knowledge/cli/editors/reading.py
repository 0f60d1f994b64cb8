"""Read the entries and show how far that is, where it takes long."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from knowledge.cli.editors.common import errors
from knowledge.editing.reading import Filed, read_filed


def read_with_progress(folders: Sequence[Path] | None = None) -> dict[str, Filed]:
    """Return what `read_filed` does, with a bar that goes away when all is read."""
    columns = (TextColumn("reading entries"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=errors, transient=True) as progress:
        task = progress.add_task("", total=None)
        return read_filed(folders, progress=lambda done, total: progress.update(task, completed=done, total=total))
