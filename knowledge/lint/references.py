"""Checks across files: every id and source that is named must exist."""

from __future__ import annotations

from collections.abc import Iterator, Set
from pathlib import Path
from urllib.parse import urlsplit

from knowledge.citations import DOCUMENT_DATES, SourceRows
from knowledge.lint.finding import Finding, Level, Location
from knowledge.loading import DOCUMENTS
from knowledge.schema import LANGUAGES, PLACEHOLDER, Entry, Kind, Localised, Source, Status
from knowledge.units import first_day, points_of, summary_of

#: Fields that hold ids of other entries.
_ENTRY_FIELDS = ("contacts", "see_also")
#: Kinds that always have a deciding body or a site of their own.
_ALWAYS_OFFICIAL = frozenset({Kind.REGULATION, Kind.CONTACT_POINT})
#: Kinds that have one as long as they exist: the report's bodies and plans often left no page behind.
_OFFICIAL_IN_FORCE = frozenset({Kind.POLICY, Kind.ORGANISATION, Kind.AGREEMENT})


def check_entry_ids(path: Path, entry: Entry, ids: Set[str]) -> Iterator[Finding]:
    """`contacts` and `see_also` name entries that exist, those with these `ids`, and not the entry itself."""
    for field in _ENTRY_FIELDS:
        for i, other in enumerate(getattr(entry, field)):
            if other not in ids:
                yield Finding(path, (field, i), f"there is no entry `{other}`.", "Write it, or mend the id.")
            elif other == entry.id and field == "see_also":
                yield Finding(path, (field, i), "the entry names itself.", "Remove it.")


def check_sources(path: Path, entry: Entry, rows: SourceRows) -> Iterator[Finding]:
    """Check that sources and covered rows name rows that exist."""
    for i, row in enumerate(entry.covers):
        if row not in rows.coverage:
            yield Finding(path, ("covers", i), f"there is no coverage row `{row}`.", "Mend the id.")
    for v, version in enumerate(entry.versions):
        places: list[tuple[Location, Source]] = [
            (("versions", v, "sources", s), source) for s, source in enumerate(version.sources)
        ]
        for p, point in enumerate(version.points):
            places += [(("versions", v, "points", p, "sources", s), source) for s, source in enumerate(point.sources)]
        for location, source in places:
            if source.own and path.is_relative_to(DOCUMENTS):
                yield Finding(
                    path, location, f"the source `{source.own}` is `own`, but this entry is one of ours.",
                    "Name a row of facts.yml or contacts.yml, or move the entry into a folder of your own.",
                )  # fmt: skip
            if not rows.has(source):
                named = source.fact or source.contact
                yield Finding(path, location, f"there is no source row `{named}`.", "Mend the id.")


def check_years_sourced(path: Path, entry: Entry, rows: SourceRows) -> Iterator[Finding]:
    """Check that amounts of a year rest on a row that speaks of that year.

    Where next year's amounts are written, a point's own sources are easily left behind. One of the two documents may
    speak of any year up to its own, and an adopter's own page of any.
    """
    for v, version in enumerate(entry.versions):
        for where, text, sources in _told_in(entry, v):
            names = {name for code in LANGUAGES for name in PLACEHOLDER.findall(text[code])}
            years = {year for name in names if (year := version.values[name].year)}
            missing = ", ".join(str(year) for year in sorted(years) if not any(_speaks(s, year, rows) for s in sources))
            if missing:
                yield Finding(
                    path, ("versions", v, *where),
                    f"amounts of {missing} are told here, but no source named speaks of it.",
                    "Name the row with those amounts; a point that names `sources` takes none from its version.",
                )  # fmt: skip


def _speaks(source: Source, year: int, rows: SourceRows) -> bool:
    if source.document:
        return year <= first_day(DOCUMENT_DATES[source.document]).year
    row = rows.facts.get(str(source.fact)) or rows.contacts.get(str(source.contact))
    # A page of the adopter's own, or a row that does not exist, which is a fault of its own.
    return row is None or str(year) in str(row)


def _told_in(entry: Entry, v: int) -> Iterator[tuple[Location, Localised, tuple[Source, ...]]]:
    """Yield each text that version `v` tells, with its sources and where these stand in the version."""
    version = entry.versions[v]
    if summary := summary_of(entry, version):
        yield ("sources",), summary, version.sources
    for p, point in enumerate(points_of(entry, version)):
        if point.id in version.inherits:
            yield ("inherits", version.inherits.index(point.id)), point.text, version.sources
        elif point.sources:
            yield ("points", p, "sources"), point.text, point.sources
        else:
            yield ("points", p, "text"), point.text, version.sources


def check_official(path: Path, entry: Entry) -> Iterator[Finding]:
    """Check that the deciding body is linked, and by a web address."""
    in_force = entry.versions[0].status == Status.IN_FORCE
    if not entry.official and (in_force or entry.kind in _ALWAYS_OFFICIAL):
        needed = entry.kind in _ALWAYS_OFFICIAL | _OFFICIAL_IN_FORCE
        yield Finding(
            path, ("kind",), f"an entry of kind `{entry.kind.value}` needs an official page.",
            "Add `official` with the title and address of the body that decides, as the source rows give it.",
            Level.ERROR if needed else Level.WARNING,
        )  # fmt: skip
    for i, link in enumerate(entry.official):
        if not urlsplit(link.url).hostname:
            yield Finding(path, ("official", i, "url"), f"{link.url} is no web address.", "Write https://…")
