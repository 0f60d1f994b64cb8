"""Ratings of answers. A rating knows the entry and the day, but neither conversation nor question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy import Column, Date, MetaData, String, Table, Text, delete, select
from sqlalchemy.dialects.sqlite import insert

from knowledge.schema import Language
from web.stores.databases import open_database

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


class FeedbackStore:
    """The ratings, in a SQLite file of their own."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._engine = open_database(path)
        METADATA.create_all(self._engine)

    def save(self, rating: Rating) -> None:
        """Keep `rating`; it replaces an earlier one of the same answer."""
        row = asdict(rating)
        with self._engine.begin() as connection:
            connection.execute(insert(FEEDBACK).values(row).on_conflict_do_update([FEEDBACK.c.answer], set_=row))

    def forget(self, answers: Sequence[str]) -> int:
        """Delete the ratings of `answers`; return how many there were."""
        with self._engine.begin() as connection:
            return int(connection.execute(delete(FEEDBACK).where(FEEDBACK.c.answer.in_(answers))).rowcount)

    def all(self) -> list[Rating]:
        """Return every rating, by day."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(FEEDBACK).order_by(FEEDBACK.c.day, FEEDBACK.c.answer))
            return [Rating(**row) for row in rows.mappings()]

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()
