"""Entries as they were in a revision of git, beside those in the working tree.

Errors:
    KnowledgeError
    └── NoHistory       git is missing, the folder is in no repository, or it knows no such revision
"""

from __future__ import annotations

import datetime as dt
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from knowledge.loading import EntryError, KnowledgeError, load_entry
from knowledge.schema import Entry


class NoHistory(KnowledgeError):
    """The history cannot be read; the message says why."""


@dataclass(frozen=True)
class Edited:
    """One file that differs between a revision and the working tree; None where it is not there."""

    path: Path
    before: Entry | None
    after: Entry | None


class History:
    """What git knows of the entries in one folder."""

    def __init__(self, folder: Path) -> None:
        """Find the repository of `folder`.

        Raises:
            NoHistory: git is missing, or `folder` lies in no repository.
        """
        self._folder = folder.resolve()
        try:
            self._top = Path(self._git("rev-parse", "--show-toplevel").strip())
        except FileNotFoundError as error:
            raise NoHistory("git is not installed: `diff` needs it to see what was there before.") from error
        except subprocess.CalledProcessError as error:
            raise NoHistory(f"{folder} lies in no git repository, so nothing tells what was there before.") from error

    def _git(self, *arguments: str) -> str:
        command = ["git", "-C", str(self._folder), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout  # noqa: S607

    def revision(self, name: str) -> str:
        """Return the hash of the commit that `name` (a branch, tag, hash, `HEAD~3`) stands for.

        Raises:
            NoHistory: there is none.
        """
        try:
            return self._git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}").strip()
        except subprocess.CalledProcessError as error:
            raise NoHistory(f"git knows no revision {name!r}: name a commit, a tag or a branch, as HEAD~3.") from error

    def revision_on(self, day: dt.date) -> str:
        """Return the hash of the last commit before the end of `day`.

        Raises:
            NoHistory: the repository is younger.
        """
        found = self._git("rev-list", "-1", f"--before={day.isoformat()}T23:59:59", "HEAD").strip()
        if not found:
            raise NoHistory(f"The repository has no commit as old as {day}.")
        return found

    def edited(self, revision: str) -> list[Edited]:
        """Return the entries that differ between the commit `revision` and the working tree, by path.

        A file that was no valid entry in `revision` counts as not there.

        Raises:
            EntryError: a file in the working tree is no valid entry.
        """
        differing = self._git("diff", "--name-only", "--no-renames", "-z", revision, "--", str(self._folder))
        new = self._git("ls-files", "--full-name", "--others", "--exclude-standard", "-z", "--", str(self._folder))
        names = sorted({name for name in (differing + new).split("\0") if name.endswith(".yml")})
        return [self._both(revision, name) for name in names]

    def _both(self, revision: str, name: str) -> Edited:
        path = self._top / name
        return Edited(path, self._at(revision, name), load_entry(path) if path.is_file() else None)

    def _at(self, revision: str, name: str) -> Entry | None:
        try:
            text = self._git("show", f"{revision}:{name}")
        except subprocess.CalledProcessError:
            return None
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / Path(name).name
            path.write_text(text, encoding="utf-8")
            try:
                return load_entry(path)
            except EntryError:
                return None
