"""A copy of all that cannot be built again, and the way back: from files and from a real PostgreSQL."""

from __future__ import annotations

import datetime as dt
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from typer.testing import CliRunner

from web.accounts.rules import Role
from web.accounts.store import AccountStore
from web.accounts.tables import open_accounts
from web.backup.archive import BEFORE, BackupError, Places, back_up, restore
from web.cli import app
from web.stores import FeedbackStore, Rating
from web.stores.databases import Where, open_database

pytestmark = pytest.mark.unit

RATING = Rating("a1", "up", "Duidelijk! 🏠", "work-beside-study", "nl", dt.date(2026, 11, 22))
PASSWORD = "four words of nothing"
#: For what only files can show.
IN_FILES = pytest.mark.parametrize("where", ["file"], indirect=True)


class Installation:
    """A state folder and the tables of a service, in files or in PostgreSQL."""

    def __init__(self, where: Where, folder: Path) -> None:
        self.where = where
        self.state = folder / "state"
        self.state.mkdir(exist_ok=True)
        self.places = Places(self.state, folder / "own documents", where if isinstance(where, str) else None)

    def tables_in(self, file: str) -> Where:
        return self.where if isinstance(self.where, str) else self.state / file

    def fill(self) -> None:
        """Write what a service writes."""
        engine = open_accounts(self.tables_in("accounts.db"))
        AccountStore(engine).add("anna@school.example", Role.EDITOR, PASSWORD)
        engine.dispose()
        feedback = FeedbackStore(self.tables_in("feedback.db"))
        feedback.save(RATING)
        feedback.close()
        (self.state / "secret").write_text("the key")
        (self.state / "banner.yml").write_text("nl: a\nde: b\nen: c\n")
        self.places.documents.mkdir(exist_ok=True)
        (self.places.documents / "gids.json").write_text("{}")
        if isinstance(self.where, Path):
            with closing(sqlite3.connect(self.state / "tracker.db")) as connection, connection:
                connection.execute("CREATE TABLE events (data TEXT)")
                connection.execute("INSERT INTO events VALUES ('een gesprek')")

    def lose(self) -> None:
        """Lose all of it."""
        for path in sorted(self.state.rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
        (self.places.documents / "gids.json").unlink()
        if isinstance(self.where, str):
            with open_database(self.where).begin() as connection:
                for table in inspect(connection).get_table_names():
                    connection.execute(text(f'DROP TABLE "{table}"'))

    def check(self) -> None:
        """Make sure that all is there."""
        engine = open_accounts(self.tables_in("accounts.db"))
        account = AccountStore(engine).verify("anna@school.example", PASSWORD)
        engine.dispose()
        assert account is not None
        assert account.role is Role.EDITOR
        feedback = FeedbackStore(self.tables_in("feedback.db"))
        assert feedback.all() == [RATING]
        feedback.close()
        assert (self.state / "secret").read_text() == "the key"
        assert (self.places.documents / "gids.json").read_text() == "{}"


@pytest.fixture
def installation(where: Where, tmp_path: Path) -> Installation:
    made = Installation(where, tmp_path)
    made.fill()
    return made


@pytest.fixture
def copy(installation: Installation, tmp_path: Path) -> Path:
    target = tmp_path / "copies" / "copy.tar.gz"
    back_up(installation.places, target)
    return target


def test_what_was_lost_is_restored(installation: Installation, copy: Path) -> None:
    installation.lose()
    restore(installation.places, copy)
    installation.check()


def test_what_is_there_is_replaced_by_the_copy(installation: Installation, copy: Path) -> None:
    feedback = FeedbackStore(installation.tables_in("feedback.db"))
    feedback.save(Rating("a2", "down", None, None, "de", dt.date(2026, 11, 23)))
    feedback.close()
    restore(installation.places, copy)
    installation.check()


@IN_FILES
def test_what_was_there_is_kept_beside_it(installation: Installation, copy: Path) -> None:
    (installation.state / "secret").write_text("another key")
    restore(installation.places, copy)
    assert (installation.state / BEFORE / "secret").read_text() == "another key"
    # Also the second time.
    restore(installation.places, copy)
    assert (installation.state / BEFORE / "secret").read_text() == "the key"


@IN_FILES
def test_a_copy_holds_no_conversation_and_is_its_owners_alone(installation: Installation, copy: Path) -> None:
    with tarfile.open(copy) as archive:
        names = archive.getnames()
    assert "tracker.db" not in names
    assert {"accounts.db", "feedback.db", "secret", "banner.yml", "documents/gids.json"} <= set(names)
    assert copy.stat().st_mode & 0o077 == 0


@IN_FILES
def test_a_copy_is_made_while_somebody_writes(installation: Installation, tmp_path: Path) -> None:
    with closing(sqlite3.connect(installation.state / "feedback.db")) as busy:
        busy.execute("BEGIN IMMEDIATE")
        busy.execute("DELETE FROM feedback")
        back_up(installation.places, tmp_path / "copy.tar.gz")
        busy.rollback()
    installation.lose()
    restore(installation.places, tmp_path / "copy.tar.gz")
    installation.check()


@IN_FILES
@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "text"])
def test_a_damaged_copy_is_refused_and_nothing_is_changed(installation: Installation, copy: Path, damage: str) -> None:
    content = copy.read_bytes()
    middle = len(content) // 2
    copy.write_bytes(
        {
            "cut": content[:middle],
            "flipped": content[:middle] + bytes([content[middle] ^ 0x55]) + content[middle + 1 :],
            "empty": b"",
            "text": b"not an archive",
        }[damage]
    )
    with pytest.raises(BackupError):
        restore(installation.places, copy)
    installation.check()
    assert not (installation.state / BEFORE).exists()


