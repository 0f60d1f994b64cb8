"""One file that holds what cannot be built again: what is kept of people and their questions, key, banner, documents.

Conversations are not in it: they end within a day, and a copy would outlive their being forgotten.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url

from web.stores.databases import POSTGRESQL
from web.stores.trackers import EVENTS

MANIFEST = "manifest.json"
FORMAT = 1
#: In the state folder, and left out of a copy.
CONVERSATIONS = "tracker.db"
DUMP = "postgresql.dump"
#: Files of the state folder beside the databases; the folder is that of the school's own documents.
FILES = ("secret", "banner.yml")
DOCUMENTS = "documents"
#: What was there before a copy was restored is kept beside it.
BEFORE = "before-restore"


class BackupError(Exception):
    """A copy cannot be made or restored; the message says what would be right."""


@dataclass(frozen=True)
class Places:
    """Where that which is copied is."""

    state: Path
    documents: Path
    #: PostgreSQL's address; None where files of the state folder hold all.
    database: str | None


def back_up(places: Places, target: Path) -> list[str]:
    """Write a copy to `target`, while the service runs or not; return what is in it.

    Raises:
        BackupError: there is nothing to copy, or the copy cannot be made.
        OSError: `target` cannot be written.
    """
    with _staging(target) as staging:
        if places.database:
            _dump(places.database, staging / DUMP)
        else:
            for path in sorted(places.state.glob("*.db")):
                if path.name != CONVERSATIONS:
                    _copy_database(path, staging / path.name)
        for name in FILES:
            if (places.state / name).is_file():
                shutil.copy2(places.state / name, staging / name)
        if places.documents.is_dir():
            shutil.copytree(places.documents, staging / DOCUMENTS)
        names = _names(staging)
        if not names:
            raise BackupError(f"There is nothing to copy in {places.state}: has the service run there?")
        manifest = {
            "format": FORMAT,
            "made": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "files": {name: _hash(staging / name) for name in names},
        }
        (staging / MANIFEST).write_text(json.dumps(manifest, indent=2), encoding="utf-8")
        packed = staging / "packed"
        with tarfile.open(packed, "w:gz") as archive:
            for name in (MANIFEST, *names):
                archive.add(staging / name, name)
        # The key and the hashes of passwords are in it.
        packed.chmod(0o600)
        # Whole or not at all, also where the disk is full.
        os.replace(packed, target)
    return names


def restore(places: Places, source: Path) -> list[str]:
    """Put what `source` holds in the place of what is there, which is kept beside it; return what was restored.

    The service must not run meanwhile.

    Raises:
        BackupError: `source` is no copy, is damaged, or is of the other kind of database.
        OSError: something cannot be read or written.
    """
    places.state.mkdir(parents=True, exist_ok=True)
    with _staging(places.state / "restore") as staging:
        names = _unpacked(source, staging)
        if places.database is None and DUMP in names:
            raise BackupError("This copy is of a PostgreSQL: set GRENSWIJZER_DATABASE_URL to the one to restore it to.")
        if places.database and DUMP not in names:
            raise BackupError("This copy is of files: unset GRENSWIJZER_DATABASE_URL to restore it to a folder.")
        if places.database:
            _load(places.database, staging / DUMP)
        moved = [name for name in _top(names) if name != DUMP]
        before = places.state / BEFORE
        for name in moved:
            there = places.documents if name == DOCUMENTS else places.state / name
            if there.exists():
                before.mkdir(exist_ok=True)
                _remove(before / name)
                shutil.move(there, before / name)
            for log in places.state.glob(f"{name}-*"):
                # SQLite would take the write-ahead log of the old file for that of the new one.
                log.unlink()
            shutil.move(staging / name, there)
    return names


@contextmanager
def _staging(near: Path) -> Iterator[Path]:
    """Make a folder beside `near`, on the same disk, and remove it afterwards."""
    near.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".grenswijzer-", dir=near.parent) as folder:
        yield Path(folder)


def _names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def _top(names: list[str]) -> list[str]:
    return list(dict.fromkeys(name.partition("/")[0] for name in names))


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unpacked(source: Path, folder: Path) -> list[str]:
    """Unpack a copy and check each file of it; return their names."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            # Nothing outside the folder, no links, no devices.
            archive.extractall(folder, filter="data")
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        (folder / MANIFEST).unlink()
        files: dict[str, str] = manifest["files"]
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError, FileNotFoundError) as error:
        raise BackupError(f"{source} is no copy that `grenswijzer backup make` made, or it is cut off.") from error
    if manifest["format"] != FORMAT:
        raise BackupError(f"{source} is of another version of Grenswijzer: restore it with that one.")
    if _names(folder) != sorted(files) or any(_hash(folder / name) != digest for name, digest in files.items()):
        raise BackupError(f"{source} is damaged: what is in it is not what was put in. Nothing was changed.")
    return sorted(files)


def _copy_database(source: Path, target: Path) -> None:
    """Copy a SQLite file as it is at one moment, also while it is written to."""
    try:
        with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(target)) as here:
            there.backup(here)
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{source} cannot be read: {error}") from error


def _dump(address: str, target: Path) -> None:
    _run("pg_dump", address, "--format=custom", "--no-owner", f"--exclude-table-data={EVENTS.name}", f"--file={target}")


def _load(address: str, source: Path) -> None:
    _run("pg_restore", address, "--clean", "--if-exists", "--no-owner", "--single-transaction", str(source))


def _run(program: str, address: str, *arguments: str) -> None:
    """Run a program of PostgreSQL's client; the password is not on its command line, which others can read."""
    url = make_url(address)
    environment = {**os.environ, "PGPASSWORD": url.password or ""}
    nameless = URL.create(POSTGRESQL, url.username, None, url.host, url.port, url.database, url.query)
    database = nameless.render_as_string()
    try:
        done = subprocess.run(
            [program, f"--dbname={database}", *arguments], env=environment, capture_output=True, check=False
        )
    except FileNotFoundError as error:
        way = "install PostgreSQL's client, for example with `apt-get install postgresql-client`"
        raise BackupError(f"{program} is missing: {way}.") from error
    if done.returncode:
        raise BackupError(f"{program} failed: {done.stderr.decode('utf-8', 'replace').strip()}")
