"""How often what was asked for: counters, of which none knows a person, a question or a conversation."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections import Counter
from dataclasses import asdict, dataclass, fields
from typing import Literal

from sqlalchemy import Column, Date, Integer, MetaData, String, Table, delete, select

from web.stores.databases import Where, open_tables, upsert

logger = logging.getLogger(__name__)

METADATA = MetaData()
USAGE = Table(
    "usage_counts",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("site", String(80), primary_key=True),
    Column("language", String(2), primary_key=True),
    Column("topic", String(40), primary_key=True),
    Column("entry", String(80), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("status", String(40), primary_key=True),
    Column("source", String(10), primary_key=True),
    Column("count", Integer, nullable=False),
)
#: The `kind` of what counts a conversation that began; all others count replies.
BEGUN = "conversation"
#: While nothing can be written, more different counters than these are not kept in memory.
MAX_PENDING = 20_000


Source = Literal["chat", "plain"]


@dataclass(frozen=True)
class Use:
    """What is counted; empty where there is none."""

    day: dt.date
    #: The name of a site that is known; "other" for any other.
    site: str
    language: str
    #: The first topic of the entry.
    topic: str
    entry: str
    kind: str
    status: str
    source: Source


@dataclass(frozen=True)
class UseCount(Use):
    """How often that was."""

    count: int


_KEY = [field.name for field in fields(Use)]


class UsageStore:
    """The counters, in tables of their own; counting costs no write, `flush` writes."""

    def __init__(self, where: Where) -> None:
        self._engine = open_tables(where, METADATA)
        self._pending: Counter[Use] = Counter()
        self._counting = threading.Lock()
        self._writing = threading.Lock()

    def count(self, use: Use) -> None:
        """Count `use` once."""
        with self._counting:
            if use in self._pending or len(self._pending) < MAX_PENDING:
                self._pending[use] += 1

    def flush(self) -> None:
        """Write what was counted; where that fails it is kept for the next time.

        Raises:
            SQLAlchemyError: it could not be written.
        """
        with self._writing:
            with self._counting:
                counted, self._pending = self._pending, Counter()
            if not counted:
                return
            try:
                self._write(counted)
            except BaseException:
                with self._counting:
                    self._pending.update(counted)
                raise

    def _write(self, counted: Counter[Use]) -> None:
        rows = [{**asdict(use), "count": count} for use, count in counted.items()]
        with self._engine.begin() as connection:
            connection.execute(upsert(self._engine.dialect.name, USAGE, adding={"count"}), rows)

    def rows(self, since: dt.date, until: dt.date, site: str | None = None) -> list[UseCount]:
        """Return the counters of the days `since` to `until`, both included, by day; of all sites where none is named.

        What is not written yet is in them.
        """
        wanted = select(USAGE).where(USAGE.c.day >= since, USAGE.c.day <= until)
        with self._writing:
            with self._engine.connect() as connection:
                written = connection.execute(wanted).mappings().all()
            with self._counting:
                counts = self._pending.copy()
        counts.update({Use(**{name: row[name] for name in _KEY}): row["count"] for row in written})
        rows = [
            UseCount(**asdict(use), count=count)
            for use, count in counts.items()
            if since <= use.day <= until and site in {None, use.site}
        ]
        return sorted(rows, key=lambda row: (row.day, -row.count, row.site, row.language, row.entry, row.status))

    def expire(self, before: dt.date) -> int:
        """Delete the counters from before `before`; return how many there were."""
        with self._engine.begin() as connection:
            return int(connection.execute(delete(USAGE).where(USAGE.c.day < before)).rowcount)

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()
