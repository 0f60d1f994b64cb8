"""Every command for editors teaches with an example, stands in the docs, and ends badly in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from knowledge.cli import app
from knowledge.cli.knowledge import app as knowledge_app

pytestmark = pytest.mark.unit
ROOT = Path(__file__).parents[3]
COMMANDS = ["new", "stale", "coverage", "diff", "export", "preview", "report", "changes"]


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["knowledge", *arguments])
    return result.exit_code, " ".join(result.output.split())


def test_an_export_counts_only_the_entries_that_tell_something_on_its_day(tmp_path: Path) -> None:
    status, text = run("export", "--kind", "scholarship", "--as-of", "1900-01-01", "--out", str(tmp_path / "texts.csv"))
    assert status == 0
    assert "0 texts of 0 entries are in" in text


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_shows_an_example_of_it(command: str) -> None:
    status, text = run(command, "--help")
    assert status == 0
    example = text.split("Example", 1)[1]
    assert f"grenswijzer knowledge {command}" in example


def test_every_command_stands_in_the_docs() -> None:
    docs = "".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("editing.md", "writing-entries.md"))
    commands = get_command(knowledge_app)
    assert isinstance(commands, TyperGroup)
    assert [name for name in commands.commands if f"knowledge {name}" not in docs and f"make {name}" not in docs] == []


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["stale", "--on", "tomorrow"], 2, "a date is written YYYY-MM-DD, such as 2016-03-31"),
        (["changes", "--since", "2025-02-30"], 2, "the calendar has no such day"),
        (["changes", "--since", "2025-01-01", "--topic", "weather"], 2, "--topic 'weather' is none of border-work, "),
        (["changes", "--since", "2999-01-01"], 2, "lies in the future"),
        (["changes", "--since", "2025-01-01", "--lang", "fr"], 2, "choose nl, de or en"),
        (["diff", "--since", "2999-01-01"], 2, "lies in the future"),
        (["diff", "HEAD~1", "--since", "2026-01-01"], 2, "either a revision or --since"),
        (["export", "--out", "texts.doc"], 2, "none of the endings"),
        (["new", "Bad Id", "--kind", "policy", "--title", "x"], 1, "is no id"),
        (["new", "good-id", "--kind", "policy", "--title", " "], 2, "--title is empty"),
        (["new", "site", "--kind", "policy", "--title", "x"], 1, "choose another id"),
        (["new", "good-id", "--kind", "policy", "--title", "x", "--local", __file__], 1, "is a file"),
        (["new", "good-id", "--kind", "policy", "--title", "x", "--local", "/proc/none"], 1, "name another place"),
        (["check", "knowledge"], 1, "is a folder: name the file of one entry"),
        (["check", "none.yml"], 1, "none.yml does not exist"),
        (["schema", "--target", "/proc/none/schema.json"], 1, "name another place"),
        (["preview", "no-such-entry"], 1, "There is no entry 'no-such-entry'"),
        (["preview", "no/such/file.yml"], 1, "does not exist"),
    ],
)
def test_bad_input_is_told_in_one_sentence(arguments: list[str], status: int, words: str) -> None:
    ended, text = run(*arguments)
    assert ended == status
    assert words in text
    assert "Traceback" not in text
