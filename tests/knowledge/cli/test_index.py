"""`grenswijzer index`: what an editor sees."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from knowledge.cli.main import app
from knowledge.index import current_name

pytestmark = pytest.mark.integration


@pytest.fixture
def folder(sample_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index with one build in use and an older one."""
    index = Path(shutil.copytree(sample_index, tmp_path / "index"))
    newer = index / "0123456789abcdef"
    shutil.copytree(index / (current_name(index) or ""), newer)
    (newer / "manifest.json").touch()
    (index / "current").write_text(newer.name, encoding="utf-8")
    monkeypatch.setattr("knowledge.cli.index.FOLDER", index)
    return index


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["index", *arguments])
    return result.exit_code, result.output


def test_the_list_shows_which_build_is_in_use(folder: Path) -> None:
    status, text = run("list")
    assert status == 0
    lines = [line for line in text.splitlines() if "in use" in line]
    assert len(lines) == 1
    assert "0123456789abcdef" in lines[0]


def test_a_rollback_names_the_build_and_says_that_the_entries_stay(folder: Path) -> None:
    status, text = run("rollback")
    assert status == 0
    assert f"Build {current_name(folder)} is in use" in text
    assert "entries on disk are unchanged" in text


def test_a_second_rollback_finds_nothing_older_and_says_so(folder: Path) -> None:
    run("rollback")
    status, text = run("rollback")
    assert status == 1
    assert "There is no build before the one in use" in text


def test_a_list_without_an_index_says_how_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.cli.index.FOLDER", tmp_path)
    status, text = run("list")
    assert status == 1
    assert "grenswijzer index build" in text
