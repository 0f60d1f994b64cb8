"""Fixtures of the service's tests: the real assistant, a running service, a stand-in for Rasa."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from knowledge.assistant import Assistant
from knowledge.clock import clock_from_environment
from knowledge.encoder import Encoder
from knowledge.loading import KnowledgeError
from tests.support import need
from tests.web.rasa_stand_in import RasaStandIn, rasa_stand_in
from tests.web.running import Running, running_service

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
