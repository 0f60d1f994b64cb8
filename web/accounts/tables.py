"""The tables of `accounts.db`."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Column, Engine, Float, Integer, MetaData, String, Table

from web.stores.databases import open_tables

METADATA = MetaData()
#: Times are seconds since 1970.
ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("name", String(80), primary_key=True),
    Column("role", String(10), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("failed_tries", Integer, nullable=False, default=0),
    Column("locked_until", Float),
)
#: Of a session's token only the SHA-256 is kept: who reads the file cannot sign in with it.
SESSIONS = Table(
    "sessions",
    METADATA,
    Column("token_hash", String(64), primary_key=True),
    Column("account", String(80), nullable=False, index=True),
    Column("started", Float, nullable=False),
    Column("last_seen", Float, nullable=False),
)


def open_accounts(path: Path) -> Engine:
    """Return an engine on the accounts in the SQLite file `path`, which is made where it is missing.

    Raises:
        OSError: the file cannot be made.
    """
    return open_tables(path, METADATA)
