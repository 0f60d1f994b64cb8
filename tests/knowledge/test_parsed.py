"""What was parsed is kept until the file changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import parsed as kept
from knowledge.loading import EntryError, load_entry
from knowledge.parsed import EntryReader
from knowledge.schema import Entry
from tests.knowledge.samples import entry_data, write_entry

pytestmark = pytest.mark.unit


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose entries are kept, as those of the package are."""
    monkeypatch.setattr(kept, "PACKAGE", tmp_path)
    return tmp_path


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that are parsed, as they are."""
    files: list[Path] = []

    def counted(path: Path) -> Entry:
        files.append(path)
        return load_entry(path)

    monkeypatch.setattr(kept, "load_entry", counted)
    return files


def read(cache: Path, path: Path) -> Entry:
    reader = EntryReader(cache)
    entry = reader.read(path)
    reader.keep()
    return entry


def test_an_unchanged_file_is_parsed_once_and_read_the_same(package: Path, parsed: list[Path]) -> None:
    path, cache = write_entry(package, entry_data()), package / "cache" / "entries.json"
    assert read(cache, path) == read(cache, path)
    assert parsed == [path]


def test_a_changed_file_is_parsed_anew(package: Path, parsed: list[Path]) -> None:
    path, cache = write_entry(package, entry_data()), package / "entries.json"
    read(cache, path)
    write_entry(package, entry_data(review_by="2028-01-01"))
    assert read(cache, path).review_by.year == 2028
    assert parsed == [path, path]


def test_a_file_that_became_invalid_is_refused(package: Path) -> None:
    path, cache = write_entry(package, entry_data()), package / "entries.json"
    read(cache, path)
    write_entry(package, entry_data(kind="rule"))
    with pytest.raises(EntryError):
        read(cache, path)


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\xfe", b'{"reader": "older", "files": {}}'])
def test_a_damaged_or_older_cache_counts_as_empty(package: Path, parsed: list[Path], damage: bytes) -> None:
    path, cache = write_entry(package, entry_data()), package / "entries.json"
    read(cache, path)
    cache.write_bytes(damage)
    assert read(cache, path).id == "hours"
    assert parsed == [path, path]


def test_a_cache_that_cannot_be_written_is_no_fault(package: Path) -> None:
    path = write_entry(package, entry_data())
    (package / "file").write_text("in the way", encoding="utf-8")
    assert read(package / "file" / "entries.json", path).id == "hours"


def test_an_entry_outside_the_package_is_not_kept(tmp_path: Path) -> None:
    cache = tmp_path / "cache.json"
    assert read(cache, write_entry(tmp_path, entry_data())).id == "hours"
    assert not cache.exists()
