"""Render the console's pages, in three languages, and the page that says why one cannot be shown."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, cast

from fastapi import Request, Response

from knowledge.phrases import catalogue
from knowledge.rendering import format_partial_date
from knowledge.schema import Language
from web.accounts.sessions import Session
from web.console.paths import CHANGES, EDITORS, PREFIX, SIGN_IN
from web.pages.rendering import page_language, render_with
from web.problems import Problem

CONSOLE = Path(__file__).parent
TEXTS = CONSOLE / "texts.yml"


@cache
def texts(language: Language) -> dict[str, str]:
    """Return all texts of the console in `language`."""
    return {name: localised[language] for name, localised in catalogue(TEXTS).items()}


def text_of(name: str, language: Language, **parts: str) -> str:
    """Return the text `name`, with `{…}` replaced by `parts`."""
    return texts(language)[name].format(**parts)


def language_of(request: Request) -> Language:
    """Return the language of a page: the one asked for, else the browser's, else Dutch."""
    return page_language(request.query_params.get("lang"), request.headers.get("accept-language"))


def session_of(request: Request) -> Session | None:
    """Return who is signed in, as the gate found out."""
    return cast("Session | None", getattr(request.state, "session", None))


def render(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """Return the page `template`; its links to other languages lead to the same address."""
    language = language_of(request)
    here = request.url.path
    return render_with(
        template, language, texts(language), status,
        session=session_of(request), home=PREFIX, changes_page=CHANGES, editors_pages=EDITORS, here=here,
        address_in=lambda code: _address_in(request, code), day=lambda date: format_partial_date(date, language),
        **values,
    )  # fmt: skip


def _address_in(request: Request, code: str) -> str:
    """Return the address of the page in another language; what was posted elsewhere than at the sign-in has none."""
    if request.method == "POST" and request.scope["path"] != SIGN_IN:
        return f"{PREFIX}?lang={code}"
    url = request.url.include_query_params(lang=code)
    return f"{url.path}?{url.query}"


#: Which text tells of a problem, by its type.
TOLD = {
    "paused": "refused_paused",
    "too-many-requests": "refused_too_many",
    "busy": "refused_busy",
    "wrong-origin": "refused_origin",
    "wrong-form": "refused_form",
    "wrong-role": "refused_role",
    "signed-out": "refused_signed_out",
    "entry-unknown": "refused_unknown",
    "plot-unknown": "refused_unknown",
    "not-found": "refused_not_found",
    "no-day": "on_no_day",
    "internal-error": "refused_error",
}


def refusal(request: Request, problem: Problem) -> Response:
    """Return the page that says why what was asked for is not there."""
    parts = {"seconds": problem.headers.get("Retry-After", "")}
    told = text_of(TOLD.get(problem.type, "refused_otherwise"), language_of(request), **parts)
    response = render(request, "refusal.html", problem.status, told=told)
    response.headers.update(problem.headers)
    return response
