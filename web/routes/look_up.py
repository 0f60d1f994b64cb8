"""The look-up API: search, and one entry with all its versions."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query

from knowledge.assistant import UnknownEntry
from knowledge.language import DEFAULT_LANGUAGE
from knowledge.schema import Kind, Language, Topic
from knowledge.search import SearchFilters
from web.entry_schema import EntryOut
from web.languages import AcceptLanguage, accepted_language
from web.message_text import MAX_CHARS, clean
from web.problems import Problem, documented
from web.schemas import Day, SearchResponseOut
from web.services import Services, services_of

router = APIRouter(prefix="/api/v1", tags=["look-up"])
Shared = Annotated[Services, Depends(services_of)]
MAX_RESULTS = 50


@router.get("/search", summary="Search the knowledge", responses=documented(422, 429, 503))
async def search(  # noqa: PLR0913, PLR0917 - one parameter per filter of the contract
    services: Shared,
    q: Annotated[
        str, Query(min_length=1, description=f"Question or words: 1 to {MAX_CHARS} characters.", examples=["TWV China"])
    ],
    lang: Annotated[Language | None, Query(description="Of the results; left out, that of the question.")] = None,
    topic: Annotated[Topic | None, Query(description="Only entries on this topic.")] = None,
    region: Annotated[str | None, Query(max_length=80, description="Municipality, district or province.")] = None,
    audience: Annotated[
        Literal["student", "employer", "adviser"] | None, Query(description="Only entries for these readers.")
    ] = None,
    kind: Annotated[Kind | None, Query(description="Only entries of this kind.")] = None,
    as_of: Annotated[Day | None, Query(description="Tell what held on this day.", examples=["2016-06-01"])] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_RESULTS, description="At most so many entries.")] = 10,
) -> SearchResponseOut:
    """Return the best passage of each entry, best first, with its sources and why it was found."""
    query = clean(q)
    if not query:
        raise Problem(422, "empty-query", "`q` is empty: give a question or some words.")
    if len(query) > MAX_CHARS:
        raise Problem(422, "query-too-long", f"`q` has {len(query)} characters: at most {MAX_CHARS} are read.")
    filters = SearchFilters(topic=topic, region=region, audience=audience, kind=kind, as_of=as_of)
    masked = services.masker.mask(query).text
    async with services.limits.place():
        found = await services.search_in_thread(
            services.assistant.search, masked, language=lang, filters=filters, limit=limit
        )
    return SearchResponseOut.model_validate(found.to_json())


@router.get("/entries/{entry_id}", summary="Read one entry", responses=documented(404, 422, 429, 503))
async def entry(
    services: Shared,
    entry_id: Annotated[
        str,
        Path(pattern="^[a-z0-9-]{1,80}$", description="The `id` of a search result.", examples=["work-beside-study"]),
    ],
    lang: Annotated[Language | None, Query(description="Left out, the browser's language.")] = None,
    accept_language: AcceptLanguage = None,
) -> EntryOut:
    """Return everything about one entry: what holds today, every version, all sources."""
    language = lang or accepted_language(accept_language) or DEFAULT_LANGUAGE
    try:
        return EntryOut.model_validate(services.assistant.entry(entry_id, language))
    except UnknownEntry as error:
        raise Problem(404, "entry-unknown", "There is no entry of this id.") from error
