"""The confidence in a document is fitted so that wrong quotations keep to their limits."""

from __future__ import annotations

import json

import numpy as np
import pytest

from knowledge.ingest.calibration import MAX_LEFT_OUT, Put, School, Sort, calibrate, to_json
from knowledge.ingest.passage_search import Hit
from knowledge.ingest.search import confidence_from_json

pytestmark = pytest.mark.unit


def made(count: int = 600) -> list[Put]:
    """Questions whose right passage is nearer and shares more words, with an overlap; a wrong one is there too."""
    random = np.random.default_rng(1)

    def hit(row: int, near: float, words: float, same: bool) -> Hit:
        cosine, share = random.normal(near, 0.04), float(np.clip(random.normal(words, 0.15), 0, 1))
        return Hit(row, 0.0, (cosine, cosine, share, share / 2, float(same), 1.8, 4.0), (), 0)

    puts = []
    for number in range(count):
        sort, same = list(Sort)[number % 5], number % 3 == 0
        is_right = sort == Sort.ANSWERED and number % 7 > 0
        hits = (hit(0, 0.6 if is_right else 0.4, 0.6 if is_right else 0.2, same), hit(1, 0.3, 0.1, same))
        puts.append(Put(sort, same, f"document {number % 50}", hits, (is_right, False)))
    return puts


def test_wrong_quotations_keep_to_their_limits_and_most_right_ones_are_made() -> None:
    _, report = calibrate(made())
    assert report.misquoted_left_out <= MAX_LEFT_OUT + 0.01
    assert max(report.misquoted_near, report.misquoted_far) <= 0.04
    assert report.quoted_same_language > 0.6
    assert report.expected_calibration_error < 0.1


def test_the_likeliest_passage_counts_as_the_first() -> None:
    puts = [Put(put.sort, put.same_language, put.group, put.hits[::-1], put.right[::-1]) for put in made()]
    assert calibrate(puts)[1].first_same_language > 0.75


def test_the_model_survives_being_written_and_read() -> None:
    model, report = calibrate(made())
    assert confidence_from_json(json.loads(json.dumps(to_json(model, report, "encoder")))["confidence"]) == model


def test_the_same_questions_give_the_same_model() -> None:
    assert calibrate(made()) == calibrate(made())


def test_every_question_about_the_school_has_its_answer_in_the_document_that_it_names() -> None:
    school = School.load()
    assert len(school.questions) > 200
    assert [q.text for q in school.questions if q.document and not school.answers(q)] == []
    assert [q.text for q in school.questions if not q.document and (q.must or school.answers(q))] == []