@IN_FILES
def test_a_copy_that_reaches_outside_its_folder_is_refused(installation: Installation, tmp_path: Path) -> None:
    evil, content = tmp_path / "evil.tar.gz", tmp_path / "content"
    content.write_text("x")
    with tarfile.open(evil, "w:gz") as archive:
        archive.add(content, "../../outside")
    with pytest.raises(BackupError):
        restore(installation.places, evil)
    assert not (tmp_path / "outside").exists()


@IN_FILES
def test_a_copy_of_the_other_kind_is_refused_with_the_way_out(installation: Installation, copy: Path) -> None:
    places = Places(installation.state, installation.places.documents, "postgresql://me@127.0.0.1:1/none")
    with pytest.raises(BackupError, match="unset GRENSWIJZER_DATABASE_URL"):
        restore(places, copy)
    installation.check()


def test_an_empty_folder_gives_no_copy(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="nothing to copy"):
        back_up(Places(tmp_path / "empty", tmp_path / "none", None), tmp_path / "copy.tar.gz")
    assert not (tmp_path / "copy.tar.gz").exists()


@IN_FILES
def test_the_command_copies_and_restores(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRENSWIJZER_STATE", str(installation.state))
    monkeypatch.setenv("GRENSWIJZER_DOCUMENTS", str(installation.places.documents))
    target = tmp_path / "copy.tar.gz"
    made = CliRunner().invoke(app, ["backup", "make", str(target)])
    assert made.exit_code == 0, made.output
    assert "files" in made.output
    installation.lose()
    assert CliRunner().invoke(app, ["backup", "restore", str(target)], input="n\n").exit_code != 0
    restored = CliRunner().invoke(app, ["backup", "restore", str(target), "--yes"])
    assert restored.exit_code == 0, restored.output
    installation.check()
    target.write_bytes(b"")
    refused = CliRunner().invoke(app, ["backup", "restore", str(target), "--yes"])
    assert refused.exit_code != 0
    assert "Nothing was restored" in refused.output
