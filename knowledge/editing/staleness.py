"""What is due: reviews, versions that ended, amounts of a year that is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from knowledge.editing.reading import Filed
from knowledge.schema import LANGUAGES, PLACEHOLDER, Localised, Point, Status, Version
from knowledge.units import holding, starts_on, summary_of

#: Versions that tell a rule of today, so that their end or their year matters.
_CURRENT = {Status.IN_FORCE, Status.UNVERIFIED}


class Reason(StrEnum):
    """Why an entry is due."""

    ENDED = "ended without a successor"
    PAST_YEAR = "amounts of a past year"
    REVIEW = "review due"
    NEVER_REVIEWED = "never reviewed"


@dataclass(frozen=True)
class Due:
    """One thing to do about one entry."""

    entry: str
    title: str
    reason: Reason
    #: The first day on which it is due; None where it always was.
    due: dt.date | None
    detail: str
    path: Path
    origin: str
    #: Of an entry that ended or has old amounts: which points or values.
    names: tuple[str, ...] = ()

    def days_left(self, on: dt.date) -> int | None:
        """Return how many days are left on the day `on`; negative once it is overdue."""
        return (self.due - on).days if self.due else None


def find_due(filed: Iterable[Filed], on: dt.date, within: int = 0) -> list[Due]:
    """Return what is due on the day `on` or up to `within` days after it, the longest overdue first.

    What was never reviewed comes last, for it has no date.
    """
    last = on + dt.timedelta(days=within)
    found = [due for one in filed for due in _due(one, last)]
    return sorted(found, key=lambda due: (due.due or dt.date.max, due.entry, due.reason))


def _due(filed: Filed, last: dt.date) -> Iterator[Due]:
    entry = filed.entry

    def due(reason: Reason, day: dt.date | None, detail: str, names: Sequence[str] = ()) -> Due:
        return Due(entry.id, entry.title.en, reason, day, detail, filed.path, filed.origin, tuple(names))

    if entry.review_by <= last:
        checked = f"last reviewed on {entry.reviewed_on}" if entry.reviewed_on else "no date of a review"
        yield due(Reason.REVIEW, entry.review_by, checked)
    if not entry.reviewed_by:
        yield due(Reason.NEVER_REVIEWED, None, "nobody but its author has checked it")
    for version, points in _told(filed, last).items():
        version_of = entry.versions[version]
        if version_of.status not in _CURRENT:
            continue
        texts = [point.text if point else summary_of(entry, version_of) for point in points.values()]
        yield from (due(*one) for one in _lapsed(version_of, list(points), texts, last))


def _told(filed: Filed, on: dt.date) -> dict[int, dict[str, Point | None]]:
    """Return the points that each version, by its number, tells on the day `on`."""
    told: dict[int, dict[str, Point | None]] = {}
    for point_id, (version, point) in holding(filed.entry, on).items():
        told.setdefault(filed.entry.versions.index(version), {})[point_id] = point
    return told


def _lapsed(
    version: Version, points: list[str], texts: list[Localised | None], last: dt.date
) -> Iterator[tuple[Reason, dt.date, str, list[str]]]:
    if version.valid_until and version.valid_until < last:
        names = ", ".join(points)
        ended = version.valid_until + dt.timedelta(days=1)
        yield Reason.ENDED, ended, f"version {version.as_of} ended; still told: {names}", points
    used = {name for text in texts if text for code in LANGUAGES for name in PLACEHOLDER.findall(text[code])}
    by_year: dict[int, list[str]] = {}
    for name in sorted(used & set(version.values)):
        year = version.values[name].year
        if year and starts_on(version).year <= year < last.year:
            by_year.setdefault(year, []).append(name)
    for year, names_of in by_year.items():
        yield Reason.PAST_YEAR, dt.date(year + 1, 1, 1), f"of {year}: {', '.join(names_of)}", names_of
