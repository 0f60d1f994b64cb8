"""Entries are read with the file they stand in, and what was parsed before stays true."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.editing.reading import read_filed
from knowledge.loading import EntryError, load_entries
from tests.knowledge.samples import entry_data, localised, write_entry

pytestmark = pytest.mark.unit


def test_what_was_parsed_before_is_what_the_files_say(tmp_path: Path) -> None:
    folder, cache = tmp_path / "entries", tmp_path / "cache" / "entries.json"
    write_entry(folder, entry_data("hours"))
    first = read_filed([folder], cache)
    again = read_filed([folder], cache)
    assert {i: f.entry for i, f in first.items()} == {i: f.entry for i, f in again.items()} == load_entries([folder])


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    folder, cache = tmp_path / "entries", tmp_path / "entries.json"
    write_entry(folder, entry_data("hours"))
    read_filed([folder], cache)
    write_entry(folder, entry_data("hours", title=localised("New title")))
    assert read_filed([folder], cache)["hours"].entry.title.en == "New title (en)"


def test_a_file_with_a_wrong_name_is_refused_though_its_text_was_parsed_before(tmp_path: Path) -> None:
    folder, cache = tmp_path / "entries", tmp_path / "entries.json"
    path = write_entry(folder, entry_data("hours"))
    read_filed([folder], cache)
    path.rename(folder / "other.yml")
    with pytest.raises(EntryError, match=r"must be named hours\.yml"):
        read_filed([folder], cache)


@pytest.mark.parametrize("damage", ["", "[]", '{"x": 3', '{"a": "b"}'])
def test_a_damaged_cache_is_passed_over(tmp_path: Path, damage: str) -> None:
    folder, cache = tmp_path / "entries", tmp_path / "entries.json"
    write_entry(folder, entry_data("hours"))
    cache.write_text(damage, encoding="utf-8")
    assert list(read_filed([folder], cache)) == ["hours"]


def test_an_id_twice_in_one_folder_is_refused_and_in_a_later_folder_replaces(tmp_path: Path) -> None:
    ours, own = tmp_path / "ours", tmp_path / "own"
    write_entry(ours, entry_data("hours"))
    write_entry(own, entry_data("hours", audience=["adviser"]))
    write_entry(own, entry_data("school"))
    filed = read_filed([ours, own], None)
    assert (filed["hours"].entry.audience, filed["hours"].replaces) == (("adviser",), True)
    assert (filed["school"].replaces, filed["hours"].path.parent) == (False, own)
    write_entry(ours / "deeper", entry_data("hours"))
    with pytest.raises(EntryError, match="already used"):
        read_filed([ours], None)
