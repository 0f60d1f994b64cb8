"""Questions as asked: each belongs to a point that exists, and is no copy of the evaluation."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import numpy as np
import pytest
from rapidfuzz import process, utils

from evaluation.questions import DATA, read_questions
from knowledge.asked_questions import FOLDER, load_asked, read_asked
from knowledge.loading import KnowledgeError, load_entries
from knowledge.units import effective_units

pytestmark = pytest.mark.unit
ALL = [question for path in sorted(FOLDER.glob("*.jsonl")) for question in read_asked(path)]
TESTED = ("dev", "own_facts", "own_current")
#: From this likeness of their sorted words on, of 100, two questions are one in other words.
NEAR = 90


def _sorted(text: str) -> str:
    return " ".join(sorted(utils.default_process(text).split()))


def test_every_asked_question_names_a_point_that_exists() -> None:
    entries = load_entries()
    units = {(e.id, unit.point) for e in entries.values() for unit in effective_units(e, dt.date.max)}
    assert [q.id for q in ALL if (q.entry, q.point) not in units] == []


def test_ids_and_texts_are_unique() -> None:
    assert len({q.id for q in ALL}) == len(ALL)
    assert len({(q.language, q.text.casefold()) for q in ALL}) == len(ALL)


def test_there_are_enough_of_each_language_to_calibrate_on() -> None:
    for code in ("nl", "de", "en"):
        assert sum(q.language == code for q in ALL) >= 250


def test_none_is_a_near_copy_of_a_question_of_the_evaluation() -> None:
    tested = [question.text for name in TESTED for question in read_questions(DATA / f"{name}.jsonl")]
    assert len(tested) > 700
    likeness = process.cdist([_sorted(q.text) for q in ALL], [_sorted(text) for text in tested], score_cutoff=NEAR)
    assert [ALL[i].id for i in np.flatnonzero(likeness.max(axis=1))] == []


def test_the_facts_of_a_right_answer_are_read(tmp_path: Path) -> None:
    row = {"id": "x", "lang": "nl", "style": "s", "entry": "e", "point": "p", "question": "Hoe?"}
    lines = [json.dumps(row), json.dumps(row | {"id": "y", "must": [["16", "zestien"], ["uur"]]})]
    (tmp_path / "q.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert [q.must for q in read_asked(tmp_path / "q.jsonl")] == [(), (("16", "zestien"), ("uur",))]


@pytest.mark.parametrize("line", ["no json", "[]", '{"id": "x"}'])
def test_a_line_that_is_no_question_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "q.jsonl").write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="q.jsonl:1"):
        read_asked(tmp_path / "q.jsonl")


def test_questions_of_points_that_are_gone_are_left_out() -> None:
    assert load_asked(units=set()) == []
