"""Run both listeners in one process, with the tasks that go on beside them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

from actions import build_executor
from knowledge.assistant import Assistant
from knowledge.language import detect
from knowledge.schema import LANGUAGES
from web.app import create_public_app
from web.internal import create_internal_app
from web.memory import give_back
from web.recurring import regularly
from web.services import Services, masker_for
from web.settings import Settings
from web.watching import Watch

logger = logging.getLogger(__name__)

RELOAD_EVERY_S = 1.0
SWEEP_EVERY_S = 300.0
#: At most the counts of so many seconds are lost should the process be killed.
FLUSH_EVERY_S = 5.0
#: Turns in flight may end before the process does.
GRACE_S = 5


class CannotListen(Exception):
    """A port cannot be used."""


class _Server(uvicorn.Server):
    """A server whose signals are handled by whoever runs it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield


def bind(host: str, port: int, variable: str) -> socket.socket:
    """Return a socket bound to `host` and `port`.

    Raises:
        CannotListen: the address is taken or not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        problem = f"{host}:{port} cannot be used ({error.strerror}): set {variable} to another value."
        raise CannotListen(problem) from error
    bound.set_inheritable(True)
    return bound


def server_for(app: ASGIApp, proxies: tuple[str, ...] = ()) -> uvicorn.Server:
    """Return the server of one listener. `proxies`: whose word on the client's address is taken."""
    config = uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        lifespan="off",
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        timeout_keep_alive=20,
        timeout_graceful_shutdown=GRACE_S,
        ws="none",
    )
    # Its lines hold addresses and query strings; ours do not.
    logging.getLogger("uvicorn.access").disabled = True
    return _Server(config)


async def _reload(services: Services) -> None:
    if await asyncio.to_thread(services.assistant.reload_if_changed):
        services.refresh_masker()
        await asyncio.to_thread(give_back)
        logger.info("a new index is in use: %s", services.assistant.versions()["index"])


async def serve(services: Services, public: socket.socket, internal: socket.socket) -> None:
    """Serve until SIGINT or SIGTERM.

    The public listener ends first, so that turns in flight still find their actions.
    """
    outer = server_for(create_public_app(services), services.settings.trusted_proxies)
    inner = server_for(create_internal_app(services, build_executor(services.assistant)))
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    inner_task = asyncio.create_task(inner.serve(sockets=[internal]))
    outer_task = asyncio.create_task(outer.serve(sockets=[public]))
    failures = services.metrics.failures
    work = (
        regularly(RELOAD_EVERY_S, "taking a new index into use", lambda: _reload(services), failures),
        regularly(SWEEP_EVERY_S, "deleting old conversations", services.sweep, failures),
        regularly(FLUSH_EVERY_S, "writing the counts", services.flush, failures),
        Watch(services).run(),
    )
    beside = [asyncio.create_task(one) for one in work]
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([stopped, inner_task, outer_task], return_when=asyncio.FIRST_COMPLETED)
    finally:
        outer.should_exit = True
        await outer_task
        inner.should_exit = True
        await inner_task
        for task in (*beside, stopped):
            task.cancel()
        await asyncio.gather(*beside, stopped, return_exceptions=True)
        await services.close()


def warm_up(assistant: Assistant) -> None:
    """Search once, so that nobody's first question waits for what libraries load late."""
    for language in LANGUAGES:
        assistant.search("stage Praktikum internship permit", language=language, limit=1)
    detect("Wat is dit voor een taal? Welche Sprache ist das?")
    masker_for(assistant).mask("06 12345678")


def run(settings: Settings) -> None:
    """Open the knowledge, then serve.

    Raises:
        CannotListen: a port is taken.
        KnowledgeError: there is no usable index.
    """
    public = bind(settings.host, settings.port, "GRENSWIJZER_PORT")
    with contextlib.closing(public):
        internal = bind(settings.internal_host, settings.internal_port, "GRENSWIJZER_INTERNAL_PORT")
        with contextlib.closing(internal):
            assistant = Assistant.open(settings.models)
            warm_up(assistant)
            give_back()
            logger.info("serving %s on http://%s:%d", assistant.versions()["index"], settings.host, settings.port)
            asyncio.run(_serve(settings, assistant, public, internal))


async def _serve(settings: Settings, assistant: Assistant, public: socket.socket, internal: socket.socket) -> None:
    await serve(Services(settings, assistant), public, internal)
