from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from web.stores import TrackerStore
from web.stores.databases import Where
from web.tokens import ConversationId

pytestmark = pytest.mark.unit

ONE, TWO = ConversationId("one"), ConversationId("two")


def fill(path: Path, *events: tuple[str, float, str]) -> None:
    """Write events as Rasa's SQL tracker store does."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, sender_id VARCHAR(255) NOT NULL, "
            "type_name VARCHAR(255) NOT NULL, timestamp FLOAT, intent_name VARCHAR(255), action_name VARCHAR(255), "
            "data TEXT)"
        )
        rows = [(sender, "user", timestamp, data) for sender, timestamp, data in events]
        connection.executemany("INSERT INTO events (sender_id, type_name, timestamp, data) VALUES (?, ?, ?, ?)", rows)


def senders(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {row[0] for row in connection.execute("SELECT sender_id FROM events")}


def test_a_forgotten_conversation_is_gone_from_the_table_and_the_file(tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    now = time.time()
    fill(path, ("one", now, "geheime vraag"), ("one", now, "nog een"), ("two", now, "andere vraag"))
    store = TrackerStore(path)
    assert store.forget(ONE) == 2
    store.close()
    assert senders(path) == {"two"}
    assert b"geheime vraag" not in path.read_bytes()


def test_the_write_ahead_log_keeps_no_copy_of_what_was_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    with closing(sqlite3.connect(path)) as rasa:
        rasa.execute("PRAGMA journal_mode = WAL")
        fill(path, ("one", time.time(), "geheime vraag"))
        TrackerStore(path).forget(ONE)
        assert [file.name for file in tmp_path.iterdir() if b"geheime vraag" in file.read_bytes()] == []


def test_only_events_from_before_the_limit_expire(tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    fill(path, ("one", 100.0, "a"), ("one", 200.0, "b"), ("two", 300.0, "c"))
    assert TrackerStore(path).expire(before=200.0) == 1
    assert senders(path) == {"one", "two"}


def test_before_rasa_has_written_anything_there_is_nothing_to_delete(tmp_path: Path) -> None:
    store = TrackerStore(tmp_path / "tracker.db")
    assert store.forget(TWO) == 0
    assert not (tmp_path / "tracker.db").exists()


def test_a_database_without_the_table_is_left_alone(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "tracker.db").execute("CREATE TABLE other (x)").connection.close()
    assert TrackerStore(tmp_path / "tracker.db").expire(time.time()) == 0


@pytest.mark.servers
@pytest.mark.parametrize("where", ["postgresql"], indirect=True)
def test_in_postgresql_it_deletes_the_same(where: Where) -> None:
    assert isinstance(where, str)
    store = TrackerStore(where)
    assert store.forget(ONE) == 0
    with psycopg.connect(where, autocommit=True) as connection:
        connection.execute("CREATE TABLE events (id SERIAL PRIMARY KEY, sender_id VARCHAR(255), timestamp FLOAT)")
        for sender, at in (("one", 100.0), ("one", 200.0), ("two", 100.0)):
            connection.execute("INSERT INTO events (sender_id, timestamp) VALUES (%s, %s)", (sender, at))
        assert store.expire(before=150.0) == 2
        assert store.forget(ONE) == 1
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (0,)
