"""Everything that production is made of, on one machine: databases, bots, services and nginx, of one configuration."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from setup.builds import QUIET_RASA, rasa_model
from setup.errors import SetupError
from setup.paths import BOT, ROOT, SERVICE
from setup.production.nginx import Addresses, Nginx
from setup.production.postgresql import Postgresql
from setup.production.programs import Program, Server, free_ports
from setup.production.redis import Redis
from setup.stack import LEAN, LOCKS, fetch, secret_key


@dataclass(frozen=True)
class Size:
    """How many of each."""

    bots: int = 2
    services: int = 2


class ProductionStack:
    """The servers, by name: `postgresql`, `redis`, `bot-1` …, `service-1` …, `nginx`."""

    def __init__(self, state: Path, https: int, size: Size = Size(), settings: dict[str, str] | None = None) -> None:
        """Make what is missing in `state`; `settings` are for the bots and services, beside those that are set here.

        Raises:
            SetupError: a program is missing.
        """
        state.mkdir(parents=True, exist_ok=True)
        self.state = state
        self.address = f"https://localhost:{https}"
        ports = iter(free_ports(4 + size.bots + 2 * size.services))
        self.postgresql = Postgresql(state / "postgresql", next(ports))
        self.redis = Redis(state / "redis", next(ports))
        front = Addresses(
            https,
            next(ports),
            next(ports),
            [next(ports) for _ in range(size.services)],
            [next(ports) for _ in range(size.bots)],
            [next(ports) for _ in range(size.services)],
        )
        self.nginx = Nginx(state / "nginx", front)
        #: Of each service, where its metrics are.
        self.internal = [f"http://127.0.0.1:{port}" for port in front.behind_actions]
        shared = {
            **LEAN,
            "GRENSWIJZER_STATE": str(state),
            "GRENSWIJZER_DATABASE_URL": self.postgresql.url,
            "GRENSWIJZER_REDIS_URL": self.redis.url,
            "GRENSWIJZER_RASA_URL": f"http://127.0.0.1:{front.bots}",
            "GRENSWIJZER_ACTION_URL": f"http://127.0.0.1:{front.actions}/webhook",
            "GRENSWIJZER_ACTION_TOKEN": secrets.token_urlsafe(32),
            "GRENSWIJZER_SECRET_KEY": secret_key(state),
            "GRENSWIJZER_TRUSTED_PROXIES": "127.0.0.1",
            **(settings or {}),
        }
        self.bots = [self._bot(number, port, shared) for number, port in enumerate(front.behind_bots, 1)]
        pairs = zip(front.behind_services, front.behind_actions)
        self.services = [self._service(number, *pair, shared) for number, pair in enumerate(pairs, 1)]

    def _bot(self, number: int, port: int, shared: dict[str, str]) -> Server:
        command: list[str | Path] = [
            *(BOT / "bin" / "python", "-m", "rasa", "run", "--quiet", "-i", "127.0.0.1", "-p", str(port)),
            *("--model", rasa_model(), "--endpoints", "deploy/endpoints.yml", "--credentials", "credentials.yml"),
        ]
        return self._of_ours(f"bot-{number}", command, f"http://127.0.0.1:{port}/", {**shared, **LOCKS, **QUIET_RASA})

    def _service(self, number: int, port: int, internal: int, shared: dict[str, str]) -> Server:
        ports = {"GRENSWIJZER_PORT": str(port), "GRENSWIJZER_INTERNAL_PORT": str(internal)}
        command: list[str | Path] = [SERVICE / "bin" / "python", "-m", "web"]
        return self._of_ours(f"service-{number}", command, f"http://127.0.0.1:{port}/health", {**shared, **ports})

    def _of_ours(self, name: str, command: list[str | Path], url: str, environment: dict[str, str]) -> Server:
        return Server(name, self.state, Program(command, ROOT, lambda: fetch(url) is not None, environment))

    @property
    def servers(self) -> list[Server]:
        """All, in the order in which they are started."""
        return [self.postgresql, self.redis, *self.services, *self.bots, self.nginx]

    def start(self, say: Callable[[str], None] = lambda _: None) -> None:
        """Start all, and return when all answer.

        Raises:
            SetupError: one does not start.
        """
        databases: list[Server] = [self.postgresql, self.redis]
        for server in databases:
            say(f"Starting {server.name} ...")
            server.start()
            server.wait_until_ready()
        say(f"Starting {len(self.services)} services and {len(self.bots)} bots ...")
        for server in (*self.services, *self.bots):
            server.start()
        for server in (*self.services, *self.bots):
            server.wait_until_ready()
        self.nginx.start()
        self.nginx.wait_until_ready()

    def raise_if_ended(self) -> None:
        """Raise `SetupError` if one of them has ended."""
        for server in self.servers:
            if server.has_ended:
                raise SetupError(f"{server.name} has ended: {server.log} says why.\n{server.last_lines()}")

    def stop(self) -> None:
        """Stop all, nginx first and the databases last."""
        for server in reversed(self.servers):
            server.stop()
