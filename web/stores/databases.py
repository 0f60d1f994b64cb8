"""Open the databases: SQLite's files, from which what is deleted is gone too, or one PostgreSQL for all."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, Table, create_engine, event, inspect, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateColumn

#: Rasa writes to the same file: wait for it this long, in seconds.
BUSY_TIMEOUT_S = 5
#: Where tables are: in the SQLite file of this path, or in the PostgreSQL of this address.
Where = Path | str
POSTGRESQL = "postgresql"
CONNECTS_WITHIN_S = 3
STATEMENT_TIMEOUT_S = 10
#: Connections of one process: its writer, its sweep and its console.
POOL_SIZE = 5
#: Whoever makes tables holds this lock, for several processes may start at the same time.
MAKING_TABLES = 7_264_411


def open_database(where: Where) -> Engine:
    """Return an engine; the file is made, or PostgreSQL connected to, at the first use."""
    return _open_file(where) if isinstance(where, Path) else _open_postgresql(where)


def _open_file(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_TIMEOUT_S})

    @event.listens_for(engine, "connect")
    def _overwrite_deleted(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA secure_delete = ON")

    return engine


@cache
def _open_postgresql(address: str) -> Engine:
    """Return the engine that all stores of this process share."""
    return create_engine(
        make_url(address).set(drivername="postgresql+psycopg"),
        # A connection that the server has closed, or that died with it, is replaced and not handed out.
        pool_pre_ping=True,
        pool_size=POOL_SIZE,
        connect_args={
            "connect_timeout": CONNECTS_WITHIN_S,
            "options": f"-c statement_timeout={STATEMENT_TIMEOUT_S * 1000}",
        },
    )


def open_tables(where: Where, metadata: MetaData) -> Engine:
    """Return an engine on `where`, with the tables of `metadata` made where they are missing.

    A table of an earlier version gets the columns that it lacks; they must be ones that may be null.

    Raises:
        OSError: the file cannot be made.
        SQLAlchemyError: the database cannot be used.
    """
    if isinstance(where, Path):
        where.parent.mkdir(parents=True, exist_ok=True)
        # SQLite would make it with the rights that the process gives every file; this is nobody else's business.
        where.touch(mode=0o600)
    engine = open_database(where)
    with engine.begin() as connection:
        if connection.dialect.name == POSTGRESQL:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MAKING_TABLES})
        metadata.create_all(connection)
        for table in metadata.sorted_tables:
            _add_what_is_missing(connection, table)
    return engine


def _add_what_is_missing(connection: Connection, table: Table) -> None:
    there = {column["name"] for column in inspect(connection).get_columns(table.name)}
    for column in table.columns:
        if column.name not in there:
            definition = CreateColumn(column).compile(dialect=connection.dialect)
            connection.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {definition}"))
    for index in table.indexes:
        index.create(connection, checkfirst=True)


def upsert(dialect: str, table: Table, adding: Collection[str] = ()) -> sqlite.Insert | postgresql.Insert:
    """Return what inserts rows into `table`, over those of the same primary key.

    The columns `adding` are added to what is there; all others replace it. `dialect`: the name of the engine's.
    """
    insert = postgresql.insert(table) if dialect == POSTGRESQL else sqlite.insert(table)
    values = {
        column.name: column + insert.excluded[column.name] if column.name in adding else insert.excluded[column.name]
        for column in table.columns
        if not column.primary_key
    }
    return insert.on_conflict_do_update(index_elements=list(table.primary_key), set_=values)


def empty_write_ahead_log(engine: Engine) -> None:
    """Move what was written into the database itself, so that the log beside it keeps no copy of deleted rows.

    While another process reads, SQLite leaves the log alone; the next call finds it. PostgreSQL looks after its own.
    """
    if engine.dialect.name == POSTGRESQL:
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
