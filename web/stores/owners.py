"""Whose a row is, for as long as its conversation can be forgotten; nobody can tell afterwards.

An owner is a keyed hash of the conversation's id (`Tokens.owner`): who reads the file learns no id from it.
"""

from __future__ import annotations

from sqlalchemy import Column, Engine, Float, String, Table, delete, update


def owner_columns() -> tuple[Column[str], Column[float]]:
    """Return the two columns of a table whose rows have owners: who, and until when (seconds since 1970)."""
    return Column("owner", String(64), index=True), Column("owned_until", Float)


def forget(engine: Engine, table: Table, owner: str) -> int:
    """Delete the rows of `owner`; return how many there were."""
    with engine.begin() as connection:
        return int(connection.execute(delete(table).where(table.c.owner == owner)).rowcount)


def disown(engine: Engine, table: Table, now: float) -> int:
    """Make the rows of conversations that have ended by `now` nobody's; return how many there were."""
    ended = update(table).where(table.c.owned_until <= now)
    with engine.begin() as connection:
        return int(connection.execute(ended.values(owner=None, owned_until=None)).rowcount)
