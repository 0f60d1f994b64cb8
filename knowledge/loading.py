"""Read the knowledge entries from disk, and say clearly what is wrong where.

Errors:
    KnowledgeError
    └── EntryError      one file: its path, the line where known, and what would be right
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import YAMLError

from knowledge.hashing import file_hash
from knowledge.schema import Entry, Named
from knowledge.yaml_parsing import parse_yaml, written_out

PACKAGE = Path(__file__).parent
DOCUMENTS = PACKAGE / "documents"
MAX_FILE_BYTES = 512 * 1024
#: Values and characters; a file without aliases cannot hold more.
MAX_WRITTEN_OUT = 2 * MAX_FILE_BYTES
#: What an adopter says about the site itself; no entry. `knowledge/own_site.py` reads it.
SITE_FILE = "site.yml"
OneNamed = TypeVar("OneNamed", bound=Named)


class KnowledgeError(Exception):
    """Something about the knowledge cannot be used."""


@dataclass
class EntryError(KnowledgeError):
    """One file that is not a valid entry."""

    path: Path
    line: int | None
    problem: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{where}: {self.problem}"


def entry_paths(folders: Iterable[Path]) -> list[Path]:
    """Return every file of an entry below `folders`, sorted by path, so that builds are repeatable."""
    return sorted(path for folder in folders for path in folder.rglob("*.yml") if path.name != SITE_FILE)


def knowledge_folders() -> list[Path]:
    """Return the folders that hold entries: our own, then those of the adopter, whose entries replace ours.

    Raises:
        KnowledgeError: a folder of the adopter does not exist.
    """
    return [DOCUMENTS, *local_folders()]


def local_folders() -> list[Path]:
    """Return the adopter's folders, which `GRENSWIJZER_LOCAL` names, separated by colons.

    Raises:
        KnowledgeError: one does not exist.
    """
    names = (name.strip() for name in os.environ.get("GRENSWIJZER_LOCAL", "").split(":"))
    # No shell has written out the home folder in a file of settings.
    local = [Path(name).expanduser() for name in names if name]
    for folder in local:
        if not folder.is_dir():
            raise KnowledgeError(f"GRENSWIJZER_LOCAL names {folder}, which is no folder")
    return local


@contextmanager
def _read_or_named(path: Path) -> Iterator[None]:
    """Raise `EntryError` where the file at `path` cannot be read as text."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise EntryError(path, None, "is not UTF-8: save it in that encoding") from error
    except OSError as error:
        raise EntryError(path, None, f"cannot be read: {error.strerror}") from error


def entry_hash(path: Path) -> str:
    """Return the `file_hash` of an entry.

    Raises:
        EntryError: the file cannot be read.
    """
    with _read_or_named(path):
        return file_hash(path)


def read_yaml(path: Path, *, with_lines: bool = False) -> Any:
    """Read one YAML file; `with_lines` keeps line numbers, which takes a hundred times as long.

    Raises:
        EntryError: the file cannot be read, is too large, not UTF-8 or not YAML.
    """
    with _read_or_named(path):
        if path.stat().st_size > MAX_FILE_BYTES:
            raise EntryError(path, None, f"is larger than {MAX_FILE_BYTES // 1024} KB: split the entry")
        text = path.read_text(encoding="utf-8")
    try:
        data = YAML(typ="rt").load(text) if with_lines else parse_yaml(text)
        if "*" in text and written_out(data) > MAX_WRITTEN_OUT:
            raise EntryError(path, None, "repeats itself through aliases (`*name`) far too often: write it out")
    except RecursionError as error:
        raise EntryError(path, None, "is nested too deeply: no entry has so many brackets in brackets") from error
    except ValueError as error:
        raise EntryError(path, None, f"holds a date or number that is none: {error}") from error
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        problem = getattr(error, "problem", None) or str(error)
        raise EntryError(path, line, f"is not valid YAML: {problem}") from error
    except (TypeError, KeyError, AttributeError, NotImplementedError) as error:
        # What ruamel.yaml raises at a list for a key, and at tags that it does not know.
        raise EntryError(
            path, None, f"is YAML that no entry needs ({type(error).__name__}): write it simpler"
        ) from error
    return data


def line_of(data: Any, location: Iterable[str | int]) -> int | None:
    """Return the line (from 1) of the deepest part of `location` that `data` has."""
    line: int | None = None
    for key in location:
        try:
            line = (data.lc.key(key) if isinstance(data, CommentedMap) else data.lc.item(key))[0] + 1
            data = data[key]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return line


def load_named(path: Path, model: type[OneNamed], what: str) -> OneNamed:
    """Read and validate one file that is named after its id; `what` it holds is for the words of an error.

    Raises:
        EntryError: the file is none, or its name is not `<id>.yml`.
    """
    data = read_yaml(path)
    if not isinstance(data, dict):
        raise EntryError(path, None, f"holds no {what}: it must be a mapping that starts with `id:`")
    try:
        found = model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
        line = line_of(read_yaml(path, with_lines=True), first["loc"])
        problem = first["msg"].removeprefix("Value error, ")
        raise EntryError(path, line, f"{f'`{where}`: ' if where else ''}{problem}{more}") from error
    if path.stem != found.id:
        raise EntryError(path, None, f"the file must be named {found.id}.yml after its id")
    return found


def load_entry(path: Path) -> Entry:
    """Read and validate one entry.

    Raises:
        EntryError: the file is no valid entry, or its name is not `<id>.yml`.
    """
    return load_named(path, Entry, "entry")


def load_entries(
    folders: Iterable[Path] | None = None,
    known: Mapping[str, Entry] | None = None,
    wanted: Callable[[Entry], bool] = lambda _: True,
) -> dict[str, Entry]:
    """Read every entry; a later folder's entry replaces an earlier one of the same id.

    `known`: entries by the `file_hash` of their files, which are then not parsed again. `wanted`: an entry that is not
    is left out, and replaces none.

    Returns:
        The entries by id, in the order of their ids.

    Raises:
        EntryError: a file is no valid entry, or a folder holds the same id twice.
    """
    entries: dict[str, Entry] = {}
    for folder in folders if folders is not None else knowledge_folders():
        of_folder: dict[str, Path] = {}
        for path in entry_paths([folder]):
            entry = known.get(entry_hash(path)) if known else None
            if entry is None or entry.id != path.stem:
                entry = load_entry(path)
            if entry.id in of_folder:
                raise EntryError(path, 1, f"id {entry.id} is already used in {of_folder[entry.id]}")
            of_folder[entry.id] = path
            if wanted(entry):
                entries[entry.id] = entry
    return dict(sorted(entries.items()))
