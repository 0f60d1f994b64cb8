"""The console's page on what changed since a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from knowledge.clock import read_day
from knowledge.schema import LANGUAGES, Language, Topic
from web.console.differences import differences
from web.console.pages import language_of, refusal, render
from web.console.paths import CHANGES
from web.problems import Problem
from web.routes.changes import MAX_CHANGES, ChangesOut
from web.services import Services, services_of

router = APIRouter(include_in_schema=False)
Shared = Annotated[Services, Depends(services_of)]
DEFAULT_DAYS = 90


@router.get(CHANGES)
async def changes(request: Request, services: Shared) -> Response:
    """Return the page: both texts of each change side by side, with what differs marked."""
    asked, today = request.query_params, services.assistant.today()
    language = next((code for code in LANGUAGES if code == asked.get("language")), language_of(request))
    topic = next((one for one in Topic if str(one) == asked.get("topic")), None)
    since = _since(asked, today)
    found: dict[str, Any] | None = None
    if since:
        try:
            found = await _found(services, since, language, topic)
        except Problem as problem:
            return refusal(request, problem)
    values = {
        "since": asked.get("since", "") if since is None else since.isoformat(),
        "language": language,
        "topic": str(topic or ""),
    }
    choices = {"language": LANGUAGES, "topic": tuple(map(str, Topic))}
    status = 200 if since else 422
    return render(request, "changes.html", status, values=values, choices=choices, found=found, today=today.isoformat())


def _since(asked: Mapping[str, str], today: dt.date) -> dt.date | None:
    """Return the day that is asked for; None where it is none, or has not come."""
    if not asked.get("since"):
        return today - dt.timedelta(days=DEFAULT_DAYS)
    try:
        day = read_day(asked["since"])
    except ValueError:
        return None
    return day if day <= today else None


async def _found(services: Services, since: dt.date, language: Language, topic: Topic | None) -> dict[str, Any]:
    """Return what changed, checked as in the API.

    Raises:
        Problem: too much is asked for at the same time.
    """
    view: dict[str, Any]
    async with services.limits.place():
        view = await services.search_in_thread(services.assistant.changes, since, language, topic)
    newest = view["changes"][:MAX_CHANGES]
    checked = ChangesOut.model_validate(view | {"total": len(view["changes"]), "changes": newest})
    found = checked.model_dump(mode="json")
    for change in found["changes"]:
        before, after = change["before"], change["after"]
        if before and after:
            before["pieces"], after["pieces"] = differences(before["text"], after["text"])
        elif side := before or after:
            side["pieces"] = [(side["text"], False)]
    return found
