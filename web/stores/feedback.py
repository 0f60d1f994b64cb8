"""Ratings of answers. A rating knows the entry and the day, and never the question."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field, fields
from typing import Literal

from sqlalchemy import Column, Date, MetaData, String, Table, Text, delete, select

from knowledge.schema import Language
from web.stores import owners
from web.stores.databases import Where, open_tables, upsert

METADATA = MetaData()
FEEDBACK = Table(
    "feedback",
    METADATA,
    Column("answer", String(64), primary_key=True),
    Column("rating", String(4), nullable=False),
    Column("comment", Text),
    Column("entry", String(80)),
    Column("language", String(2), nullable=False),
    Column("day", Date, nullable=False),
    *owners.owner_columns(),
)


@dataclass(frozen=True)
class Rating:
    """One rating."""

    answer: str
    rating: Literal["up", "down"]
    comment: str | None
    entry: str | None
    language: Language
    day: dt.date
    #: As `Tokens.owner` tells it, until the conversation has ended.
    owner: str | None = field(default=None, compare=False)
    owned_until: float | None = field(default=None, compare=False)


_COLUMNS = [FEEDBACK.c[field.name] for field in fields(Rating)]


class FeedbackStore:
    """The ratings, in tables of their own."""

    def __init__(self, where: Where) -> None:
        self._engine = open_tables(where, METADATA)

    def save(self, rating: Rating) -> None:
        """Keep `rating`; it replaces an earlier one of the same answer."""
        with self._engine.begin() as connection:
            connection.execute(upsert(self._engine.dialect.name, FEEDBACK), asdict(rating))

    def forget(self, owner: str) -> int:
        """Delete the ratings of `owner`; return how many there were."""
        return owners.forget(self._engine, FEEDBACK, owner)

    def disown(self, now: float) -> int:
        """Make the ratings of conversations that have ended by `now` nobody's; return how many there were."""
        return owners.disown(self._engine, FEEDBACK, now)

    def expire(self, before: dt.date) -> int:
        """Delete the ratings from before `before`; return how many there were."""
        with self._engine.begin() as connection:
            return int(connection.execute(delete(FEEDBACK).where(FEEDBACK.c.day < before)).rowcount)

    def all(self, since: dt.date = dt.date.min) -> list[Rating]:
        """Return every rating from `since` on, by day."""
        wanted = select(*_COLUMNS).where(FEEDBACK.c.day >= since).order_by(FEEDBACK.c.day, FEEDBACK.c.answer)
        with self._engine.connect() as connection:
            return [Rating(**row) for row in connection.execute(wanted).mappings()]

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()
