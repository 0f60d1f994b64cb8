"""The desks that serve a place."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field, StringConstraints

from knowledge.contact_finder import UnknownPlace
from knowledge.contact_view import contacts_view
from knowledge.desks import DeskKind
from knowledge.language import DEFAULT_LANGUAGE
from knowledge.schema import Language
from web.languages import AcceptLanguage, accepted_language
from web.problems import Problem, documented
from web.schemas import ContactOut
from web.services import Services, services_of

router = APIRouter(prefix="/api/v1", tags=["look-up"])
Shared = Annotated[Services, Depends(services_of)]
MAX_PLACES = 4
PlaceName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class DeskOut(BaseModel):
    """A desk for a place, and why it is named."""

    kind: DeskKind
    level: str = Field(description="`municipality`, `district`, `province`, `euregion`, `country` or `nearest`.")
    area: str = Field(description="What it serves, as its source says; its town where it is only the nearest.")
    km: int | None = Field(description="From the place to its town, as the crow flies; null where it has none.")
    sure: bool = Field(description="False where the source is not certain: ask first.")
    reason: str = Field(examples=["serves Landkreis Grafschaft Bentheim"])
    contact: ContactOut


class PlaceOut(BaseModel):
    """One place with its desks."""

    name: str
    country: str
    municipality: str | None
    district: str | None
    province: str | None
    desks: list[DeskOut]


class ContactsOut(BaseModel):
    """The places in the order of the question."""

    language: Language
    places: list[PlaceOut]


@router.get("/contacts", summary="Find the desks for places", responses=documented(404, 422, 429, 503))
async def contacts(
    services: Shared,
    place: Annotated[
        list[PlaceName], Query(min_length=1, max_length=MAX_PLACES, description="Town, district or region.")
    ],
    kind: Annotated[list[DeskKind] | None, Query(description="Only these kinds of desk.")] = None,
    lang: Annotated[Language | None, Query(description="Left out, the browser's language.")] = None,
    accept_language: AcceptLanguage = None,
) -> ContactsOut:
    """Return the desks that serve each place, closest first within a kind; else the nearest in each country."""
    language = lang or accepted_language(accept_language) or DEFAULT_LANGUAGE
    view: dict[str, Any]
    try:
        async with services.limits.place():
            view = await services.search_in_thread(contacts_view, services.assistant.desks, place, language, kind)
    except UnknownPlace as error:
        meant = f" Did you mean {' or '.join(error.suggestions)}? Else name" if error.suggestions else " Name"
        detail = f"A `place` is in no table of ours.{meant} the municipality it lies in, or a larger town nearby."
        raise Problem(404, "place-unknown", detail) from error
    return ContactsOut.model_validate(view)
