"""Fixtures of the service's tests: the real assistant, a running service, a stand-in for Rasa."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, inspect

from knowledge.assistant import Assistant
from knowledge.clock import clock_from_environment
from knowledge.encoder import Encoder
from knowledge.loading import KnowledgeError
from setup.production.postgresql import Postgresql
from tests.servers import postgresql_server
from tests.support import need
from tests.web.rasa_stand_in import RasaStandIn, rasa_stand_in
from tests.web.running import Running, running_service
from web.stores.databases import Where, open_database

MODELS = Path(__file__).parents[2] / "models"


@pytest.fixture(scope="session")
def assistant(encoder: Encoder) -> Assistant:
    """The assistant over the index that `make build` built."""
    try:
        return Assistant(MODELS / "index", encoder, clock_from_environment())
    except KnowledgeError as error:
        need(False, "The index", f"{error} (`make build` makes it)")
        raise


@pytest.fixture
def rasa() -> Iterator[RasaStandIn]:
    """A stand-in for Rasa."""
    with rasa_stand_in() as stand_in:
        yield stand_in


@pytest.fixture
def start(assistant: Assistant, rasa: RasaStandIn, tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Start a service with settings of its own."""
    with ExitStack() as stack:

        def start_one(**settings: Any) -> Running:
            values = {"rasa_url": rasa.url, **settings}
            return stack.enter_context(running_service(assistant, tmp_path, **values))

        yield start_one


@pytest.fixture
def service(start: Callable[..., Running]) -> Running:
    """A service with the default settings."""
    return start()


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgresql]:
    """A PostgreSQL of the machine."""
    with postgresql_server(tmp_path_factory.mktemp("postgresql")) as server:
        yield server


@pytest.fixture(params=["file", pytest.param("postgresql", marks=pytest.mark.servers)])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Where:
    """An empty database: a file, or a real PostgreSQL."""
    if request.param == "file":
        return tmp_path / "state" / "tables.db"
    address: str = request.getfixturevalue("postgresql").url
    engine = open_database(address)
    there = MetaData()
    there.reflect(engine)
    there.drop_all(engine)
    assert inspect(engine).get_table_names() == []
    return address
