"""`python -m evaluation`, as its users call it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from evaluation.command import app
from tests.evaluation.conftest import question_row, write_rows
from tests.evaluation.stand_in import StandIn, answer, found, small

pytestmark = pytest.mark.unit


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Options that name small files of our own, and a report in a new folder."""
    rows = [
        question_row(),
        question_row(id="q2", lang="de", style="typo", topic="support.eures", question="Wie viele?"),
    ]
    messages = [{"id": "o1", "lang": "en", "kind": "near_miss", "text": "a house"}]
    dialogue = {"id": "d1", "lang": "nl", "turns": [{"user": "hoi", "kind": "smalltalk", "must": []}]}
    return [
        f"--questions={write_rows(tmp_path / 'q.jsonl', *rows)}",
        f"--out-of-scope={write_rows(tmp_path / 'o.jsonl', *messages)}",
        f"--dialogues={write_rows(tmp_path / 'd.jsonl', dialogue)}",
        f"--report={tmp_path / 'new' / 'report.json'}",
    ]


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), env={"COLUMNS": "160"})


def report_of(files: list[str]) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(Path(files[-1].partition("=")[2]).read_text(encoding="utf-8"))
    return report


def reply(text: str, _turn: int) -> list[dict[str, Any]]:
    """Right in Dutch, wrong in German, an answer to what is out of scope, and nothing to a greeting."""
    known = {"Hoeveel uur?": answer("16 uur"), "Wie viele?": answer("12 Stunden", "de"), "a house": answer("€ 1")}
    return [known.get(text, small("?", "clarify", "clarified"))]


def test_everything_is_measured_and_reported(stack: StandIn, files: list[str]) -> None:
    stack.reply = reply
    stack.results = lambda query: [found("a", "…", "en"), found("b", "16 uur")]
    result = call(f"--url={stack.url}", *files)
    assert result.exit_code == 0, result.output
    figures = report_of(files)["figures"]
    assert figures["answers"]["all"]["right"]["rate"] == 0.5
    assert figures["answers"]["language"]["de"]["right"]["count"] == 0
    assert figures["retrieval"]["pair"]["de-en"]["mrr"] == 0.5
    assert figures["out_of_scope"]["all"]["false"]["rate"] == 1
    assert figures["dialogues"]["turns"]["all"]["passed"]["rate"] == 0
    assert figures["latency_ms"]["eight_in_parallel"]["turns"] == 80
    assert set(figures["latency_ms"]["at_turn"]) == {"1", "20", "100"}
    assert report_of(files)["versions"] == {"index": "1"}
    assert [case["id"] for case in report_of(files)["cases"]["answers"]] == ["q1", "q2"]
    assert re.search(r"^all +2 +50% 9-91% +0% 0-66% +0% 0-66% +100% 34-100% +0.50$", result.output, re.MULTILINE)
    assert re.search(r"^near_miss +100% 21-100% 1/1 +100% 21-100% 1/1$", result.output, re.MULTILINE)


def test_parts_and_topics_can_be_chosen(stack: StandIn, files: list[str]) -> None:
    stack.reply = reply
    assert call(f"--url={stack.url}", "--only=answers", "--topics=support", *files).exit_code == 0
    assert [text for _, text in stack.asked] == ["Wie viele?"]
    assert set(report_of(files)["figures"]) == {"answers", "length", "latency_ms", "refused"}


def test_a_limit_holds_for_each_file(stack: StandIn, files: list[str]) -> None:
    assert call(f"--url={stack.url}", "--only=answers,out-of-scope", "--limit=1", *files).exit_code == 0
    assert [text for _, text in stack.asked] == ["Hoeveel uur?", "a house"]


def test_wrong_cases_are_listed_with_what_was_told_and_wanted(stack: StandIn, files: list[str]) -> None:
    stack.reply = reply
    parts = "--only=answers,out-of-scope,dialogues"
    shown = call(f"--url={stack.url}", parts, "--show-wrong", *files).output
    assert "q2 Wie viele?" in shown
    assert "wanted answer in de with 16 + uur / hours; got answer in de (answered, hours)" in shown
    assert "12 Stunden" in shown
    assert "out of scope (near_miss); got answer in nl (answered, hours)" in shown
    assert "d1.1 hoi" in shown
    assert "q1" not in shown


