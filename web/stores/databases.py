"""Open the databases, so that what is deleted is gone from the file too; SQL that SQLite and PostgreSQL both speak."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, MetaData, Table, create_engine, event, inspect, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateColumn

#: Rasa writes to the same file: wait for it this long, in seconds.
BUSY_TIMEOUT_S = 5


def open_database(path: Path) -> Engine:
    """Return an engine on the SQLite file `path`; it is made at the first write."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_TIMEOUT_S})

    @event.listens_for(engine, "connect")
    def _overwrite_deleted(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA secure_delete = ON")

    return engine


def open_tables(path: Path, metadata: MetaData) -> Engine:
    """Return an engine on the SQLite file `path`, with the tables of `metadata` made where they are missing.

    A table of an earlier version gets the columns that it lacks; they must be ones that may be null.

    Raises:
        OSError: the file cannot be made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # SQLite would make it with the rights that the process gives every file; this is nobody else's business.
    path.touch(mode=0o600)
    engine = open_database(path)
    metadata.create_all(engine)
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            there = {column["name"] for column in inspect(connection).get_columns(table.name)}
            for column in table.columns:
                if column.name not in there:
                    definition = CreateColumn(column).compile(dialect=connection.dialect)
                    connection.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {definition}"))
            for index in table.indexes:
                index.create(connection, checkfirst=True)
    return engine


def upsert(dialect: str, table: Table, adding: Collection[str] = ()) -> sqlite.Insert | postgresql.Insert:
    """Return what inserts rows into `table`, over those of the same primary key.

    The columns `adding` are added to what is there; all others replace it. `dialect`: the name of the engine's.
    """
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    values = {
        column.name: column + insert.excluded[column.name] if column.name in adding else insert.excluded[column.name]
        for column in table.columns
        if not column.primary_key
    }
    return insert.on_conflict_do_update(index_elements=list(table.primary_key), set_=values)


def empty_write_ahead_log(engine: Engine) -> None:
    """Move what was written into the database itself, so that the log beside it keeps no copy of deleted rows.

    While another process reads, SQLite leaves the log alone; the next call finds it.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
