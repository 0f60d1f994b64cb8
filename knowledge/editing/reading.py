"""Every entry with the file it stands in; files that did not change are not parsed again."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from knowledge.loading import DOCUMENTS, PACKAGE, EntryError, entry_paths, knowledge_folders, load_entry
from knowledge.schema import Entry

#: Parsing 363 files of YAML takes ten seconds; reading what was parsed before takes half a second.
CACHE = PACKAGE.parent / "models" / "parsed" / "entries.json"
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
    folders: Sequence[Path] | None = None, cache: Path | None = CACHE, progress: Progress = lambda _done, _all: None
) -> dict[str, Filed]:
    """Return what is in use, by id: entries of a later folder replace those of an earlier one.

    `folders`: None takes those of `knowledge_folders`. `cache`: where parsed files are kept; None keeps none.
    `progress`: called with how many files are read, and of how many.

    Raises:
        EntryError: a file is no valid entry, or a folder holds an id twice.
        KnowledgeError: a folder does not exist.
    """
    known = _read_cache(cache)
    fresh: dict[str, Any] = {}
    filed: dict[str, Filed] = {}
    paths = [
        (folder, path)
        for folder in (folders if folders is not None else knowledge_folders())
        for path in entry_paths([folder])
    ]
    for done, (folder, path) in enumerate(paths):
        progress(done, len(paths))
        key = hashlib.sha256(path.read_bytes()).hexdigest()
        entry = _parsed(known.get(key), path) or load_entry(path)
        fresh[key] = known.get(key) or entry.model_dump(mode="json")
        before = filed.get(entry.id)
        if before and before.path.is_relative_to(folder):
            raise EntryError(path, 1, f"id {entry.id} is already used in {before.path}")
        filed[entry.id] = Filed(entry, path, folder != DOCUMENTS, replaces=before is not None)
    if cache and set(fresh) != set(known):
        _write_cache(cache, fresh)
    return dict(sorted(filed.items()))


def _parsed(data: Any, path: Path) -> Entry | None:
    """Return the entry that was parsed before, or None where the schema or the file's name changed since."""
    try:
        entry = Entry.model_validate(data) if data else None
    except ValidationError:
        return None
    return entry if entry and entry.id == path.stem else None


def _read_cache(cache: Path | None) -> dict[str, Any]:
    try:
        data = json.loads(cache.read_text(encoding="utf-8")) if cache else {}
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _write_cache(cache: Path, data: dict[str, Any]) -> None:
    """Keep `data` for the next command; where nothing can be written, that parses again."""
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=cache.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(data, file, ensure_ascii=False)
        Path(name).replace(cache)
    except OSError:
        return
