"""Folders are searched for what can be read, and nothing is written in part."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.ingest.files import find_files, write_whole

pytestmark = pytest.mark.unit


def names(paths: list[Path]) -> list[str]:
    return [path.name for path in paths]


def test_a_folder_gives_its_readable_files_by_name_and_the_others_apart(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("b.pdf", "a.md", "deep/c.TXT", "rooster.xlsx", ".hidden.md", "~$open.docx"):
        (tmp_path / name).write_text("x")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "notes.txt").write_text("x")
    found = find_files([tmp_path])
    assert names(found.files) == ["a.md", "b.pdf", "c.TXT"]
    assert names(found.unsupported) == ["rooster.xlsx"]


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "folder"
    outside.mkdir()
    folder.mkdir()
    (outside / "secret.txt").write_text("x")
    (folder / "own.txt").write_text("x")
    (folder / "file.txt").symlink_to(outside / "secret.txt")
    (folder / "sub").symlink_to(outside)
    (folder / "again.txt").symlink_to(folder / "own.txt")
    found = find_files([folder])
    assert len(found.files) == 1
    assert names(found.outside) == ["file.txt"]


def test_a_file_that_is_named_twice_is_taken_once(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x")
    assert find_files([path, tmp_path, path]).files == [path]


def test_what_does_not_exist_is_told(tmp_path: Path) -> None:
    assert find_files([tmp_path / "none.pdf"]).missing == [tmp_path / "none.pdf"]


def test_a_write_that_fails_leaves_the_old_content_and_no_rest(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    write_whole(path, b"old")
    with pytest.raises(TypeError):
        write_whole(path, "no bytes")  # type: ignore[arg-type]
    assert path.read_bytes() == b"old"
    assert names(list(tmp_path.iterdir())) == ["list.json"]
