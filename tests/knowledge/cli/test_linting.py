"""`grenswijzer knowledge lint` and `accept`, as an editor uses them."""

from __future__ import annotations

import json
import os
import sys
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from knowledge.cli import linting
from knowledge.cli.main import app
from knowledge.lint import confirm, lint, lint_within, to_confirm
from tests.knowledge.lint.planting import Entries, clean_entries, our_rows, write_entries
from tests.knowledge.samples import entry_data

pytestmark = pytest.mark.unit


@pytest.fixture
def entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Entries:
    """Two confirmed entries, which are all that there are of ours."""
    monkeypatch.setattr(linting, "knowledge_folders", lambda: [tmp_path])
    monkeypatch.setattr("knowledge.lint.run.knowledge_folders", lambda: [tmp_path])
    monkeypatch.setattr("knowledge.lint.run.DOCUMENTS", tmp_path)
    # Reading the rows behind the entries takes seconds: once is enough.
    monkeypatch.setattr(linting, "run_lint", partial(lint, rows=our_rows()))
    monkeypatch.setattr(linting, "lint_within", partial(lint_within, rows=our_rows()))
    entries = clean_entries()
    write_entries(tmp_path, entries)
    confirm(to_confirm([tmp_path], []))
    return entries


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["knowledge", *arguments])
    return result.exit_code, result.output


def test_an_error_ends_with_1_and_is_printed_with_file_and_line(tmp_path: Path, entries: Entries) -> None:
    entries["hours"]["see_also"] = ["nobody"]
    write_entries(tmp_path, entries)
    status, output = run("lint", str(tmp_path))
    assert status == 1
    assert f"{tmp_path / 'hours.yml'}:" in output
    assert "there is no entry `nobody`. Write it, or mend the id." in output
    assert "1 error," in output


def test_warnings_alone_end_with_0_and_are_shown_when_asked_for(tmp_path: Path, entries: Entries) -> None:
    assert run("lint", str(tmp_path))[0] == 0
    assert "warning: row" not in run("lint", str(tmp_path))[1]
    assert "warning: row" in run("lint", "--warnings", str(tmp_path))[1]


def test_json_holds_every_finding_for_other_programs(tmp_path: Path, entries: Entries) -> None:
    entries["hours"]["title"]["nl"] = "Andere titel"
    write_entries(tmp_path, entries)
    status, output = run("lint", "--json", str(tmp_path))
    assert status == 1
    finding = next(one for one in json.loads(output) if one["level"] == "error")
    assert set(finding) == {"path", "line", "level", "check", "message", "mend"}
    assert finding["check"] == "translations"
    assert (
        Path(finding["path"]).read_text("utf-8").splitlines()[finding["line"] - 1].strip() == "de: Title of hours (de)"
    )


