"""The page with the record of a guided check, to be printed or saved; its address holds the answers, none is kept."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field, StringConstraints

from knowledge.checks.case import Case
from knowledge.rendering import format_partial_date
from knowledge.schema import Language
from web.pages.rendering import page_language, render
from web.problems import Problem
from web.services import Services, services_of

router = APIRouter(include_in_schema=False)
MAX_ANSWERS = 20
Short = Annotated[str, StringConstraints(max_length=200)]


class RecordQuery(BaseModel):
    """What the address of a record says."""

    check: Short
    #: `question=option` each.
    answer: list[Short] = Field(default=[], max_length=MAX_ANSWERS)
    place: Short | None = None
    on: dt.date | None = None


@router.get("/record")
async def record(
    asked: Annotated[RecordQuery, Query()],
    language: Annotated[Language, Depends(page_language)],
    services: Annotated[Services, Depends(services_of)],
) -> Response:
    """Return the page.

    Raises:
        Problem: there is no such check, the day has not come, or the answers do not lead to its end.
    """
    guide, today = services.assistant.guide, services.assistant.today()
    day = asked.on or today
    said = dict(pair.split("=", 1) for pair in asked.answer if "=" in pair)
    case = guide.restored(Case(asked.check, said, asked.place).to_json())
    if case is None or day > today or len(case.answers) < len(asked.answer) or not guide.is_finished(case):
        raise Problem(404, "no-record", "This is no address of a finished check. Do the check again.")
    shown = format_partial_date(day.isoformat(), language)
    return render(
        "record.html", language, record=guide.conclusions.record(case, language, day), day=shown, is_past=day < today
    )
