"""What git knew of an entry is read as it was then."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from pathlib import Path

import pytest

from knowledge.editing.history import History, NoHistory
from knowledge.loading import EntryError
from tests.knowledge.samples import entry_data, localised, write_entry
from tests.support import need

pytestmark = pytest.mark.unit


def git(folder: Path, *arguments: str, day: str = "2026-01-02T12:00:00Z") -> None:
    who = ["-c", "user.name=Editor", "-c", "user.email=editor@example.org", "-c", "commit.gpgsign=false"]
    environment = {"GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day, "PATH": "/usr/bin:/bin:/usr/local/bin"}
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True, env=environment)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of entries in a repository: `hours` of January, changed in March; `gone` deleted since."""
    need(shutil.which("git") is not None, "git", "install git")
    git(tmp_path, "init", "--initial-branch=main")
    entries = tmp_path / "entries"
    write_entry(entries, entry_data("hours"))
    write_entry(entries, entry_data("gone"))
    write_entry(entries, entry_data("kept"))
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "January")
    write_entry(entries, entry_data("hours", title=localised("March")))
    git(tmp_path, "commit", "-am", "March", day="2026-03-02T12:00:00Z")
    return entries


def states(history: History, revision: str) -> dict[str, tuple[str | None, str | None]]:
    return {
        edited.path.stem: tuple(entry.title.en if entry else None for entry in (edited.before, edited.after))  # type: ignore[misc]
        for edited in history.edited(history.revision(revision))
    }


def test_edits_new_files_and_deleted_ones_are_found_and_nothing_else(folder: Path) -> None:
    write_entry(folder, entry_data("hours", title=localised("Today")))
    write_entry(folder / "deeper", entry_data("new"))
    (folder / "gone.yml").unlink()
    assert states(History(folder), "HEAD") == {
        "hours": ("March (en)", "Today (en)"),
        "new": (None, "Title of new (en)"),
        "gone": ("Title of gone (en)", None),
    }
    assert states(History(folder), "HEAD~1")["hours"] == ("Title of hours (en)", "Today (en)")


def test_a_day_stands_for_the_last_commit_of_it(folder: Path) -> None:
    history = History(folder)
    assert history.revision_on(dt.date(2026, 2, 1)) == history.revision("HEAD~1")
    assert history.revision_on(dt.date(2026, 3, 2)) == history.revision("HEAD")
    with pytest.raises(NoHistory, match="2025-01-01"):
        history.revision_on(dt.date(2025, 1, 1))


@pytest.mark.parametrize("name", ["nonsense", "--help", "HEAD~99", ""])
def test_an_unknown_revision_is_refused(folder: Path, name: str) -> None:
    with pytest.raises(NoHistory, match="HEAD~3"):
        History(folder).revision(name)


def test_a_folder_without_a_repository_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoHistory, match="no git repository"):
        History(tmp_path)


def test_a_file_that_was_no_entry_then_counts_as_new_and_one_that_is_none_now_is_an_error(folder: Path) -> None:
    (folder / "kept.yml").write_text("id: kept\n", encoding="utf-8")
    git(folder, "commit", "-am", "broken")
    write_entry(folder, entry_data("kept"))
    assert states(History(folder), "HEAD")["kept"] == (None, "Title of kept (en)")
    (folder / "kept.yml").write_text("id: kept\n", encoding="utf-8")
    with pytest.raises(EntryError, match="kept"):
        History(folder).edited(History(folder).revision("HEAD~1"))
