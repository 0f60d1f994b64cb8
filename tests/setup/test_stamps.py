"""Up to date means the same content, whatever the clock says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from setup import stamps
from setup.stamps import content_hash

pytestmark = pytest.mark.unit


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.yml").write_text("a: 1")
    (tmp_path / "b.yml").write_text("b: 2")
    return tmp_path


def test_a_new_time_changes_nothing(folder: Path) -> None:
    before = content_hash([folder])
    os.utime(folder / "b.yml", (0, 0))
    assert content_hash([folder]) == before


def test_bytecode_changes_nothing(folder: Path) -> None:
    before = content_hash([folder])
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "a.cpython-311.pyc").write_bytes(b"1")
    assert content_hash([folder]) == before


def test_content_name_and_words_all_count(folder: Path) -> None:
    seen = {content_hash([folder]), content_hash([folder], "3.11")}
    (folder / "b.yml").write_text("b: 3")
    seen.add(content_hash([folder]))
    (folder / "b.yml").rename(folder / "c.yml")
    seen.add(content_hash([folder]))
    (folder / "data" / "a.yml").unlink()
    seen.add(content_hash([folder]))
    assert len(seen) == 5


def test_a_success_counts_for_its_own_content_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(stamps, "STAMPS", tmp_path / "stamps")
    assert not stamps.matches("index", "one")
    stamps.note("index", "one")
    assert stamps.matches("index", "one")
    assert not stamps.matches("index", "two")
    assert not stamps.matches("other", "one")
    stamps.forget("index")
    assert not stamps.matches("index", "one")
