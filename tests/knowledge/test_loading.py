"""Wrong files end in a sentence that names file and line."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    read_yaml,
)
from tests.knowledge.samples import entry_data, write_entry
from tests.knowledge.test_yaml_parsing import PIECES

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
        (b"a: &a [*a]\nid: x\n", "repeats itself"),
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


def _bomb() -> str:
    """Return ten lines of aliases that stand for 9 to the power of 10 values."""
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]" for before, name in pairwise("abcdefghij")]
    return "\n".join(lines)


@pytest.mark.parametrize(
    "end",
    [
        "topics: *j",
        "title: {nl: *j, de: *j, en: *j}",
        "? *j\n: 1",
        f"big: &big {'x' * 9000}\nmany: [{', '.join(['*big'] * 900)}]",
    ],
)
@pytest.mark.parametrize("with_lines", [False, True])
def test_aliases_that_stand_for_more_than_a_file_can_hold_are_refused_at_once(
    tmp_path: Path, end: str, with_lines: bool
) -> None:
    path = tmp_path / "bomb.yml"
    path.write_text(f"{_bomb()}\n{end}\n" if "*j" in end else end, encoding="utf-8")
    with pytest.raises(EntryError, match="repeats itself|no entry needs"):
        read_yaml(path, with_lines=with_lines)


def test_an_alias_that_saves_typing_is_read(tmp_path: Path) -> None:
    path = tmp_path / "short.yml"
    path.write_text("a: &a [one, two]\nb: *a\n", encoding="utf-8")
    assert read_yaml(path) == {"a": ["one", "two"], "b": ["one", "two"]}


@given(
    st.one_of(
        st.binary(max_size=200), st.lists(st.sampled_from(PIECES), max_size=20).map(lambda p: "".join(p).encode())
    )
)
@settings(max_examples=500, deadline=None)
def test_any_bytes_are_read_or_refused_by_the_name_of_the_file(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yml"
    path.write_bytes(content)
    for with_lines in (False, True):
        try:
            read_yaml(path, with_lines=with_lines)
        except EntryError as error:
            assert str(path) in str(error)
    with pytest.raises(EntryError):
        load_entry(path)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_an_entry_with_anything_in_one_of_its_places_is_an_entry_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    entry = entry_data("hours")
    simple = st.one_of(st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.text(max_size=30))
    entry[data.draw(st.sampled_from(sorted(entry.keys() - {"id"})))] = data.draw(
        st.recursive(simple, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner))
    )
    folder = tmp_path_factory.getbasetemp()
    try:
        load_entry(write_entry(folder, entry))
    except EntryError as error:
        assert str(folder) in str(error)
