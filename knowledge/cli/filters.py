"""The filters of `grenswijzer search`: their options, and a sentence for a value that no entry can have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Annotated, get_args

import typer
from rapidfuzz import process, utils

from knowledge.cli.editors.common import end, one_of
from knowledge.schema import Entry, Kind, Status, Topic
from knowledge.search import SearchFilters

#: So many names like an unknown region are proposed.
_PROPOSED = 5


def _members(field: str) -> tuple[str, ...]:
    """Return what the list `field` of an entry may hold."""
    listed, _ = get_args(Entry.model_fields[field].annotation)
    return get_args(listed)


AUDIENCES = _members("audience")
JURISDICTIONS = _members("jurisdiction")


def _one_of(allowed: Collection[str]) -> str:
    return f"one of {', '.join(allowed)}."


TopicOption = Annotated[str | None, typer.Option("--topic", help=f"Only entries on this topic: {_one_of(Topic)}")]
KindOption = Annotated[str | None, typer.Option("--kind", help=f"Only entries of this kind: {_one_of(Kind)}")]
AudienceOption = Annotated[
    str | None, typer.Option("--audience", help=f"Only entries for these readers: {_one_of(AUDIENCES)}")
]
RegionOption = Annotated[
    str | None, typer.Option("--region", help="Only entries about this municipality, district or province.")
]
StatusOption = Annotated[str | None, typer.Option("--status", help=f"Only answers of this status: {_one_of(Status)}")]
JurisdictionOption = Annotated[
    str | None, typer.Option("--jurisdiction", help=f"Only entries under this law: {_one_of(JURISDICTIONS)}")
]


def filters_from(  # noqa: PLR0913 - one argument per filter
    *,
    topic: str | None,
    kind: str | None,
    audience: str | None,
    region: str | None,
    status: str | None,
    jurisdiction: str | None,
    as_of: dt.date | None,
) -> SearchFilters:
    """Return the filters, or end with a sentence that lists the values that the wrong one could have."""
    closed = (
        ("--topic", topic, Topic), ("--kind", kind, Kind), ("--audience", audience, AUDIENCES),
        ("--status", status, Status), ("--jurisdiction", jurisdiction, JURISDICTIONS),
    )  # fmt: skip
    for option, value, allowed in closed:
        if value is not None:
            one_of(value, option, allowed)
    return SearchFilters(
        topic=topic, kind=kind, audience=audience, region=region, status=status, jurisdiction=jurisdiction, as_of=as_of
    )


def check_region(region: str, entries: Collection[Entry]) -> None:
    """End with a sentence that names the regions most like `region` where no entry is about it."""
    if any(SearchFilters(region=region).admits(entry) for entry in entries):
        return
    names = sorted({name for entry in entries for name in entry.region})
    like = [name for name, *_ in process.extract(region, names, processor=utils.default_process, limit=_PROPOSED)]
    raise end(f"No entry is about --region {region!r}: names like it are {', '.join(like) or 'in none either'}.", 2)
