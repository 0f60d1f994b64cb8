from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from web.stores import FeedbackStore, Rating

pytestmark = pytest.mark.unit

RATING = Rating("a1", "up", "Duidelijk!", "work-beside-study", "nl", dt.date(2026, 11, 22))


def test_a_rating_is_kept_across_restarts(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path / "new" / "feedback.db")
    store.save(RATING)
    store.close()
    assert FeedbackStore(tmp_path / "new" / "feedback.db").all() == [RATING]


def test_a_second_rating_of_an_answer_replaces_the_first(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path / "feedback.db")
    store.save(RATING)
    changed = replace(RATING, rating="down", comment=None)
    store.save(changed)
    assert store.all() == [changed]


def test_forgotten_ratings_are_gone_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "feedback.db"
    store = FeedbackStore(path)
    store.save(RATING)
    store.save(replace(RATING, answer="a2", comment="Blijft staan"))
    assert store.forget(["a1"]) == 1
    store.close()
    content = path.read_bytes()
    assert b"Duidelijk!" not in content
    assert b"Blijft staan" in content
