"""The tables of the accounts."""

from __future__ import annotations

from sqlalchemy import Column, Engine, Float, Integer, MetaData, String, Table

from web.stores.databases import Where, open_tables

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


def open_accounts(where: Where) -> Engine:
    """Return an engine on the accounts, whose tables are made where they are missing.

    Raises:
        OSError: the file cannot be made.
        SQLAlchemyError: the database cannot be used.
    """
    return open_tables(where, METADATA)
