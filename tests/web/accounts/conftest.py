"""Accounts in a file of the test's own, at a time of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.web.accounts.clock import HandClock
from web.accounts.sessions import SessionStore
from web.accounts.store import AccountStore
from web.accounts.tables import open_accounts


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "accounts.db"


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    engine = open_accounts(path)
    yield engine
    engine.dispose()


@pytest.fixture
def accounts(engine: Engine, clock: HandClock) -> AccountStore:
    return AccountStore(engine, clock)


@pytest.fixture
def sessions(engine: Engine, clock: HandClock) -> SessionStore:
    return SessionStore(engine, clock)
