"""Accounts in a file or a PostgreSQL of the test's own, at a time of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from tests.web.accounts.clock import HandClock
from web.accounts.sessions import SessionStore
from web.accounts.store import AccountStore
from web.accounts.tables import open_accounts
from web.stores.databases import Where


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def engine(where: Where) -> Iterator[Engine]:
    engine = open_accounts(where)
    yield engine
    engine.dispose()


@pytest.fixture
def accounts(engine: Engine, clock: HandClock) -> AccountStore:
    return AccountStore(engine, clock)


@pytest.fixture
def sessions(engine: Engine, clock: HandClock) -> SessionStore:
    return SessionStore(engine, clock)
