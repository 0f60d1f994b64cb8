"""The console's search page and the page of one entry."""

from __future__ import annotations

import asyncio
from itertools import zip_longest
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from knowledge.assistant import SearchResponse, UnknownEntry
from knowledge.schema import Language
from web.console.days import day_of
from web.console.entry_page import entry_page
from web.console.highlighting import marked, matched_words
from web.console.pages import language_of, refusal, render, text_of
from web.console.paths import PREFIX
from web.console.report_form import MAX_TEXT_CHARS, MAX_URL_CHARS, ReportForm
from web.console.search_form import CHOICES, SearchForm, read_form
from web.console.why import told_why
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
            results = _shown(await _found(services, form), language_of(request))
    except Problem as problem:
        return refusal(request, problem)
    status = 422 if form.problem else 200
    today = services.assistant.today().isoformat()
    return render(request, "search.html", status, form=form, choices=CHOICES, results=results, today=today)


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


def _shown(found: SearchResponse, language: Language) -> list[dict[str, Any]]:
    """Return the results as the page in `language` shows them: checked as in the API, with what matched marked."""
    checked = SearchResponseOut.model_validate(found.to_json())
    results: list[dict[str, Any]] = checked.model_dump()["results"]
    below = [result["title"] for result in results[1:]]
    for result, told, next_title in zip_longest(results, checked.results, below):
        words, parts = matched_words(result["why"])
        result["pieces"] = marked(result["passage"], words, parts, found.language)
        result["told"] = told_why(told.why, next_title, language)
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
    return await show_entry(request, services, entry_id, ReportForm(point=request.query_params.get("point", "")))


async def show_entry(request: Request, services: Services, entry_id: str, form: ReportForm) -> Response:
    """Return the page of one entry with the form of a report, which says what is wrong with itself."""
    asked, language = request.query_params, language_of(request)
    try:
        day = day_of(asked.get("on"))
        page = entry_page(services.assistant, entry_id, language, day)
    except UnknownEntry:
        return refusal(request, Problem(404, "entry-unknown", "There is no entry of this id."))
    except Problem as problem:
        return refusal(request, problem)
    reports = await asyncio.to_thread(services.reports.open_of, entry_id)
    thanked = any(report.id == asked.get("reported") for report in reports)
    return render(
        request, "entry.html", 422 if form.problem else 200, entry=page, form=form, reports=reports, thanked=thanked,
        on=day.isoformat() if day else None, today=services.assistant.today().isoformat(),
        max_text_chars=MAX_TEXT_CHARS, max_url_chars=MAX_URL_CHARS,
    )  # fmt: skip
