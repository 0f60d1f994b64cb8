"""Wrong files end in a sentence that names file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.hashing import file_hash
from knowledge.index import content_hash
from knowledge.lint import lint_within
from knowledge.loading import (
    EntryError,
    KnowledgeError,
    knowledge_folders,
    load_entries,
    load_entry,
    local_folders,
)
from tests.knowledge.samples import entry_data, write_entry

pytestmark = pytest.mark.unit


def test_a_valid_file_is_loaded(tmp_path: Path) -> None:
    assert load_entry(write_entry(tmp_path, entry_data("hours"))).id == "hours"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "holds no entry"),
        (b"- a\n- b\n", "holds no entry"),
        (b"id: [unclosed\n", "not valid YAML"),
        (b"id: caf\xe9\n", "not UTF-8"),
        (b"\x00\x01\x02", "not valid YAML"),
        (b"a: &a [*a]\nid: x\n", "Extra inputs|Field required"),
        (b"#" * 600_000, "larger than"),
    ],
)
def test_a_file_that_is_no_entry_is_named_with_its_problem(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "broken.yml"
    path.write_bytes(content)
    with pytest.raises(EntryError, match=message) as caught:
        load_entry(path)
    assert str(path) in str(caught.value)


def test_the_line_of_a_wrong_value_is_named(tmp_path: Path) -> None:
    path = write_entry(tmp_path, entry_data("hours"))
    text = path.read_text(encoding="utf-8").replace("kind: regulation", "kind: recipe")
    path.write_text(text, encoding="utf-8")
    line = next(i for i, row in enumerate(text.splitlines(), 1) if "recipe" in row)
    with pytest.raises(EntryError, match="kind") as caught:
        load_entry(path)
    assert caught.value.line == line


def test_the_file_must_be_named_after_the_id(tmp_path: Path) -> None:
    write_entry(tmp_path, entry_data("hours")).rename(tmp_path / "other.yml")
    with pytest.raises(EntryError, match="hours.yml"):
        load_entry(tmp_path / "other.yml")


def test_one_id_may_stand_only_once_in_a_folder(tmp_path: Path) -> None:
    write_entry(tmp_path / "a", entry_data("hours"))
    write_entry(tmp_path / "b", entry_data("hours"))
    with pytest.raises(EntryError, match="already used"):
        load_entries([tmp_path])


def test_an_adopters_entry_replaces_ours_and_adds_its_own(tmp_path: Path) -> None:
    write_entry(tmp_path / "ours", entry_data("hours"))
    write_entry(tmp_path / "theirs", entry_data("hours", audience=["adviser"]))
    write_entry(tmp_path / "theirs", entry_data("school"))
    entries = load_entries([tmp_path / "ours", tmp_path / "theirs"])
    assert (entries["hours"].audience, sorted(entries)) == (("adviser",), ["hours", "school"])


def test_a_local_folder_that_does_not_exist_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRENSWIJZER_LOCAL", "/no/such/folder")
    with pytest.raises(KnowledgeError, match="/no/such/folder"):
        knowledge_folders()


def test_brackets_without_end_are_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "deep.yml"
    path.write_text("a: " + "[" * 3000, encoding="utf-8")
    with pytest.raises(EntryError, match="nested too deeply"):
        load_entry(path)


def test_a_date_that_the_calendar_does_not_have_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "hours.yml"
    path.write_text("id: hours\nvalid_from: 2016-02-31\n", encoding="utf-8")
    with pytest.raises(EntryError, match="day is out of range"):
        load_entry(path)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gone.yml"
    path.symlink_to("/nowhere/gone.yml")
    for read in (load_entries, content_hash):
        with pytest.raises(EntryError, match=r"gone\.yml: cannot be read: No such file"):
            read([tmp_path])
    assert [finding.message for finding in lint_within([tmp_path]) if finding.check == "schema"] == [
        "cannot be read: No such file or directory."
    ]


def test_a_known_entry_under_another_name_is_refused_like_a_new_one(tmp_path: Path) -> None:
    path = write_entry(tmp_path, entry_data("hours"))
    known = {file_hash(path): load_entry(path)}
    path.rename(tmp_path / "other.yml")
    with pytest.raises(EntryError, match="must be named hours.yml"):
        load_entries([tmp_path], known)


def test_a_folder_in_the_settings_may_be_written_with_a_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "school").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GRENSWIJZER_LOCAL", " ~/school ")
    assert local_folders() == [tmp_path / "school"]
