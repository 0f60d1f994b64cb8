"""Nobody comes to a page of the console but by this gate: whatever is not named open here asks who is there.

It surrounds the routes, so that a new one is closed unless somebody opens it on purpose.
"""

from __future__ import annotations

import asyncio
import hmac
from urllib.parse import quote, urlsplit

from fastapi import Request, Response
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from web.accounts.rules import Role
from web.accounts.sessions import Session, csrf_of
from web.console import cookies
from web.console.pages import language_of, refusal
from web.console.paths import EDITORS, SIGN_IN, STATIC, is_below, is_console
from web.forms import posted_fields
from web.middleware import replay
from web.problems import Problem
from web.services import Services

#: Methods that change nothing: all others must come from a form of ours.
_READING = frozenset({"GET", "HEAD"})


class Gate:
    """Lets a request to the console through to its route: with a session, from our own pages, with the right role."""

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app = app
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        path = scope["path"] if scope["type"] == "http" else ""
        if not is_console(path) or (is_below(path, STATIC) and scope["method"] in _READING):
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            turned_away = await self._check(request)
        except Problem as problem:
            turned_away = refusal(request, problem)
        if turned_away:
            await turned_away(scope, receive, send)
            return
        body = b"" if scope["method"] in _READING else await request.body()
        await self._app(scope, replay(body, receive), send)

    async def _check(self, request: Request) -> Response | None:
        """Return where to go instead, or None where the request may go on.

        Raises:
            Problem: it may not.
        """
        path, is_reading = request.scope["path"], request.method in _READING
        if not is_reading and not is_from_here(request):
            raise Problem(403, "wrong-origin", "The form was sent from another site.")
        token = cookies.cookie(request, cookies.SESSION)
        session = await asyncio.to_thread(self._services.sessions.find, token) if token else None
        request.state.session = session
        if token:
            await self._count(request, token if session else None)
        if session is None and path != SIGN_IN:
            if is_reading:
                return RedirectResponse(_sign_in_for(request), 303)
            raise Problem(401, "signed-out", "Sign in first.")
        if not is_reading:
            await _need_our_form(request, session)
        if is_below(path, EDITORS) and (session is None or session.role is not Role.EDITOR):
            raise Problem(403, "wrong-role", "This page is for editors.")
        return None

    async def _count(self, request: Request, token: str | None) -> None:
        """Count a request of the session of `token`, or of its address where nobody is signed in.

        Several people can share one address, and the search asks while they type: so each has a bound of their own.

        Raises:
            RateLimited: there were too many.
        """
        limits = self._services.limits
        if token:
            await limits.count_session(token)
        else:
            await limits.count_address(request.client.host if request.client else "unknown")


def _sign_in_for(request: Request) -> str:
    """Return the address of the sign-in page that leads back to what was asked for."""
    query = request.url.query
    wanted = quote(request.url.path + (f"?{query}" if query else ""), safe="")
    return f"{SIGN_IN}?lang={language_of(request)}&next={wanted}"


def is_from_here(request: Request) -> bool:
    """Tell whether a page of ours sent the request: by the browser's own word, which no page can change.

    A browser that does not say it (Sec-Fetch-Site, since 2023 in all) names the origin, which is compared with the host
    that was asked for. One that says neither is not believed.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = urlsplit(request.headers.get("origin", ""))
    # Behind a proxy that ends TLS we may see http where the browser sees https, but never the other way round.
    schemes = {"https", request.url.scheme}
    return bool(origin.netloc) and origin.scheme in schemes and origin.netloc == request.headers.get("host")


async def _need_our_form(request: Request, session: Session | None) -> None:
    """Make sure that a form comes from a page that this browser was shown.

    Raises:
        Problem: it does not, or the page is older than the session.
    """
    form = cookies.cookie(request, cookies.FORM)
    if request.scope["path"] == SIGN_IN:
        expected = csrf_of(form) if form else None
    else:
        expected = session.csrf if session else None
    given = (await posted_fields(request)).get("csrf", "")
    if expected is None or not hmac.compare_digest(given.encode(), expected.encode()):
        raise Problem(403, "wrong-form", "The form is too old.")