def test_text_of_replies_is_never_read_as_markup(stack: StandIn, files: list[str]) -> None:
    stack.reply = lambda text, turn: [answer("[bold]12[/nothing] [link=x]")]
    shown = call(f"--url={stack.url}", "--only=answers", "--show-wrong", *files)
    assert shown.exit_code == 0
    assert "[bold]12[/nothing] [link=x]" in shown.output


def test_refusals_are_counted(stack: StandIn, files: list[str]) -> None:
    stack.refusals = [(429, "0"), (429, "0"), (503, "0")]
    result = call(f"--url={stack.url}", "--only=answers", *files)
    assert report_of(files)["figures"]["refused"] == {"too_many_requests": 2, "busy": 1}
    assert "2 times 429, 1 times 503" in result.output


def test_processes_that_are_not_found_are_said(stack: StandIn, files: list[str]) -> None:
    result = call(f"--url={stack.url}", "--only=memory", "--rasa-url=http://127.0.0.1:9", *files)
    assert "The memory of both processes could not be read: name them with --pids." in result.output
    assert [one["name"] for one in report_of(files)["figures"]["memory_mib"]["processes"]] == ["service"]


def test_nothing_running_ends_in_one_sentence_and_writes_no_report(files: list[str]) -> None:
    result = call("--url=http://127.0.0.1:9", *files)
    assert result.exit_code == 1
    assert result.output.count("\n") == 1
    assert "make run" in result.output
    assert not Path(files[-1].partition("=")[2]).exists()


@pytest.mark.parametrize(
    ("health", "why"),
    [
        ({"ready": False, "parts": {"rasa": "down", "index": "up"}}, "not up: rasa"),
        ({"ready": False, "paused": True, "parts": {}}, "it is paused"),
    ],
)
def test_a_stack_that_is_not_ready_is_not_measured(
    stack: StandIn, files: list[str], health: dict[str, Any], why: str
) -> None:
    stack.health = health
    result = call(f"--url={stack.url}", *files)
    assert result.exit_code == 1
    assert f"is not ready ({why})" in result.output
    assert stack.asked == []


@pytest.mark.parametrize(
    ("option", "status", "said"),
    [
        ("--only=answer", 2, "choose from answers, out-of-scope"),
        ("--pids=one", 2, "name process numbers"),
        ("--rasa-url=http://127.0.0.1:x", 2, "names no port"),
        ("--limit=0", 2, "greater than or equal to 1"),
        ("--topics=regulation", 1, "choose from regulations, support"),
        ("--questions=nowhere.jsonl", 1, "nowhere.jsonl cannot be read"),
    ],
)
def test_a_wrong_option_is_refused_before_anything_is_asked(
    stack: StandIn, files: list[str], option: str, status: int, said: str
) -> None:
    result = call(f"--url={stack.url}", *files, option)
    assert result.exit_code == status
    assert said in result.output
    assert stack.paths == []


def test_a_report_that_cannot_be_written_is_said_before_anything_is_asked(
    stack: StandIn, files: list[str], tmp_path: Path
) -> None:
    result = call(f"--url={stack.url}", *files, f"--report={tmp_path}")
    assert result.exit_code == 1
    assert "is a folder: name a file for the report" in result.output
    assert stack.paths == []


def test_the_help_teaches_by_example_and_the_docs_name_every_option() -> None:
    shown = call("--help").output
    docs = (Path(__file__).parents[2] / "docs" / "evaluation.md").read_text(encoding="utf-8")
    options = set(re.findall(r"^  (--[a-z-]+)", shown, re.MULTILINE)) - {"--help"}
    assert len(options) == 12
    assert {option for option in options if f"`{option}" not in docs} == set()
    assert "python -m evaluation --start" in shown
