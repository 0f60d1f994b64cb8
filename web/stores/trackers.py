"""Rasa's tracker store, seen from the side of privacy: conversations are deleted here, never read."""

from __future__ import annotations

import logging
from pathlib import Path

from sqlalchemy import Column, ColumnElement, Float, MetaData, String, Table, delete, inspect

from web.stores.databases import Where, empty_write_ahead_log, open_database
from web.tokens import ConversationId

logger = logging.getLogger(__name__)

#: The two columns of Rasa's table that deleting needs.
EVENTS = Table("events", MetaData(), Column("sender_id", String(255)), Column("timestamp", Float))


class TrackerStore:
    """Deletes from the `events` table that Rasa 3.6 fills."""

    def __init__(self, where: Where) -> None:
        self._where = where
        self._engine = open_database(where)

    def forget(self, conversation: ConversationId) -> int:
        """Delete every event of `conversation`; return how many there were."""
        return self._delete(EVENTS.c.sender_id == conversation)

    def expire(self, before: float) -> int:
        """Delete every event from before `before` (seconds since 1970); return how many there were."""
        return self._delete(EVENTS.c.timestamp < before)

    def _delete(self, which: ColumnElement[bool]) -> int:
        if isinstance(self._where, Path) and not self._where.exists():
            return 0
        with self._engine.begin() as connection:
            if not inspect(connection).has_table(EVENTS.name):
                return 0
            deleted = int(connection.execute(delete(EVENTS).where(which)).rowcount)
        if deleted:
            empty_write_ahead_log(self._engine)
        return deleted

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()
