"""Open a SQLite database so that what is deleted is gone from the file too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, text

#: Rasa writes to the same file: wait for it this long, in seconds.
BUSY_TIMEOUT_S = 5


def open_database(path: Path) -> Engine:
    """Return an engine on the SQLite file `path`; it is made at the first write."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_TIMEOUT_S})

    @event.listens_for(engine, "connect")
    def _overwrite_deleted(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA secure_delete = ON")

    return engine


def empty_write_ahead_log(engine: Engine) -> None:
    """Move what was written into the database itself, so that the log beside it keeps no copy of deleted rows.

    While another process reads, SQLite leaves the log alone; the next call finds it.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
