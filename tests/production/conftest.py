"""The production profile, started once: PostgreSQL, Redis, nginx, two bots and two services."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from setup.builds import rasa_model
from setup.errors import SetupError
from setup.production.programs import Server, free_ports
from setup.production.stack import ProductionStack, Size
from tests.support import need

#: What is killed is started again, and is in use again, within this many seconds.
RECOVERS_WITHIN_S = 30.0


class Production:
    """The running stack, seen from outside."""

    def __init__(self, stack: ProductionStack) -> None:
        self.stack = stack
        context = ssl.create_default_context(cafile=str(stack.nginx.certificate))
        self.client = httpx.Client(base_url=stack.address, verify=context, timeout=30, limits=httpx.Limits())

    def chat(self, message: str | None = None, **fields: Any) -> httpx.Response:
        """Take a turn."""
        body = {"conversation": None, "language": None, **fields}
        if message is not None:
            body["message"] = message
        return self.client.post("/api/v1/chat", json=body)

    def say(self, message: str | None = None, **fields: Any) -> dict[str, Any]:
        """Take a turn and return its answer, which must have come."""
        response = self.chat(message, **fields)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def press(self, answer: dict[str, Any], button: int = 0) -> dict[str, Any]:
        """Press a button of the last message of `answer`."""
        payload = answer["messages"][-1]["buttons"][button]["payload"]
        return self.say(conversation=answer["conversation"], payload=payload)

    def start_again(self, server: Server) -> None:
        """Start what was killed, and return when all of it is in use again."""
        server.start()
        server.wait_until_ready()
        self.eventually(lambda: self.client.get("/health").status_code == 200)

    def eventually(self, true: Callable[[], bool]) -> float:
        """Wait until something holds; return after how many seconds it did."""
        began = time.monotonic()
        while not true():
            assert time.monotonic() - began < RECOVERS_WITHIN_S, "it did not recover"
            time.sleep(0.1)
        return time.monotonic() - began


@pytest.fixture(scope="session")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Production]:
    """The stack; a test that kills a part of it starts that part again."""
    need(rasa_model().exists(), "The trained bot", "`make build` trains it")
    # One address holds all the conversations of these tests.
    settings = {"GRENSWIJZER_RATE_ADDRESS": "100000/minute", "GRENSWIJZER_RATE_CONVERSATION": "1000/minute"}
    try:
        stack = ProductionStack(tmp_path_factory.mktemp("production"), free_ports(1)[0], Size(2, 2), settings)
    except SetupError as error:
        need(False, "A server", str(error))
        raise
    try:
        stack.start()
        seen = Production(stack)
        yield seen
        seen.client.close()
    finally:
        stack.stop()


@pytest.fixture(scope="session")
def state(production: Production) -> Path:
    """The folder of the stack."""
    return production.stack.state
