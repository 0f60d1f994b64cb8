"""PostgreSQL and Redis of the machine for tests: each a server of its own, that can be killed and started again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from setup.errors import SetupError
from setup.production.postgresql import Postgresql
from setup.production.programs import Server, free_ports
from setup.production.redis import Redis
from tests.support import need

S = TypeVar("S", bound=Server)


@contextmanager
def running(make: Callable[[Path, int], S], folder: Path) -> Iterator[S]:
    """Run a server on a free port while the context lasts; skip the test where its program is missing."""
    try:
        server = make(folder, free_ports(1)[0])
    except SetupError as error:
        need(False, "A server", str(error))
        raise
    try:
        server.start()
        server.wait_until_ready()
        yield server
    finally:
        server.kill()


@contextmanager
def postgresql_server(folder: Path) -> Iterator[Postgresql]:
    """Run a PostgreSQL with an empty database."""
    with running(Postgresql, folder) as server:
        yield server


@contextmanager
def redis_server(folder: Path) -> Iterator[Redis]:
    """Run an empty Redis."""
    with running(Redis, folder) as server:
        yield server
