"""Run the service's two listeners on free ports, in a thread, with the real assistant."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from actions import build_executor
from knowledge.assistant import Assistant
from web.app import create_public_app
from web.internal import create_internal_app
from web.services import Services
from web.serving import server_for
from web.settings import Settings

ACTION_TOKEN = "action-token-of-the-tests"
SECRET_KEY = "secret-key-of-the-tests"
STARTS_WITHIN_S = 20


@dataclass
class Running:
    """A running service."""

    services: Services
    url: str
    internal_url: str

    def chat(self, message: str | None = None, **fields: Any) -> httpx.Response:
        """Take a turn."""
        body = {"conversation": None, "language": None, **fields}
        if message is not None:
            body["message"] = message
        return self.post("/api/v1/chat", json=body)

    def post(self, path: str, **arguments: Any) -> httpx.Response:
        """Post to the public listener."""
        return httpx.post(self.url + path, timeout=30, **arguments)

    def get(self, path: str, **arguments: Any) -> httpx.Response:
        """Get from the public listener."""
        return httpx.get(self.url + path, timeout=30, **arguments)

    def forget(self, token: str) -> httpx.Response:
        """Forget a conversation."""
        return httpx.delete(f"{self.url}/api/v1/chat", headers={"Authorization": f"Bearer {token}"}, timeout=30)


def eventually(true: Callable[[], bool], within_s: float = 5) -> bool:
    """Wait until something that happens behind a response has happened; tell whether it did."""
    deadline = time.monotonic() + within_s
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@contextmanager
def running_service(assistant: Assistant, state: Path, rasa_url: str, **settings: Any) -> Iterator[Running]:
    """Run the service; `settings` are those that differ from the defaults."""
    values = {"action_token": ACTION_TOKEN, "secret_key": SECRET_KEY, "state": state, "rasa_url": rasa_url, **settings}
    servers: list[uvicorn.Server] = []
    started: list[Services] = []

    async def serve() -> None:
        services = Services(Settings(**values), assistant)
        started.append(services)
        servers.append(server_for(create_public_app(services), services.settings.trusted_proxies))
        servers.append(server_for(create_internal_app(services, build_executor(assistant))))
        for server in servers:
            server.config.port = 0
        await asyncio.gather(*(server.serve() for server in servers))
        await services.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    deadline = time.monotonic() + STARTS_WITHIN_S
    while len(servers) < 2 or not all(server.started for server in servers):
        assert time.monotonic() < deadline, "the service did not start"
        time.sleep(0.01)
    ports = [server.servers[0].sockets[0].getsockname()[1] for server in servers]
    try:
        yield Running(started[0], *(f"http://127.0.0.1:{port}" for port in ports))
    finally:
        for server in servers:
            server.should_exit = True
        thread.join(timeout=STARTS_WITHIN_S)
