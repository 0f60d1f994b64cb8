"""What changed since a day: the rules whose text of then differs from today's.

Told from the versions' dates alone, so it needs no history of the files. What an entry tells today and told
nothing of on that day is only counted, for nobody knows whether it was new or found later; unless all of the entry
began since. So is what was to be checked again since then, and was not: it may have changed without our sources.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from knowledge.citations import SourceRows
from knowledge.dating import unchecked
from knowledge.schema import Entry, Language, Point, Topic, Version
from knowledge.units import Unit, begins_on, effective_units, holding, starts_on


class What(StrEnum):
    """How a rule changed."""

    CHANGED = "changed"
    BEGAN = "began"
    ENDED = "ended"


@dataclass(frozen=True)
class Change:
    """One answer that is another today than it was."""

    what: What
    entry: Entry
    point: str
    #: The day from which today's text holds (for `ended`: the first day on which the old one does not).
    day: dt.date
    #: Whether the version says so; else `day` is the date of the source, and the change may be older than that.
    exact: bool
    before: Unit | None
    after: Unit | None


@dataclass(frozen=True)
class Changes:
    """All changes between two days, newest first."""

    since: dt.date
    until: dt.date
    changes: tuple[Change, ...]
    #: How many answers of today rest on later sources alone, so that nothing can be compared.
    not_comparable: int
    #: How many that read the same were to be checked again since, and were not.
    unchecked: int


def find_changes(
    entries: Iterable[Entry], since: dt.date, today: dt.date, language: Language, topic: Topic | None = None
) -> Changes:
    """Compare what held on the day `since` with what holds `today`, in the words of `language`."""
    changes: list[Change] = []
    unknown = overdue = 0
    for entry in entries:
        if topic and topic not in entry.topics:
            continue
        before = {unit.point: unit for unit in effective_units(entry, since)}
        held = holding(entry, today)
        for after in effective_units(entry, today):
            change = _change(entry, before, after, held[after.point], language, since)
            if change:
                changes.append(change)
            elif after.point not in before:
                unknown += 1
            elif unchecked(entry, after, today) and entry.review_by > since:
                overdue += 1
    changes.sort(key=lambda change: (-change.day.toordinal(), change.entry.id))
    return Changes(since, today, tuple(changes), unknown, overdue)


def _change(  # noqa: PLR0913, PLR0917 - both sides of a comparison
    entry: Entry,
    before: Mapping[str, Unit],
    after: Unit,
    told_by: tuple[Version, Point | None],
    language: Language,
    since: dt.date,
) -> Change | None:
    version, point = told_by
    begins = begins_on(point, version)
    if was := before.get(after.point):
        return _compare(entry, was, after, version, language, begins)
    # Where an older version tells of the time before, what is newly told need not be new.
    if not before and version.valid_from == begins > since and min(map(starts_on, entry.versions)) == begins:
        return Change(What.BEGAN, entry, after.point, begins, True, None, after)
    return None


def _compare(  # noqa: PLR0913, PLR0917 - both sides of a comparison
    entry: Entry, before: Unit, after: Unit, version: Version, language: Language, begins: dt.date
) -> Change | None:
    if after.expired and not before.expired and version.valid_until:
        gone = version.valid_until + dt.timedelta(days=1)
        return Change(What.ENDED, entry, after.point, gone, True, before, after)
    if before.text[language] == after.text[language]:
        return None
    return Change(What.CHANGED, entry, after.point, begins, version.valid_from == begins, before, after)


def changes_view(changes: Changes, rows: SourceRows, language: Language) -> dict[str, Any]:
    """Return `changes` as plain data, as the API and `--json` give it."""
    return {
        "since": changes.since.isoformat(),
        "until": changes.until.isoformat(),
        "language": language,
        "not_comparable": changes.not_comparable,
        "unchecked": changes.unchecked,
        "changes": [_view(change, rows, language) for change in changes.changes],
    }


def _view(change: Change, rows: SourceRows, language: Language) -> dict[str, Any]:
    def side(unit: Unit | None) -> dict[str, Any] | None:
        return {"text": unit.text[language], "as_of": unit.as_of} if unit else None

    told = change.after or change.before
    sources = told.sources if told else ()
    return {
        "id": change.entry.id,
        "point": change.point,
        "title": change.entry.title[language],
        "topics": [str(topic) for topic in change.entry.topics],
        "what": str(change.what),
        "date": change.day.isoformat(),
        "exact": change.exact,
        "before": side(change.before),
        "after": side(change.after) if change.what != What.ENDED else None,
        "sources": [asdict(rows.cite(source, language)) for source in sources],
        "official": [{"title": link.title, "url": link.url} for link in change.entry.official],
    }
