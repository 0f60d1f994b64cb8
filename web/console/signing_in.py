"""Sign in to the console, and out of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import RedirectResponse

from web.accounts.sessions import csrf_of, new_token
from web.console import cookies
from web.console.pages import language_of, render, session_of, text_of
from web.console.paths import PREFIX, SIGN_IN, SIGN_OUT, safe_next
from web.forms import posted_fields
from web.services import Services, services_of

router = APIRouter(include_in_schema=False)
Shared = Annotated[Services, Depends(services_of)]


def _home(request: Request) -> str:
    return f"{PREFIX}?lang={language_of(request)}"


def _form(request: Request, after: str | None, problem: str | None = None, status: int = 200) -> Response:
    """Return the sign-in page; a try that failed keeps nothing of what was typed."""
    token = cookies.cookie(request, cookies.FORM) or new_token()
    response = render(request, "sign_in.html", status, after=after or "", csrf=csrf_of(token), problem=problem)
    cookies.set_form(response, token)
    return response


@router.get(SIGN_IN)
async def form(request: Request) -> Response:
    """Return the sign-in page, or lead on who is signed in already."""
    after = safe_next(request.query_params.get("next"))
    if session_of(request):
        return RedirectResponse(after or _home(request), 303)
    return _form(request, after)


@router.post(SIGN_IN)
async def sign_in(request: Request, services: Shared) -> Response:
    """Start a session, or say that name or password are not right, without saying which."""
    fields = await posted_fields(request)
    name, password, after = fields.get("name", ""), fields.get("password", ""), safe_next(fields.get("next"))
    if not name.strip() or not password:
        return _form(request, after, text_of("sign_in_empty", language_of(request)), 422)
    token = await services.sign_in(name, password, cookies.cookie(request, cookies.SESSION))
    if token is None:
        return _form(request, after, text_of("sign_in_wrong", language_of(request)), 401)
    response = RedirectResponse(after or _home(request), 303)
    cookies.set_session(response, token)
    return response


@router.post(SIGN_OUT)
async def sign_out(request: Request, services: Shared) -> Response:
    """End the session."""
    await services.sign_out(cookies.cookie(request, cookies.SESSION) or "")
    response = RedirectResponse(f"{SIGN_IN}?lang={language_of(request)}", 303)
    cookies.forget_session(response)
    return response
