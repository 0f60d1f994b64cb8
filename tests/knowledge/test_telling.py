"""Which points an answer tells."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from knowledge.schema import Localised
from knowledge.telling import CLOSE, MAX_POINTS, MAX_WORDS, close_rows, told_text, told_together
from knowledge.units import Unit, effective_units
from tests.knowledge.samples import make_entry

pytestmark = pytest.mark.unit


def unit_of(point: str, text: str) -> Unit:
    unit = effective_units(make_entry(), dt.date(2026, 11, 22))[0]
    return replace(unit, point=point, text=Localised(nl=text, de=text, en=text), older=None)


BEST = unit_of("fee", "The application costs 405 euro.")


def test_only_points_that_are_close_to_the_best_are_candidates_the_best_first() -> None:
    final = np.array([0.02, 0.8, 0.8 * CLOSE * 0.9, 0.15, 0.0], dtype=np.float32)
    assert close_rows(final).tolist() == [1, 3]


def test_without_any_score_there_is_no_candidate() -> None:
    assert close_rows(np.zeros(4, dtype=np.float32)).tolist() == []


AGAIN = unit_of("fee-again", "Whoever applies: the application costs 405 euro.")
NEW = unit_of("duration", "You get a decision within ninety days.")


def test_companions_that_tell_something_new_are_told_in_their_order() -> None:
    also = unit_of("where", "Bring your passport to the desk of the immigration service.")
    assert told_together(BEST, [AGAIN, NEW, also], "en") == [BEST, NEW, also]


def test_a_companion_may_not_repeat_any_point_that_is_told() -> None:
    later = unit_of("duration-again", "The decision comes within ninety days.")
    assert told_together(BEST, [NEW, later], "en") == [BEST, NEW]


def test_no_more_points_are_told_than_people_read() -> None:
    more = [unit_of(f"point-{n}", " ".join(f"other{n}{letter}" for letter in "abcdef")) for n in range(5)]
    assert told_together(BEST, more, "en") == [BEST, *more[: MAX_POINTS - 1]]


def test_a_companion_that_would_make_the_answer_too_long_for_a_phone_is_left_out() -> None:
    long = unit_of("long", " ".join(f"word{number}" for number in range(MAX_WORDS)))
    assert told_together(BEST, [long], "en") == [BEST]


def test_a_point_without_companions_stands_alone() -> None:
    assert told_together(BEST, [], "en") == [BEST]


def test_what_is_told_holds_the_older_rules() -> None:
    unit = effective_units(make_entry(), dt.date(2026, 11, 22))
    old = next(one for one in unit if one.older)
    assert old.older
    assert old.older.text["en"] in told_text([old], "en")
