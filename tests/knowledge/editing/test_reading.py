"""Entries are read with the file they stand in."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.editing.reading import read_filed
from knowledge.loading import EntryError
from tests.knowledge.samples import entry_data, write_entry

pytestmark = pytest.mark.unit


def test_an_id_twice_in_one_folder_is_refused_and_in_a_later_folder_replaces(tmp_path: Path) -> None:
    ours, own = tmp_path / "ours", tmp_path / "own"
    write_entry(ours, entry_data("hours"))
    write_entry(own, entry_data("hours", audience=["adviser"]))
    write_entry(own, entry_data("school"))
    filed = read_filed([ours, own])
    assert (filed["hours"].entry.audience, filed["hours"].replaces) == (("adviser",), True)
    assert (filed["school"].replaces, filed["hours"].path.parent) == (False, own)
    write_entry(ours / "deeper", entry_data("hours"))
    with pytest.raises(EntryError, match="already used"):
        read_filed([ours])
