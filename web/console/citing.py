"""Hand a text on with its source: a page to copy from by hand, and the bare text for the keyboard."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import PlainTextResponse

from knowledge.assistant import UnknownEntry
from knowledge.schema import LANGUAGES
from knowledge.units import SUMMARY
from web.console.citation import (
    FORMS,
    Citation,
    Form,
    as_mailto,
    as_markdown,
    as_text,
    point_citation,
    rendered,
    version_citation,
)
from web.console.days import day_of
from web.console.pages import language_of, refusal, render
from web.console.paths import PREFIX
from web.problems import Problem
from web.services import Services, services_of

router = APIRouter(include_in_schema=False)
Shared = Annotated[Services, Depends(services_of)]
_ADDRESS = f"{PREFIX}/entries/{{entry_id}}/citation"


@router.get(_ADDRESS)
async def citation_page(request: Request, services: Shared, entry_id: str) -> Response:
    """Return the page that shows a citation in every form, in the language that was chosen."""
    try:
        citation = _citation(request, services, entry_id)
    except Problem as problem:
        return refusal(request, problem)
    forms = {"text": as_text(citation), "markdown": as_markdown(citation)}
    return render(
        request, "citation.html", citation=citation, forms=forms, entry_id=entry_id, mailto=as_mailto(citation),
        addresses={code: _address(request, code) for code in LANGUAGES},
    )  # fmt: skip


@router.get(f"{_ADDRESS}.txt")
async def citation_text(request: Request, services: Shared, entry_id: str) -> Response:
    """Return one form of a citation as it is copied."""
    citation = _citation(request, services, entry_id)
    asked = request.query_params.get("form")
    form: Form = next((one for one in FORMS if one == asked), "text")
    return PlainTextResponse(rendered(citation, form), headers={"Content-Language": citation.language})


def _citation(request: Request, services: Services, entry_id: str) -> Citation:
    """Return what the address asks for.

    Raises:
        Problem: there is no such text.
    """
    asked, base = request.query_params, str(request.base_url).rstrip("/")
    language = next((code for code in LANGUAGES if code == asked.get("in")), language_of(request))
    point, number = asked.get("point") or SUMMARY, asked.get("version", "")
    day: dt.date | None = day_of(asked.get("on"))
    try:
        if number:
            # More digits than any entry has versions are no number either.
            wanted = int(number) if number.isascii() and number.isdecimal() and len(number) < 4 else 0
            return version_citation(services.assistant, entry_id, wanted, point, language, base=base)
        return point_citation(services.assistant, entry_id, point, language, day=day, base=base)
    except UnknownEntry as error:
        raise Problem(404, "entry-unknown", "There is no such text.") from error


def _address(request: Request, code: str) -> str:
    """Return the address of the same citation with its text in another language."""
    url = request.url.include_query_params(**{"in": code, "lang": language_of(request)})
    return f"{url.path}?{url.query}"
