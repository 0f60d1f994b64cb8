"""A store with the built encoder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.encoder import Encoder
from knowledge.ingest.store import DocumentStore
from knowledge.ingest.taking_in import TakenIn, Wishes, take_in

TakeIn = Callable[..., TakenIn]


@pytest.fixture
def store(tmp_path: Path) -> DocumentStore:
    return DocumentStore(tmp_path / "documents")


@pytest.fixture
def taking(store: DocumentStore, encoder: Encoder) -> TakeIn:
    """Takes a file into `store`."""

    def taken(path: Path, **wishes: object) -> TakenIn:
        with store.changing(lambda: pytest.fail("nobody else holds the lock")):
            wished = Wishes(dt.date(2026, 11, 22), **wishes)  # type: ignore[arg-type]
            return take_in(path, store, encoder, wished, lambda _what, _done, _total: None)

    return taken