@pytest.fixture
def school(tmp_path: Path, entries: Entries, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a school beside ours, with one entry that names one of ours."""
    folder = tmp_path_factory.mktemp("school")
    office = entry_data("office", contacts=["fees"], see_also=["hours"])
    write_entries(folder, {"office": office})
    (folder / "site.yml").write_text("contact: fees\n", encoding="utf-8")
    return folder


def test_a_folder_of_a_school_is_read_with_ours_and_not_judged_by_our_coverage_list(school: Path) -> None:
    assert run("lint", "--warnings", str(school)) == (0, "0 errors, 0 warnings.\n")


def test_what_is_wrong_with_ours_is_not_told_to_a_school(tmp_path: Path, school: Path, entries: Entries) -> None:
    entries["hours"]["see_also"] = ["nobody"]
    write_entries(tmp_path, entries)
    assert run("lint", "--warnings", str(school)) == (0, "0 errors, 0 warnings.\n")
    assert run("lint", str(tmp_path))[0] == 1


def test_a_question_of_a_school_that_ours_asks_already_is_found_in_its_folder(school: Path) -> None:
    office = entry_data("office")
    office["questions"]["nl"][0] = "Wat kost een vergunning?"
    write_entries(school, {"office": office})
    status, output = run("lint", str(school))
    assert status == 1
    assert f"{school / 'office.yml'}:" in output
    assert "is nearly „wat kost een vergunning“ of fees#summary" in output


def test_an_entry_of_a_school_that_takes_the_place_of_ours_is_no_copy_of_it(school: Path, entries: Entries) -> None:
    write_entries(school, {"fees": entries["fees"]})
    assert run("lint", "--warnings", str(school)) == (0, "0 errors, 0 warnings.\n")
    questions = {**entries["fees"]["questions"], "nl": entries["hours"]["questions"]["nl"]}
    write_entries(school, {"fees": entries["fees"] | {"questions": questions}})
    assert f"{school / 'fees.yml'}:" in run("lint", str(school))[1]


def test_a_part_of_our_folder_is_told_alone(tmp_path: Path, entries: Entries) -> None:
    (tmp_path / "part").mkdir()
    (tmp_path / "fees.yml").rename(tmp_path / "part" / "fees.yml")
    assert run("lint", "--warnings", str(tmp_path / "part")) == (0, "0 errors, 0 warnings.\n")


def test_a_folder_without_entries_ends_with_one_sentence(tmp_path: Path, entries: Entries) -> None:
    (tmp_path / "empty").mkdir()
    status, output = run("lint", str(tmp_path / "empty"))
    assert status == 1
    assert "empty holds no entry: entries are files whose names end in .yml" in output


def test_a_folder_that_does_not_exist_ends_with_one_sentence(tmp_path: Path, entries: Entries) -> None:
    status, output = run("lint", str(tmp_path / "nowhere"))
    assert status == 1
    assert "is no folder: name one that holds entries" in output
    assert "Traceback" not in output


def test_accept_shows_the_three_languages_and_confirms_them(tmp_path: Path, entries: Entries) -> None:
    entries["hours"]["title"]["nl"] = "Titel [anders]"
    write_entries(tmp_path, entries)
    status, output = run("accept", "hours", "--yes")
    assert status == 0
    assert "Titel [anders]" in output
    assert "Title of hours (de)" in output
    assert "1 text confirmed in 1 entry." in output
    assert run("lint", str(tmp_path))[0] == 0


def test_accept_without_a_terminal_shows_the_texts_and_confirms_none(tmp_path: Path, entries: Entries) -> None:
    entries["hours"]["title"]["nl"] = "Titel [anders]"
    write_entries(tmp_path, entries)
    for asked in (["hours"], ["--all"]):
        status, output = run("accept", *asked)
        assert status == 1
        assert "Titel [anders]" in output
        assert "Nothing was confirmed, for there is no terminal to ask on: read the texts, then add --yes." in output
        assert "confirmed in" not in output
    assert run("lint", str(tmp_path))[0] == 1
    assert "Needed without a terminal" in " ".join(run("accept", "--help")[1].replace("│", " ").split())


@pytest.mark.parametrize(("typed", "confirmed"), [("y", True), ("n", False)])
def test_accept_on_a_terminal_does_as_it_is_told(
    tmp_path: Path, entries: Entries, monkeypatch: pytest.MonkeyPatch, typed: str, confirmed: bool
) -> None:
    entries["hours"]["title"]["nl"] = "Andere titel"
    write_entries(tmp_path, entries)
    keyboard, terminal = os.openpty()
    os.write(keyboard, f"{typed}\n".encode())
    with os.fdopen(keyboard, "wb"), os.fdopen(terminal, encoding="utf-8") as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        with nullcontext() if confirmed else pytest.raises(typer.Abort):
            linting.accept(["hours"])
    assert (run("lint", str(tmp_path))[0] == 0) == confirmed


def test_accept_of_nothing_new_says_so(entries: Entries) -> None:
    assert run("accept", "--all") == (0, "0 texts confirmed in 0 entries.\n")


def test_accept_all_forgets_entries_that_are_gone(tmp_path: Path, entries: Entries) -> None:
    (tmp_path / "fees.yml").unlink()
    assert run("accept", "--all")[0] == 0
    assert "fees" not in (tmp_path / "translations.tsv").read_text("utf-8")


def test_accept_of_many_texts_counts_them_instead(tmp_path: Path, entries: Entries) -> None:
    points = [{"id": f"p{n}", "text": {code: f"Text {code}" for code in ("nl", "de", "en")}} for n in range(41)]
    entries["hours"]["versions"][0]["points"] += points
    write_entries(tmp_path, entries)
    status, output = run("accept", "hours", "-y")
    assert status == 0
    assert "41 texts are new or changed: name single entries" in output


@pytest.mark.parametrize("arguments", [[], ["hours", "--all"]])
def test_accept_needs_ids_or_all(entries: Entries, arguments: list[str]) -> None:
    status, output = run("accept", *arguments)
    assert status == 2
    assert "Name the entries to confirm" in output


def test_accept_of_an_unknown_entry_ends_with_one_sentence(entries: Entries) -> None:
    status, output = run("accept", "nobody")
    assert status == 1
    assert "there is no entry `nobody`" in output
    assert "Traceback" not in output


@pytest.mark.parametrize("command", ["lint", "accept"])
def test_the_help_has_an_example(command: str) -> None:
    assert f"grenswijzer knowledge {command}" in run(command, "--help")[1]
