from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.components.tracker_store import BoundedTrackerStore
from tests.bot.building import domain

KEEP, SLACK = 4, 2


@pytest.fixture
def store(tmp_path: Path) -> BoundedTrackerStore:
    path = tmp_path / "new" / "tracker.db"
    return BoundedTrackerStore(domain(), dialect="sqlite", db=str(path), keep_turns=KEEP, slack_turns=SLACK)


def turn(store: BoundedTrackerStore, *events: Any, sender: str = "a", text: str = "hoi") -> DialogueStateTracker:
    """Store one more turn and return the conversation as it was before it."""
    tracker = asyncio.run(store.get_or_create_tracker(sender, append_action_listen=False))
    if not tracker.events:
        tracker.update_with_events([ActionExecuted("action_session_start"), SessionStarted()], store.domain)
    before = tracker.copy()
    listened = ActionExecuted("action_listen")
    user = UserUttered(text, {"name": "ask"})
    tracker.update_with_events([listened, user, *events, BotUttered("answer")], store.domain)
    asyncio.run(store.save(tracker))
    return before


def texts(tracker: DialogueStateTracker) -> list[str]:
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


def test_a_long_conversation_keeps_its_newest_turns_only(store: BoundedTrackerStore) -> None:
    lengths = [len(texts(turn(store))) for _ in range(30)]
    assert max(lengths) == KEEP + SLACK - 1
    assert lengths[-1] >= KEEP


def test_no_turn_is_stored_twice_or_lost_while_old_ones_go(store: BoundedTrackerStore) -> None:
    seen: list[str] = []
    for number in range(20):
        tracker = asyncio.run(store.get_or_create_tracker("a"))
        said = texts(tracker)
        assert len(set(said)) == len(said)
        assert said == seen[len(seen) - len(said) :]
        text = f"message {number}"
        tracker.update_with_events([UserUttered(text, {"name": "ask"}), ActionExecuted("action_listen")], store.domain)
        asyncio.run(store.save(tracker))
        seen.append(text)


def test_slots_and_an_active_form_outlive_the_turns_that_set_them(store: BoundedTrackerStore) -> None:
    turn(store, SlotSet("language", "de"), SlotSet("country", "CN"), ActiveLoop("check"))
    turn(store, SlotSet("language", "en"))
    for _ in range(20):
        turn(store)
    tracker = asyncio.run(store.retrieve("a"))
    assert tracker is not None
    assert (tracker.get_slot("language"), tracker.get_slot("country")) == ("en", "CN")
    assert tracker.active_loop_name == "check"
    assert sum(isinstance(event, SlotSet) for event in tracker.events) == 2


def test_the_kept_turns_begin_with_a_listening_bot(store: BoundedTrackerStore) -> None:
    for _ in range(20):
        tracker = turn(store)
    kinds = [type(event).__name__ for event in tracker.events]
    first = kinds.index("UserUttered")
    assert kinds[first - 1] == "ActionExecuted"
    assert tracker.events[first - 1].action_name == "action_listen"


def test_earlier_sessions_are_deleted(store: BoundedTrackerStore, tmp_path: Path) -> None:
    turn(store, text="long ago")
    tracker = asyncio.run(store.retrieve("a"))
    assert tracker is not None
    tracker.update_with_events([ActionExecuted("action_session_start"), SessionStarted()], store.domain)
    asyncio.run(store.save(tracker))
    turn(store)
    with sqlite3.connect(tmp_path / "new" / "tracker.db") as database:
        (old,) = database.execute("SELECT count(*) FROM events WHERE data LIKE '%long ago%'").fetchone()
        (sessions,) = database.execute("SELECT count(*) FROM events WHERE type_name = 'session_started'").fetchone()
    assert (old, sessions) == (0, 1)


def test_conversations_do_not_touch_each_other(store: BoundedTrackerStore) -> None:
    turn(store, sender="b", text="of b")
    for _ in range(20):
        turn(store, sender="a")
    assert texts(turn(store, sender="b")) == ["of b"]


