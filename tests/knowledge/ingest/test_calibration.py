"""The confidence in a document is fitted so that wrong quotations keep to their limits."""

from __future__ import annotations

import json

import numpy as np
import pytest

from knowledge.ingest.calibration import LEXICAL_WEIGHTS, MAX_FALSE_QUOTES, Put, Sort, calibrate, to_json
from knowledge.ingest.search import DocumentModel, Hit

pytestmark = pytest.mark.unit


def made(count: int = 600) -> list[Put]:
    """Questions whose right passage is nearer and shares more words, with an overlap; wrong ones come second."""
    random = np.random.default_rng(1)

    def hit(row: int, near: float, words: float, same: bool) -> Hit:
        cosine, share = random.normal(near, 0.02), float(np.clip(random.normal(words, 0.15), 0, 1))
        return Hit(row, 0.0, (cosine, share, share / 2, float(same), 1.8), ())

    puts = []
    for number in range(count):
        sort, same = list(Sort)[number % 4], number % 3 == 0
        is_right = sort == Sort.ANSWERED and number % 5 > 0
        hits = (hit(0, 0.90 if is_right else 0.85, 0.6 if is_right else 0.2, same), hit(1, 0.82, 0.1, same))
        puts.append(Put(sort, same, f"entry {number % 50}", hits, (is_right, False)))
    return puts


def test_wrong_quotations_keep_to_their_limit_and_most_right_ones_are_made() -> None:
    _, report = calibrate(made())
    assert max(report.misquoted_left_out, report.misquoted_near, report.misquoted_far) <= MAX_FALSE_QUOTES + 0.01
    assert report.quoted_same_language > 0.6
    assert report.expected_calibration_error < 0.1


def test_the_model_survives_being_written_and_read() -> None:
    model, report = calibrate(made())
    assert DocumentModel.from_json(json.loads(json.dumps(to_json(model, report, "encoder")))) == model
    assert model.lexical_weight in LEXICAL_WEIGHTS


def test_the_same_questions_give_the_same_model() -> None:
    assert calibrate(made()) == calibrate(made())
