"""Files of questions: what is read, and how a fault is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evaluation.errors import BadQuestions
from evaluation.questions import read_dialogues, read_out_of_scope, read_questions
from tests.evaluation.conftest import question_row, write_rows

pytestmark = pytest.mark.unit


def test_our_own_files_can_be_read() -> None:
    questions, messages, dialogues = read_questions(), read_out_of_scope(), read_dialogues()
    assert {one.language for one in questions} == {one.language for one in messages} == {"nl", "de", "en"}
    assert len({one.id for one in questions}) == len(questions)
    assert all(turn.text for one in dialogues for turn in one.turns)


def test_a_question_is_read_with_all_it_says(tmp_path: Path) -> None:
    (question,) = read_questions(write_rows(tmp_path / "q.jsonl", question_row()))
    assert (question.id, question.language, question.style) == ("q1", "nl", "sentence")
    assert question.topic_group == "regulations"
    assert question.must == (("16",), ("uur", "hours"))
    assert question.source["section"] == "1"


def test_a_question_needs_neither_style_nor_topic_nor_source(tmp_path: Path) -> None:
    row = {name: question_row()[name] for name in ("id", "lang", "question", "must")}
    (question,) = read_questions(write_rows(tmp_path / "q.jsonl", row))
    assert (question.style, question.topic, dict(question.source)) == ("unknown", "unknown", {})


def test_empty_lines_are_passed_over(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "q.jsonl", question_row())
    path.write_text("\n" + path.read_text("utf-8") + "\n\n", encoding="utf-8")
    assert len(read_questions(path)) == 1


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (question_row(lang="fr"), "`lang` must be one of nl, de, en"),
        (question_row(must=[]), "`must` is empty"),
        (question_row(must=[[]]), "`must` must be a list of groups"),
        (question_row(must=["16"]), "`must` must be a list of groups"),
        (question_row(must=[[""]]), "`must` must be a list of groups"),
        (question_row(question="  "), "`question` must be a text"),
        (question_row(id=7), "`id` must be a text"),
        (["a", "list"], "it is no JSON object"),
    ],
)
def test_a_fault_is_named_with_its_file_and_line(tmp_path: Path, row: Any, fault: str) -> None:
    path = write_rows(tmp_path / "q.jsonl", question_row(), row)
    with pytest.raises(BadQuestions) as error:
        read_questions(path)
    assert str(error.value).startswith(f"{path}:2: {fault}")


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text("{not json\n", encoding="utf-8")
    with pytest.raises(BadQuestions, match=r"q\.jsonl:1: "):
        read_questions(path)


@pytest.mark.parametrize(
    "row",
    [{"id": "d", "lang": "nl"}, {"id": "d", "lang": "nl", "turns": []}, {"id": "d", "lang": "nl", "turns": ["hoi"]}],
)
def test_a_dialogue_without_turns_is_refused(tmp_path: Path, row: dict[str, Any]) -> None:
    with pytest.raises(BadQuestions, match="`turns` must be a list of objects"):
        read_dialogues(write_rows(tmp_path / "d.jsonl", row))


@pytest.mark.parametrize("read", [read_questions, read_out_of_scope, read_dialogues])
def test_a_missing_or_empty_file_is_refused(tmp_path: Path, read: Callable[[Path], Any]) -> None:
    with pytest.raises(BadQuestions, match="cannot be read"):
        read(tmp_path / "nowhere.jsonl")
    (tmp_path / "empty.jsonl").touch()
    with pytest.raises(BadQuestions, match="holds nothing to ask"):
        read(tmp_path / "empty.jsonl")
