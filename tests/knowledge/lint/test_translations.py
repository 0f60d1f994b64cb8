"""A text that changes in one language only is noticed until somebody confirms it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.lint import Level, confirm, forget_gone, to_confirm
from knowledge.lint.finding import Finding
from knowledge.lint.translations import RECORD_NAME, Record, Wording
from knowledge.loading import KnowledgeError
from tests.knowledge.lint.planting import Entries, clean_entries, findings_in, write_entries

pytestmark = pytest.mark.unit


@pytest.fixture
def entries(tmp_path: Path) -> Entries:
    """Two entries whose texts are confirmed."""
    entries = clean_entries()
    write_entries(tmp_path, entries)
    confirm(to_confirm([tmp_path], []))
    return entries


def limit(entries: Entries) -> dict[str, Any]:
    text: dict[str, Any] = entries["hours"]["versions"][0]["points"][0]["text"]
    return text


def found(folder: Path, entries: Entries) -> list[Finding]:
    write_entries(folder, entries)
    return findings_in(folder)


def test_confirmed_texts_give_no_finding(tmp_path: Path, entries: Entries) -> None:
    assert found(tmp_path, entries) == []


@pytest.mark.parametrize(
    ("changed", "message", "where"),
    [
        ("nl", "the Dutch point limit changed, the German and English did not.", ("de", Level.ERROR)),
        ("nl de", "the Dutch and German point limit changed, the English did not.", ("en", Level.ERROR)),
        ("nl en", "the Dutch and English point limit changed, the German did not.", ("de", Level.ERROR)),
        ("de", "the German point limit changed, the Dutch and English did not.", ("de", Level.WARNING)),
        ("de en", "the German and English point limit changed, the Dutch did not.", ("de", Level.WARNING)),
        (
            "nl de en",
            "nobody has confirmed yet that the three languages of the point limit say the same.",
            ("", Level.ERROR),
        ),
    ],
)
def test_a_language_left_behind_is_found_at_its_line(
    tmp_path: Path, entries: Entries, changed: str, message: str, where: tuple[str, Level]
) -> None:
    line, level = where
    for code in changed.split():
        limit(entries)[code] = f"At most {{hours_week}} hours: changed ({code})."
    (finding,) = found(tmp_path, entries)
    assert (finding.message, finding.level) == (message, level)
    assert "`grenswijzer knowledge accept hours`" in finding.mend
    if line:
        assert finding.path.read_text("utf-8").splitlines()[finding.line - 1].strip().startswith(f"{line}: ")
    assert finding.location[:5] == ("versions", 0, "points", 0, "text")


def change_value(entry: dict[str, Any]) -> None:
    entry["versions"][0]["values"]["hours_week"]["amount"] = 20


def change_date(entry: dict[str, Any]) -> None:
    entry["versions"][0]["as_of"] = "2026-05"


def change_questions(entry: dict[str, Any]) -> None:
    entry["questions"]["nl"][0] = "Een heel andere vraag over iets nieuws"


def add_version_of_next_year(entry: dict[str, Any]) -> None:
    entry["versions"].insert(0, copy.deepcopy(entry["versions"][0]) | {"as_of": "2027-01"})
    entry["versions"][1]["status"] = "superseded"
    entry["versions"][1]["inherits"] = ["limit", "fee"]
    del entry["versions"][1]["points"]


def break_lines(entry: dict[str, Any]) -> None:
    text = entry["versions"][0]["points"][0]["text"]
    text["nl"] = text["nl"].replace(" ", "\n")


@pytest.mark.parametrize("edit", [change_value, change_date, change_questions, add_version_of_next_year, break_lines])
def test_an_edit_that_leaves_the_wording_alone_needs_no_confirmation(
    tmp_path: Path, entries: Entries, edit: Callable[[dict[str, Any]], None]
) -> None:
    edit(entries["hours"])
    assert found(tmp_path, entries) == []


def test_a_folder_without_a_record_is_not_checked(tmp_path: Path, entries: Entries) -> None:
    (tmp_path / RECORD_NAME).unlink()
    limit(entries)["nl"] = "Anders: {hours_week}."
    assert found(tmp_path, entries) == []


def test_a_folder_inside_one_with_a_record_is_checked_by_it(tmp_path: Path, entries: Entries) -> None:
    limit(entries)["nl"] = "Anders: {hours_week}."
    assert [finding.check for finding in found(tmp_path / "inner", entries)] == ["translations"]


def test_a_confirmed_change_is_no_finding_any_more(tmp_path: Path, entries: Entries) -> None:
    limit(entries)["nl"] = "Anders: {hours_week}."
    write_entries(tmp_path, entries)
    (one,) = to_confirm([tmp_path], ["hours"])
    assert [placed.name for placed in one.texts] == ["point limit"]
    confirm([one])
    assert findings_in(tmp_path) == []


def test_confirming_one_entry_leaves_the_others_unconfirmed(tmp_path: Path, entries: Entries) -> None:
    for entry in entries.values():
        entry["title"]["nl"] = "Nieuwe titel"
    write_entries(tmp_path, entries)
    confirm(to_confirm([tmp_path], ["hours"]))
    assert [finding.path.stem for finding in findings_in(tmp_path)] == ["fees"]


def test_an_entry_that_is_gone_is_a_warning_until_it_is_forgotten(tmp_path: Path, entries: Entries) -> None:
    del entries["fees"]
    entries["hours"]["see_also"] = []
    (tmp_path / "fees.yml").unlink()
    (finding,) = found(tmp_path, entries)
    assert finding.message == "`fees` was confirmed, but there is no such entry."
    assert finding.level == Level.WARNING
    assert finding.path == tmp_path / RECORD_NAME
    assert finding.path.read_text("utf-8").splitlines()[finding.line - 1].startswith("fees\t")
    forget_gone([tmp_path])
    assert findings_in(tmp_path) == []


def test_numbers_that_differ_between_languages_cannot_be_confirmed(tmp_path: Path, entries: Entries) -> None:
    limit(entries)["de"] = "Die Grenze liegt bei {hours_week} von 40 Stunden."
    write_entries(tmp_path, entries)
    with pytest.raises(KnowledgeError, match="numbers differ between nl and de: 40.*nothing was confirmed"):
        to_confirm([tmp_path], ["hours"])


def test_an_invalid_entry_cannot_be_confirmed(tmp_path: Path, entries: Entries) -> None:
    del entries["hours"]["title"]["en"]
    write_entries(tmp_path, entries)
    with pytest.raises(KnowledgeError, match=r"hours\.yml:\d+: `title.en`: Field required"):
        to_confirm([tmp_path], ["hours"])


def test_an_unknown_entry_cannot_be_confirmed(tmp_path: Path, entries: Entries) -> None:
    with pytest.raises(KnowledgeError, match="there is no entry `nobody`"):
        to_confirm([tmp_path], ["hours", "nobody"])


def test_a_single_entry_does_not_begin_a_record(tmp_path: Path) -> None:
    write_entries(tmp_path, clean_entries())
    with pytest.raises(KnowledgeError, match="keeps no record of translations yet: `--all` begins one"):
        to_confirm([tmp_path], ["hours"])


def test_a_record_with_merge_conflicts_says_how_to_mend_it(tmp_path: Path, entries: Entries) -> None:
    record = tmp_path / RECORD_NAME
    record.write_text("<<<<<<< HEAD\n" + record.read_text("utf-8"), encoding="utf-8")
    with pytest.raises(KnowledgeError, match=rf"{RECORD_NAME}:1: .*keep the lines of both sides"):
        findings_in(tmp_path)


def test_both_sides_of_a_merge_can_stand_in_the_record(tmp_path: Path, entries: Entries) -> None:
    record = tmp_path / RECORD_NAME
    before = record.read_text("utf-8")
    limit(entries)["nl"] = "Anders: {hours_week}."
    write_entries(tmp_path, entries)
    confirm(to_confirm([tmp_path], ["hours"]))
    ours, theirs = before.splitlines(), record.read_text("utf-8").splitlines()
    record.write_text("\n".join([*ours, *(line for line in theirs if line not in ours)]) + "\n", encoding="utf-8")
    assert findings_in(tmp_path) == []


names = st.text("ab-12", min_size=1, max_size=4)
wordings = st.builds(Wording, names, names, names)
texts = st.dictionaries(names, st.sets(wordings, min_size=1, max_size=3), min_size=1, max_size=3)


@given(st.dictionaries(names, texts, max_size=3))
def test_a_record_is_read_as_it_was_written(entries: dict[str, dict[str, set[Wording]]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / RECORD_NAME
        Record(path, entries).save()
        assert Record.load(path).entries == entries
        rows = path.read_text("utf-8").splitlines()[1:]
        assert rows == sorted(rows)
