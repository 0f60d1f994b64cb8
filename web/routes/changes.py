"""What changed since a day."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from knowledge.editing.changes import What
from knowledge.language import DEFAULT_LANGUAGE
from knowledge.schema import Language, Topic
from web.languages import AcceptLanguage, accepted_language
from web.problems import Problem, documented
from web.schemas import Day, SourceOut
from web.services import Services, services_of

router = APIRouter(prefix="/api/v1", tags=["look-up"])
Shared = Annotated[Services, Depends(services_of)]
MAX_CHANGES = 200


class TextOut(BaseModel):
    """What is told on one of the two days."""

    text: str
    as_of: str


class OfficialOut(BaseModel):
    """The page of the body that decides."""

    title: str
    url: str


class ChangeOut(BaseModel):
    """One answer that is another today."""

    id: str = Field(examples=["highly-skilled-migrant"])
    point: str = Field(examples=["thresholds"])
    title: str
    topics: list[Topic]
    what: What
    date: dt.date = Field(description="From when today's text holds; for `ended`, from when the old one does not.")
    exact: bool = Field(description="False where `date` is only the first day that the source's own date allows.")
    before: TextOut | None = Field(description="What held on `since`; null where nothing did.")
    after: TextOut | None = Field(description="What holds today; null where it ended.")
    sources: list[SourceOut]
    official: list[OfficialOut]


class ChangesOut(BaseModel):
    """What changed between two days, newest first."""

    since: dt.date
    until: dt.date = Field(description="Today.")
    language: Language
    total: int = Field(description="How many changes there are; `changes` holds the newest `limit` of them.")
    not_comparable: int = Field(description="Answers that rest on later sources alone, so that nobody can tell.")
    unchecked: int = Field(
        description="Answers that read the same, but were to be checked again since: they may have changed."
    )
    changes: list[ChangeOut]


@router.get("/changes", summary="See what changed since a day", responses=documented(422, 429, 503))
async def changes(  # noqa: PLR0913, PLR0917 - one parameter per filter of the contract
    services: Shared,
    since: Annotated[Day, Query(description="The day to compare with today.", examples=["2025-01-01"])],
    lang: Annotated[Language | None, Query(description="Left out, the browser's language.")] = None,
    topic: Annotated[Topic | None, Query(description="Only changes on this topic.")] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_CHANGES, description="At most so many changes, the newest.")] = 50,
    accept_language: AcceptLanguage = None,
) -> ChangesOut:
    """Return the rules whose text on `since` differs from today's, with both texts, by the dates of their versions."""
    if since > services.assistant.today():
        raise Problem(422, "since-in-future", "`since` lies in the future: name a day before today.")
    language = lang or accepted_language(accept_language) or DEFAULT_LANGUAGE
    view: dict[str, Any]
    async with services.limits.place():
        view = await services.search_in_thread(services.assistant.changes, since, language, topic)
    newest = view["changes"][:limit]
    return ChangesOut.model_validate(view | {"total": len(view["changes"]), "changes": newest})
