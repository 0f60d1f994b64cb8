"""Questions that got no answer, or one that was rated down: masked, for editors, and not for long."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field, fields

from sqlalchemy import Boolean, Column, Date, MetaData, String, Table, Text, delete, func, select

from knowledge.schema import Language
from web.stores import owners
from web.stores.databases import Where, open_tables, upsert

METADATA = MetaData()
QUESTIONS = Table(
    "questions",
    METADATA,
    Column("answer", String(64), primary_key=True),
    Column("text", Text, nullable=False),
    Column("language", String(2), nullable=False),
    Column("day", Date, nullable=False, index=True),
    Column("site", String(80), nullable=False),
    Column("status", String(40), nullable=False),
    Column("entry", String(80)),
    Column("rated_down", Boolean, nullable=False),
    *owners.owner_columns(),
)


@dataclass(frozen=True)
class Question:
    """One question."""

    #: The id of the message that did not help; a comment of its rating has the same.
    answer: str
    #: As it was masked.
    text: str
    language: Language
    day: dt.date
    #: As `Use.site`.
    site: str
    status: str
    #: What was told, where anything was.
    entry: str | None = None
    rated_down: bool = False
    #: As `Tokens.owner` tells it, until the conversation has ended.
    owner: str | None = field(default=None, compare=False)
    owned_until: float | None = field(default=None, compare=False)


_COLUMNS = [QUESTIONS.c[field.name] for field in fields(Question)]


class QuestionStore:
    """The questions, in tables of their own."""

    def __init__(self, where: Where) -> None:
        self._engine = open_tables(where, METADATA)
        self._changes = 0

    @property
    def version(self) -> int:
        """A number that is another one after every change by this process."""
        return self._changes

    def save(self, question: Question) -> None:
        """Keep `question`; it replaces an earlier one of the same answer."""
        with self._engine.begin() as connection:
            connection.execute(upsert(self._engine.dialect.name, QUESTIONS), asdict(question))
        self._changes += 1

    def remove(self, answer: str) -> None:
        """Delete the question of `answer`, if it is there."""
        with self._engine.begin() as connection:
            self._counted(connection.execute(delete(QUESTIONS).where(QUESTIONS.c.answer == answer)).rowcount)

    def forget(self, owner: str) -> int:
        """Delete the questions of `owner`; return how many there were."""
        return self._counted(owners.forget(self._engine, QUESTIONS, owner))

    def disown(self, now: float) -> int:
        """Make the questions of conversations that have ended by `now` nobody's; return how many there were."""
        return owners.disown(self._engine, QUESTIONS, now)

    def expire(self, before: dt.date) -> int:
        """Delete the questions from before `before`; return how many there were."""
        with self._engine.begin() as connection:
            return self._counted(int(connection.execute(delete(QUESTIONS).where(QUESTIONS.c.day < before)).rowcount))

    def _counted(self, deleted: int) -> int:
        self._changes += bool(deleted)
        return deleted

    def newest(self, limit: int) -> list[Question]:
        """Return the newest questions, at most `limit`, newest first."""
        wanted = select(*_COLUMNS).order_by(QUESTIONS.c.day.desc(), QUESTIONS.c.answer).limit(limit)
        with self._engine.connect() as connection:
            return [Question(**row) for row in connection.execute(wanted).mappings()]

    def count(self) -> int:
        """Return how many questions are kept."""
        with self._engine.connect() as connection:
            return int(connection.execute(select(func.count()).select_from(QUESTIONS)).scalar_one())

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()
