"""Rasa's SQL tracker store with a bounded history per conversation."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import Any, Dict, List, Optional, Set

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT_NAME_KEY
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import QueuePool

#: Without it, "database is locked" while the service deletes an expired conversation.
BUSY_TIMEOUT_MS = 2000
#: Attribute of a tracker: how many of its events, from the first, are in the table.
STORED = "events_stored"


class BoundedTrackerStore(SQLTrackerStore):
    """Forgets what was said more than `keep_turns` user messages ago, and earlier sessions.

    Rasa reads, replays and hands to each action every event of a session, so that a long conversation
    grows slower with each turn; `max_event_history` does not help, since the SQL store ignores it. Here
    the oldest turns are deleted from the table before it is read, once a conversation has
    `keep_turns + slack_turns` of them. Slots keep their values and an active form stays active.
    """

    def __init__(
        self,
        domain: Optional[Domain] = None,
        event_broker: Optional[EventBroker] = None,
        keep_turns: int = 10,
        slack_turns: int = 5,
        **kwargs: Any,
    ) -> None:
        """Open the database named by `dialect`, `db` and the other arguments of Rasa's store."""
        if kwargs.get("dialect", "sqlite") == "sqlite" and kwargs.get("db"):
            Path(kwargs["db"]).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        super().__init__(domain=domain, event_broker=event_broker, **kwargs)
        self._keep_turns = keep_turns
        self._slack_turns = slack_turns
        if self.engine.dialect.name == "sqlite":
            self.engine.dispose()
            # Rasa opens the file anew for each query, and closing it last moves the whole log into the database.
            self.engine = sa.create_engine(
                self.engine.url, poolclass=QueuePool, connect_args={"check_same_thread": False}
            )
            sa.event.listen(self.engine, "connect", _prepare_sqlite)
            self.sessionmaker = sessionmaker(bind=self.engine)

    async def _retrieve(self, sender_id: str, fetch_events_from_all_sessions: bool) -> Optional[DialogueStateTracker]:
        """Return the conversation, in one read; what is too old is deleted first."""
        with self.session_scope() as session:
            table = self.SQLEvent
            query = session.query(table.id, table.type_name, table.timestamp, table.data)
            rows = self._prune(session, query.filter(table.sender_id == sender_id).order_by(table.id).all())
        if not fetch_events_from_all_sessions:
            rows = _of_latest_session(rows)
        if not rows:
            return None
        events = [json.loads(row.data) for row in rows]
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        if not fetch_events_from_all_sessions:
            _note_stored(tracker)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the events that came since the conversation was read, in one write, or none if there are none.

        Rasa counts what is stored before each write. We note the number when we read: until a turn is saved, the
        conversation is locked, so that nobody else adds to it; and if the service forgets it meanwhile, the old events
        stay forgotten.
        """
        stored = getattr(tracker, STORED, None if tracker.events else 0)
        if stored is None:
            await super().save(tracker)
        else:
            await self.stream_events(tracker)
            if rows := [self._row(tracker.sender_id, event) for event in islice(tracker.events, stored, None)]:
                with self.session_scope() as session:
                    session.execute(sa.insert(self.SQLEvent.__table__), rows)
                    session.commit()
        _note_stored(tracker)

    @staticmethod
    def _row(sender_id: str, event: Event) -> Dict[str, Any]:
        data = event.as_dict()
        return {
            "sender_id": sender_id,
            "type_name": event.type_name,
            "timestamp": data.get("timestamp"),
            "intent_name": data.get("parse_data", {}).get("intent", {}).get(INTENT_NAME_KEY),
            "action_name": data.get("name"),
            "data": json.dumps(data),
        }

    def _prune(self, session: Session, rows: List[Any]) -> List[Any]:
        """Delete what is too old; return the rows that are left, which are exactly the events of the tracker."""
        turns = [row.id for row in rows if row.type_name == UserUttered.type_name]
        sessions = [row.id for row in rows if row.type_name == SessionStarted.type_name]
        doomed: Set[int] = set()
        if len(turns) >= self._keep_turns + self._slack_turns:
            doomed |= _older_than(turns[-self._keep_turns], rows)
        if len(sessions) > 1:
            doomed |= {row.id for row in rows if row.id < sessions[-1]}
        if doomed:
            session.query(self.SQLEvent).filter(self.SQLEvent.id.in_(doomed)).delete(synchronize_session=False)
            session.commit()
        return [row for row in rows if row.id not in doomed]


def _note_stored(tracker: DialogueStateTracker) -> None:
    setattr(tracker, STORED, len(tracker.events))


def _of_latest_session(rows: List[Any]) -> List[Any]:
    """Return the rows since the latest start of a session, by their time as Rasa does; all where none started."""
    started = max((row.timestamp for row in rows if row.type_name == SessionStarted.type_name), default=None)
    return rows if started is None else [row for row in rows if row.timestamp >= started]


def _older_than(first_kept: int, rows: List[Any]) -> Set[int]:
    """Return the ids of the events before `first_kept` that no state depends on.

    Kept: the session's start, the last value of each slot, the last form, and the `action_listen` right before
    `first_kept`, without which a user message would not be one.
    """
    older = [row for row in rows if row.id < first_kept]
    last_of = {_state_key(row.type_name, row.data): row.id for row in older}
    return {row.id for row in older} - {number for key, number in last_of.items() if key}


def _state_key(kind: str, data: str) -> str:
    """Name the piece of state that an event sets; "" for an event that is only history."""
    if kind == SlotSet.type_name:
        return f"slot {json.loads(data)['name']}"
    if kind in {ActiveLoop.type_name, SessionStarted.type_name}:
        return str(kind)
    if kind == ActionExecuted.type_name and json.loads(data)["name"] == ACTION_LISTEN_NAME:
        return ACTION_LISTEN_NAME
    return ""


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Let the service read and delete beside us, and overwrite what is deleted."""
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", f"busy_timeout={BUSY_TIMEOUT_MS}", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")
