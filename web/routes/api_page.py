"""The page on which people read what the API does."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from knowledge.schema import Language
from web.pages.addresses import public_origin
from web.pages.developer import render_developer, texts
from web.pages.rendering import page_language
from web.problems import ProblemBody
from web.reference import TEXTS
from web.reference.document import NAMES
from web.reference.view import reference
from web.services import Services, services_of

router = APIRouter(include_in_schema=False)
#: The statuses of errors that a program should know what to do about.
STATUSES = (400, 401, 404, 413, 415, 422, 429, 503)


@router.get("/api")
async def api(
    request: Request,
    language: Annotated[Language, Depends(page_language)],
    services: Annotated[Services, Depends(services_of)],
) -> Response:
    """Return the page."""
    told = texts(language, TEXTS)
    settings = services.settings
    problem = ProblemBody(
        type="empty-query",
        title="Unprocessable Content",
        status=422,
        detail="`q` is empty: give a question or some words.",
    )
    return render_developer(
        request,
        "api.html",
        language,
        TEXTS,
        reference=reference(request.app.openapi(), public_origin(request)),
        names=NAMES,
        limits={"conversation": settings.rate_conversation, "address": settings.rate_address},
        errors=[(status, told[f"error_{status}"]) for status in STATUSES],
        problem=problem.model_dump_json(indent=2),
    )
