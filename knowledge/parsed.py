"""Keep what was parsed: YAML takes seconds, what was parsed before milliseconds, and few files change between two runs.

It is kept in `models/parsed/`, which Git ignores, and may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from pydantic import BaseModel, ValidationError

from knowledge import loading, schema, yaml_parsing
from knowledge.hashing import file_hash
from knowledge.loading import PACKAGE, load_entry
from knowledge.schema import Entry

PARSED = PACKAGE.parent / "models" / "parsed"


def keep_text(path: Path, text: str) -> None:
    """Write a kept file in one step; where nothing can be written, the next run parses again."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink()


def _reader_hash() -> str:
    """Hash the code that decides what a valid entry is: when it changes, nothing kept holds."""
    sources = (Path(str(module.__file__)).read_bytes() for module in (schema, loading, yaml_parsing))
    return hashlib.sha256(b"".join(sources)).hexdigest()


class _Kept(BaseModel):
    sha256: str
    entry: Entry


class _Cache(BaseModel):
    reader: str
    #: By path relative to the package.
    files: dict[str, _Kept] = {}


class EntryReader:
    """Reads entries of the package from the cache where their file is unchanged, and all others anew."""

    def __init__(self, cache_file: Path | None = None) -> None:
        """Open the cache; one that cannot be read counts as empty. None: the one in `models/`."""
        self._file = cache_file or PARSED / "entries.json"
        self._cache = _Cache(reader=_reader_hash())
        self._changed = False
        try:
            kept = _Cache.model_validate_json(self._file.read_bytes())
        except (OSError, ValidationError):
            return
        if kept.reader == self._cache.reader:
            self._cache = kept

    def read(self, path: Path) -> Entry:
        """Return the entry of `path`.

        Raises:
            EntryError: as `load_entry`.
        """
        place = path.resolve()
        if not place.is_relative_to(PACKAGE):
            return load_entry(path)
        name, sha256 = str(place.relative_to(PACKAGE)), file_hash(place)
        kept = self._cache.files.get(name)
        if kept is None or kept.sha256 != sha256:
            kept = _Kept(sha256=sha256, entry=load_entry(path))
            self._cache.files[name] = kept
            self._changed = True
        return kept.entry

    def keep(self) -> None:
        """Write the cache where something changed."""
        if self._changed:
            keep_text(self._file, self._cache.model_dump_json(exclude_defaults=True))
