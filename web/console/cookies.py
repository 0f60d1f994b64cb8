"""The console's two cookies: who is signed in, and which sign-in form was shown."""

from __future__ import annotations

from fastapi import Request, Response

from web.accounts.sessions import LASTS_S
from web.console.paths import PREFIX

SESSION = "adviser_session"
#: Before anybody is signed in, the sign-in form is bound to this random token.
FORM = "adviser_form"
FORM_LASTS_S = 3600
_MAX_CHARS = 100


def cookie(request: Request, name: str) -> str | None:
    """Return the cookie `name`, if it could be one of ours."""
    value = request.cookies.get(name, "")
    return value if 0 < len(value) <= _MAX_CHARS and value.isascii() else None


def set_session(response: Response, token: str) -> None:
    """Make the browser that gets `response` the one that is signed in."""
    _set(response, SESSION, token, int(LASTS_S))
    _set(response, FORM, "", 0)


def set_form(response: Response, token: str) -> None:
    """Bind the sign-in form on the page `response` to the browser that gets it."""
    _set(response, FORM, token, FORM_LASTS_S)


def forget_session(response: Response) -> None:
    """Take the session's cookie from the browser."""
    _set(response, SESSION, "", 0)


def _set(response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(name, value, max_age=seconds, path=PREFIX, secure=True, httponly=True, samesite="lax")
