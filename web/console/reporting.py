"""Advisers report what is outdated; editors see it and note what they have dealt with."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Annotated, get_args

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import RedirectResponse

from knowledge.schema import Entry
from web.accounts.sessions import Session
from web.console.look_up import show_entry
from web.console.pages import language_of, refusal, render, session_of
from web.console.paths import EDITORS, PREFIX, REPORTS
from web.console.report_form import ReportForm, kept_address, read_report
from web.forms import posted_fields
from web.problems import Problem
from web.services import Services, services_of
from web.stores.reports import Report, State

router = APIRouter(include_in_schema=False)
Shared = Annotated[Services, Depends(services_of)]
STATES: tuple[State, ...] = get_args(State)


@router.post(f"{PREFIX}/entries/{{entry_id}}/report")
async def report(request: Request, services: Shared, entry_id: str) -> Response:
    """Keep what an adviser says is outdated, without personal data, and lead back to the entry."""
    entry: Entry | None = services.assistant.entries.get(entry_id)
    if entry is None:
        return refusal(request, Problem(404, "entry-unknown", "There is no entry of this id."))
    fields = await posted_fields(request)
    language = language_of(request)
    points = {one["point"] for one in services.assistant.entry(entry_id, language)["holds_today"]}
    form = read_report(fields, points)
    url = kept_address(form.url, services.masker) if form.url and not form.problem else None
    if form.url and not form.problem and url is None:
        form = replace(form, problem="report_link")
    if form.problem:
        return await show_entry(request, services, entry_id, form)
    kept = await asyncio.to_thread(services.reports.save, _report(request, services, entry_id, form, url))
    return RedirectResponse(f"{PREFIX}/entries/{entry_id}?lang={language}&reported={kept}#report", 303)


def _report(request: Request, services: Services, entry_id: str, form: ReportForm, url: str | None) -> Report:
    text = services.masker.mask(form.text).text
    day, language = services.assistant.today(), language_of(request)
    return Report(form.id, day, entry_id, form.point, language, text, url, _who(request).name)


@router.get(REPORTS)
async def reports(request: Request, services: Shared) -> Response:
    """Return the editors' list: open reports first."""
    asked = request.query_params
    state = next((one for one in STATES if one == asked.get("state")), None)
    entries = services.assistant.entries
    entry = asked.get("entry") or None
    language = language_of(request)
    found = await asyncio.to_thread(services.reports.all, state, entry)
    known = await asyncio.to_thread(services.reports.all)
    titles = {
        one.entry: entries[one.entry].title[language] if one.entry in entries else None
        for one in sorted(known, key=lambda one: one.entry)
    }
    values = {"state": state or "", "entry": entry or ""}
    return render(request, "reports.html", editors=EDITORS, reports=found, titles=titles, values=values, states=STATES)


@router.post(f"{REPORTS}/{{report_id}}")
async def close(request: Request, services: Shared, report_id: str) -> Response:
    """Note that a report was dealt with, and lead back to the list."""
    today = services.assistant.today()
    await asyncio.to_thread(services.reports.close_report, report_id, _who(request).name, today)
    # One that was closed before is in the list too: there is nothing to say about it.
    return RedirectResponse(f"{REPORTS}?lang={language_of(request)}", 303)


def _who(request: Request) -> Session:
    session = session_of(request)
    assert session  # noqa: S101 - nobody else comes through the gate
    return session
