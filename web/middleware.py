"""What happens to every request before and after its route (ASGI)."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from knowledge.language import DEFAULT_LANGUAGE
from web import request_id
from web.console.cookies import SESSION, cookie
from web.console.paths import SIGN_IN, SIGN_OUT, STATIC, is_below, is_console
from web.languages import accepted_language
from web.logs import log_failure
from web.metrics import Metrics
from web.notices import text_of
from web.problems import Problem, problem_response
from web.services import Services

logger = logging.getLogger(__name__)
access_log = logging.getLogger("web.access")

MAX_BODY_BYTES = 16 * 1024
#: A body must have arrived within this many seconds.
BODY_DEADLINE_S = 10.0
CROSS_ORIGIN = "Cross-Origin-Resource-Policy"
POLICY = "Content-Security-Policy"
API = "/api/v1/"
PLAIN = "/plain"
_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"
#: What each address that takes a body expects. A page of another site cannot send JSON without asking us first.
_BODIES = {f"{API}chat": _JSON, f"{API}feedback": _JSON, PLAIN: _FORM, f"{PLAIN}/forget": _FORM}
#: What still works while the kill switch is on.
_NEVER_PAUSED = {f"DELETE {API}chat", f"POST {SIGN_OUT}"}


def _route_of(scope: Scope) -> str:
    """Return the template of the route that took the request, never its parameters."""
    path = getattr(scope.get("route"), "path", None)
    if path is None and "app_root_path" in scope:
        path = f"{scope['root_path']}/*"
    return str(path or "unmatched")


class Recorder:
    """Outermost: logs and counts each request without its address, query or text, and survives what a route raises."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 0
        name = request_id.take(Headers(scope=scope).get(request_id.HEADER))

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                # Who reports a fault can quote it.
                MutableHeaders(scope=message)[request_id.HEADER] = name
            await send(message)

        try:
            await self._app(scope, receive, note)
        except Exception as error:  # noqa: BLE001 - the server must not log it with its message
            if not status:
                log_failure(logger, "a request", error)
                await problem_response(500, "internal-error", "Something went wrong on our side.")(scope, receive, note)
        seconds = time.perf_counter() - started
        method, route = scope["method"], _route_of(scope)
        self._metrics.request_seconds.labels(method if method.isascii() else "?", route, str(status)).observe(seconds)
        access_log.info("%s %s %d %.0f ms", method, route, status, seconds * 1000)


def content_security_policy(ancestors: str) -> str:
    """Return our policy: everything from here, nothing inline, framed by `ancestors` alone, the list of a policy."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "font-src 'self'; frame-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
        f"frame-ancestors {ancestors}"
    )


def framed_by(origins: Iterable[str]) -> str:
    """Return our policy for what `origins` may show in a frame, and our own pages."""
    return content_security_policy(" ".join(["'self'", *dict.fromkeys(origins)]))


class SecurityHeaders:
    """Adds the headers that keep a browser safe to every response."""

    def __init__(self, app: ASGIApp, origins: Iterable[str]) -> None:
        self._app = app
        self._headers = {
            POLICY: framed_by(origins),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
            "Cross-Origin-Opener-Policy": "same-origin",
            CROSS_ORIGIN: "same-origin",
        }
        # Nobody frames the console. Under `no-referrer` a browser would not name the origin of a form of ours.
        self._of_console = {
            **self._headers,
            POLICY: content_security_policy("'none'"),
            "Referrer-Policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        wanted = self._of_console if is_console(scope.get("path", "")) else self._headers

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in wanted.items():
                    # What other origins may use, or show, says so itself.
                    if name not in {CROSS_ORIGIN, POLICY} or name not in headers:
                        headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


class Admission:
    """Decides whether a request to the API may come in: kill switch, load of its address, size and sort of its body."""

    def __init__(self, app: ASGIApp, services: Services, explain: Callable[[Scope, Problem], Response]) -> None:
        """Surround `app`; `explain` makes the response of a request that may not come in."""
        self._app = app
        self._services = services
        self._explain = explain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if not _is_guarded(scope):
            await self._app(scope, receive, send)
            return
        try:
            body = await self._admit(scope, receive)
        except Problem as problem:
            await self._explain(scope, problem)(scope, receive, send)
            return
        await self._app(scope, replay(body, receive), send)

    async def _admit(self, scope: Scope, receive: Receive) -> bytes:
        services, headers = self._services, Headers(scope=scope)
        method, path = scope["method"], scope["path"]
        if services.settings.paused and f"{method} {path}" not in _NEVER_PAUSED:
            language = accepted_language(headers.get("accept-language")) or DEFAULT_LANGUAGE
            raise Problem(503, "paused", text_of("paused", language), {"Retry-After": "600"})
        client = scope.get("client")
        address = client[0] if client else "unknown"
        # Who says to be signed in is counted by the gate, which knows whether that is so.
        if not (is_console(path) and cookie(Request(scope), SESSION)):
            await services.limits.count_address(address)
        if method == "POST":
            if path == SIGN_IN:
                await services.limits.count_sign_in(address)
            sort = headers.get("content-type", "").partition(";")[0].strip().lower()
            expected = _FORM if is_console(path) else _BODIES.get(path, sort)
            if sort != expected:
                raise Problem(415, "unsupported-media-type", f"Send the body as {expected}.")
        return await _read(headers, receive)


def _is_guarded(scope: Scope) -> bool:
    """Tell whether the request is one that must be admitted."""
    if scope["type"] != "http" or scope["method"] == "OPTIONS":
        return False
    path: str = scope["path"]
    if is_console(path):
        return not (is_below(path, STATIC) and scope["method"] in {"GET", "HEAD"})
    return path.startswith(API) or (path.startswith(PLAIN) and scope["method"] == "POST")


async def _read(headers: Headers, receive: Receive) -> bytes:
    too_large = Problem(413, "too-large", f"The body is larger than {MAX_BODY_BYTES // 1024} KB.")
    announced = headers.get("content-length", "0")
    if announced.isdecimal() and int(announced) > MAX_BODY_BYTES:
        raise too_large
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_DEADLINE_S):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Problem(400, "incomplete", "The body ended early.")
                body += message.get("body", b"")
                if len(body) > MAX_BODY_BYTES:
                    raise too_large
                if not message.get("more_body"):
                    return bytes(body)
    except TimeoutError as error:
        raise Problem(408, "timeout", "The body took too long to arrive.") from error


def replay(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives `body` once, then what the client does."""
    given = False

    async def give() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return give
