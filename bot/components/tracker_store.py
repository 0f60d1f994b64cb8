"""Rasa's SQL tracker store with a bounded history per conversation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List, Optional, Set, Tuple

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.orm import Session

#: Id, type and (for slots) data of a stored event.
Row = Tuple[int, str, str]

#: Without it, "database is locked" while the service deletes an expired conversation.
BUSY_TIMEOUT_MS = 2000


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
            sa.event.listen(self.engine, "connect", _prepare_sqlite)
            self.engine.dispose()

    async def _retrieve(self, sender_id: str, fetch_events_from_all_sessions: bool) -> Optional[DialogueStateTracker]:
        with self.session_scope() as session:
            self._prune(session, sender_id)
        return await super()._retrieve(sender_id, fetch_events_from_all_sessions)

    def _prune(self, session: Session, sender_id: str) -> None:
        """Delete what is too old, so that the rows left are exactly the events of the tracker."""
        turns = self._ids(session, sender_id, self.SQLEvent.type_name == UserUttered.type_name)
        sessions = self._ids(session, sender_id, self.SQLEvent.type_name == SessionStarted.type_name)
        doomed: Set[int] = set()
        if len(turns) >= self._keep_turns + self._slack_turns:
            doomed |= self._older_than(session, sender_id, first_kept=turns[-self._keep_turns])
        if len(sessions) > 1:
            doomed |= set(self._ids(session, sender_id, self.SQLEvent.id < sessions[-1]))
        if doomed:
            session.query(self.SQLEvent).filter(self.SQLEvent.id.in_(doomed)).delete(synchronize_session=False)
            session.commit()

    def _ids(self, session: Session, sender_id: str, condition: Any) -> List[int]:
        query = session.query(self.SQLEvent.id).filter(self.SQLEvent.sender_id == sender_id, condition)
        return [row.id for row in query.order_by(self.SQLEvent.id)]

    def _older_than(self, session: Session, sender_id: str, first_kept: int) -> Set[int]:
        """Return the ids of the events before `first_kept` that no state depends on.

        Kept: the session's start, the last value of each slot, the last form, and the `action_listen`
        right before `first_kept`, without which a user message would not be one.
        """
        query = session.query(self.SQLEvent.id, self.SQLEvent.type_name, self.SQLEvent.data)
        rows: List[Row] = list(
            query.filter(self.SQLEvent.sender_id == sender_id, self.SQLEvent.id < first_kept).order_by(self.SQLEvent.id)
        )
        last_of: Dict[str, int] = {}
        for number, kind, data in rows:
            last_of[_state_key(kind, data)] = number
        return {number for number, *_ in rows} - {n for key, n in last_of.items() if key}


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