def test_what_is_deleted_leaves_no_trace_in_the_file(store: BoundedTrackerStore, tmp_path: Path) -> None:
    for number in range(20):
        turn(store, text=f"number {number}!")
    path = tmp_path / "new" / "tracker.db"
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"number 19!" in content
    assert b"number 0!" not in content


def test_the_service_may_delete_a_conversation_at_any_time(store: BoundedTrackerStore, tmp_path: Path) -> None:
    turn(store)
    with sqlite3.connect(tmp_path / "new" / "tracker.db") as database:
        database.execute("DELETE FROM events WHERE sender_id = 'a'")
    assert texts(turn(store)) == []
    assert asyncio.run(store.retrieve("a")) is not None


@pytest.fixture
def statements(store: BoundedTrackerStore) -> list[str]:
    """What is asked of the database, from here on."""
    seen: list[str] = []
    sa.event.listen(store.engine, "before_cursor_execute", lambda *arguments: seen.append(arguments[2].split()[0]))
    return seen


def test_a_turn_is_one_read_and_one_write(store: BoundedTrackerStore, statements: list[str]) -> None:
    turn(store, SlotSet("language", "de"), sender="new")
    assert statements == ["SELECT", "INSERT"]
    turn(store, sender="new")
    assert statements == ["SELECT", "INSERT"] * 2


def test_a_turn_saved_twice_is_stored_once(store: BoundedTrackerStore) -> None:
    turn(store)
    tracker = asyncio.run(store.retrieve("a"))
    assert tracker is not None
    tracker.update(UserUttered("again", {"name": "ask"}), store.domain)
    asyncio.run(store.save(tracker))
    asyncio.run(store.save(tracker))
    assert texts(turn(store)) == ["hoi", "again"]


def test_a_conversation_made_elsewhere_is_stored_as_rasa_does(store: BoundedTrackerStore) -> None:
    events = [SessionStarted(), ActionExecuted("action_listen"), UserUttered("hoi", {"name": "ask"})]
    asyncio.run(store.save(DialogueStateTracker.from_events("a", events, store.domain.slots)))
    more = [*events, UserUttered("more", {"name": "ask"})]
    asyncio.run(store.save(DialogueStateTracker.from_events("a", more, store.domain.slots)))
    assert texts(turn(store)) == ["hoi", "more"]


def test_what_was_forgotten_during_a_turn_stays_forgotten(store: BoundedTrackerStore, tmp_path: Path) -> None:
    turn(store, text="long ago")
    tracker = asyncio.run(store.retrieve("a"))
    assert tracker is not None
    with sqlite3.connect(tmp_path / "new" / "tracker.db") as database:
        database.execute("DELETE FROM events WHERE sender_id = 'a'")
    tracker.update(UserUttered("now", {"name": "ask"}), store.domain)
    asyncio.run(store.save(tracker))
    assert texts(turn(store)) == ["now"]


def test_rows_hold_what_rasas_own_store_writes(store: BoundedTrackerStore, tmp_path: Path) -> None:
    rasas = SQLTrackerStore(domain(), dialect="sqlite", db=str(tmp_path / "rasas.db"))
    tracker = DialogueStateTracker("a", store.domain.slots)
    said = UserUttered("hoi", {"name": "ask"}, parse_data={"intent": {"name": "ask"}, "entities": [], "text": "hoi"})
    tracker.update_with_events([SessionStarted(), said, SlotSet("language", "nl"), BotUttered("answer")], store.domain)
    asyncio.run(rasas.save(tracker))
    begun = asyncio.run(store.get_or_create_tracker("a", append_action_listen=False))
    begun.events.extend(tracker.events)
    asyncio.run(store.save(begun))
    query = "SELECT sender_id, type_name, timestamp, intent_name, action_name, data FROM events ORDER BY id"
    with sqlite3.connect(tmp_path / "rasas.db") as one, sqlite3.connect(tmp_path / "new" / "tracker.db") as other:
        assert other.execute(query).fetchall() == one.execute(query).fetchall() != []


def test_the_folder_of_the_database_is_made_for_its_owner_alone(store: BoundedTrackerStore, tmp_path: Path) -> None:
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
