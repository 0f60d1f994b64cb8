"""Every entry with the file it stands in; files that did not change are not parsed again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.loading import DOCUMENTS, EntryError, entry_paths, knowledge_folders
from knowledge.parsed import EntryReader
from knowledge.schema import Entry

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Filed:
    """An entry and where it stands."""

    entry: Entry
    path: Path
    #: Whether it stands in a folder of the adopter's own.
    local: bool = False
    #: Whether it takes the place of one of ours.
    replaces: bool = False

    @property
    def origin(self) -> str:
        """`ours`, `your own`, or `your own, replaces ours`."""
        if not self.local:
            return "ours"
        return "your own, replaces ours" if self.replaces else "your own"


def read_filed(
    folders: Sequence[Path] | None = None, progress: Progress = lambda _done, _all: None
) -> dict[str, Filed]:
    """Return what is in use, by id: entries of a later folder replace those of an earlier one.

    `folders`: None takes those of `knowledge_folders`. `progress`: called with how many files are read, of how many.

    Raises:
        EntryError: a file is no valid entry, or a folder holds an id twice.
        KnowledgeError: a folder does not exist.
    """
    reader = EntryReader()
    filed: dict[str, Filed] = {}
    paths = [
        (folder, path)
        for folder in (folders if folders is not None else knowledge_folders())
        for path in entry_paths([folder])
    ]
    for done, (folder, path) in enumerate(paths):
        progress(done, len(paths))
        entry = reader.read(path)
        before = filed.get(entry.id)
        if before and before.path.is_relative_to(folder):
            raise EntryError(path, 1, f"id {entry.id} is already used in {before.path}")
        filed[entry.id] = Filed(entry, path, folder != DOCUMENTS, replaces=before is not None)
    reader.keep()
    return dict(sorted(filed.items()))
