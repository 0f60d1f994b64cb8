from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from web.stores import FeedbackStore, Rating
from web.stores.databases import Where

pytestmark = pytest.mark.unit

RATING = Rating("a1", "up", "Duidelijk!", "work-beside-study", "nl", dt.date(2026, 11, 22), "mine", 1000.0)


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
    store.save(replace(RATING, answer="a2", comment="Blijft staan", owner="theirs"))
    assert store.forget("mine") == 1
    store.close()
    content = path.read_bytes()
    assert b"Duidelijk!" not in content
    assert b"Blijft staan" in content


def test_ratings_of_ended_conversations_are_nobodys_and_stay(tmp_path: Path) -> None:
    path = tmp_path / "feedback.db"
    store = FeedbackStore(path)
    store.save(RATING)
    store.save(replace(RATING, answer="a2", owned_until=2000.0))
    assert store.disown(1500.0) == 1
    assert [(one.answer, one.owner, one.owned_until) for one in store.all()] == [
        ("a1", None, None),
        ("a2", "mine", 2000.0),
    ]


def test_ratings_of_long_ago_are_deleted(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path / "feedback.db")
    store.save(RATING)
    store.save(replace(RATING, answer="a2", day=dt.date(2025, 1, 1)))
    assert store.expire(dt.date(2026, 1, 1)) == 1
    assert store.all() == [RATING]


def test_a_file_of_an_earlier_version_gets_the_columns_that_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "feedback.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "CREATE TABLE feedback (answer VARCHAR(64) NOT NULL PRIMARY KEY, rating VARCHAR(4) NOT NULL, comment TEXT, "
            "entry VARCHAR(80), language VARCHAR(2) NOT NULL, day DATE NOT NULL)"
        )
        connection.execute("INSERT INTO feedback VALUES ('old', 'up', NULL, NULL, 'de', '2026-11-20')")
    store = FeedbackStore(path)
    store.save(RATING)
    assert [(one.answer, one.owner) for one in store.all()] == [("old", None), ("a1", "mine")]
    store.close()
    assert [one.answer for one in FeedbackStore(path).all()] == ["old", "a1"]


@pytest.mark.servers
@pytest.mark.parametrize("where", ["postgresql"], indirect=True)
def test_in_postgresql_ratings_are_forgotten_made_nobodys_and_deleted_alike(where: Where) -> None:
    store = FeedbackStore(where)
    store.save(RATING)
    store.save(replace(RATING, answer="a2", owner="other"))
    assert store.forget("mine") == 1
    assert store.disown(now=1000.0) == 1
    assert store.expire(before=dt.date(2026, 11, 22)) == 0
    assert store.expire(before=dt.date(2026, 11, 23)) == 1
    assert store.all() == []
