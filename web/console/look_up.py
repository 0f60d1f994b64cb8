"""The console's search page and the page of one entry."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from knowledge.assistant import SearchResponse, UnknownEntry
from web.console.entry_page import entry_page
from web.console.highlighting import marked, matched_words
from web.console.pages import language_of, refusal, render, text_of
from web.console.paths import PREFIX
from web.console.search_form import CHOICES, SearchForm, read_form
from web.problems import Problem
from web.schemas import SearchResponseOut
from web.services import Services, services_of

router = APIRouter(include_in_schema=False)
Shared = Annotated[Services, Depends(services_of)]
MAX_RESULTS = 20


@router.get(PREFIX)
async def search(request: Request, services: Shared) -> Response:
    """Return the search page, with results where something was asked for."""
    form = read_form(request.query_params)
    results: list[dict[str, Any]] | None = None
    try:
        if form.query and not form.problem:
            results = _shown(await _found(services, form))
    except Problem as problem:
        return refusal(request, problem)
    status = 422 if form.problem else 200
    return render(request, "search.html", status, form=form, choices=CHOICES, results=results)


async def _found(services: Services, form: SearchForm) -> SearchResponse:
    """Return what the search gives, as for the API: without personal data, and with the same limits.

    Raises:
        Problem: too much is searched for at the same time.
    """
    query = services.masker.mask(form.query).text
    async with services.limits.place():
        return await services.search_in_thread(
            services.assistant.search, query, language=form.language, filters=form.filters, limit=MAX_RESULTS
        )


def _shown(found: SearchResponse) -> list[dict[str, Any]]:
    """Return the results as the page shows them: checked as in the API, and with what matched marked."""
    checked = SearchResponseOut.model_validate(found.to_json()).model_dump()
    results: list[dict[str, Any]] = checked["results"]
    for result in results:
        words, parts = matched_words(result["why"])
        result["pieces"] = marked(result["passage"], words, parts, found.language)
        result["language"] = found.language
        # A passage of an own document has no day on which it held.
        result.setdefault("held_on", None)
        # Its date is written in the language of the result, and so must be the words around it.
        older = result.get("older")
        result["older_label"] = text_of("older", found.language, date=older["as_of"]) if older else None
    return results


@router.get(f"{PREFIX}/entries/{{entry_id}}")
async def entry(request: Request, services: Shared, entry_id: str) -> Response:
    """Return the page of one entry."""
    try:
        page = entry_page(services.assistant, entry_id, language_of(request))
    except UnknownEntry:
        return refusal(request, Problem(404, "entry-unknown", "There is no entry of this id."))
    return render(request, "entry.html", entry=page)
