"""Answer units: what can be said for each point of an entry on a given day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.rendering import fill
from knowledge.schema import (
    LANGUAGES,
    PLACEHOLDER,
    Confidence,
    Entry,
    Language,
    Localised,
    Point,
    Source,
    Status,
    Version,
)

#: Id of the unit that answers the broad question about an entry.
SUMMARY = "summary"


@dataclass(frozen=True)
class OlderUnit:
    """What a source document said before on the same point."""

    text: Localised
    as_of: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Unit:
    """One answer, with its numbers filled in."""

    entry: str
    point: str
    text: Localised
    as_of: str
    status: Status
    confidence: Confidence
    sources: tuple[Source, ...]
    #: The last day of the version that tells it, where it has one.
    valid_until: dt.date | None
    #: Whether that lies before the day asked for.
    expired: bool
    #: The years that amounts of money in the text are for, or other figures where it has no such amount; ascending.
    figures: tuple[int, ...]
    #: Whether all its figures are for years before the version began: a list of earlier amounts.
    bygone: bool
    older: OlderUnit | None

    @property
    def key(self) -> str:
        """`entry#point`, as buttons and results name it."""
        return f"{self.entry}#{self.point}"


def starts_on(version: Version) -> dt.date:
    """Return the first day that `version` speaks of."""
    return version.valid_from or first_day(version.as_of)


def first_day(date: str) -> dt.date:
    """Return the first day of a date as exact as `2016`, `2016-03` or `2016-03-24`."""
    year, month, day = [*map(int, date.split("-")), 1, 1][:3]
    return dt.date(year, month, day)


def _filled(text: Localised, version: Version) -> Localised:
    return Localised(**{language: fill(text[language], version.values, language) for language in LANGUAGES})


def summary_of(entry: Entry, version: Version) -> Localised | None:
    """Return the summary of `version`, its own or, where it inherits `summary`, that of the next newer one with any."""
    if version.summary or SUMMARY not in version.inherits:
        return version.summary
    newer = entry.versions[: entry.versions.index(version)]
    return next(v.summary for v in reversed(newer) if v.summary)


def points_of(entry: Entry, version: Version) -> Iterator[Point]:
    """Yield the points of `version`, those that it inherits included."""
    yield from version.points
    newer = entry.versions[: entry.versions.index(version)]
    for inherited in version.inherits:
        if inherited == SUMMARY:
            continue
        holder = next(v for v in reversed(newer) if any(p.id == inherited for p in v.points))
        yield next(p for p in holder.points if p.id == inherited)


def _own(point: Point, version: Version) -> tuple[str, Confidence, tuple[Source, ...]]:
    if point.id in version.inherits:
        return version.as_of, version.confidence, version.sources
    return (
        point.as_of or version.as_of,
        point.confidence or version.confidence,
        point.sources or version.sources,
    )


def _older(entry: Entry, used: Version, point_id: str) -> OlderUnit | None:
    """Find what a source document said on `point_id`, if an older version tells it."""
    for version in reversed(entry.versions[entry.versions.index(used) + 1 :]):
        if not version.document:
            continue
        if point_id == SUMMARY and version.summary:
            return OlderUnit(_filled(version.summary, version), version.as_of, version.sources)
        for point in points_of(entry, version):
            if point.id == point_id:
                as_of, _, sources = _own(point, version)
                return OlderUnit(_filled(point.text, version), as_of, sources)
    return None


def begins_on(point: Point | None, version: Version) -> dt.date:
    """Return the first day that `point` of `version` (None: its summary) speaks of.

    That is the date of its own source, where it names one.
    """
    if point and point.as_of and point.id not in version.inherits:
        return first_day(point.as_of)
    return starts_on(version)


def holding(entry: Entry, on: dt.date) -> dict[str, tuple[Version, Point | None]]:
    """Return, for each point of `entry`, the version that tells it on the day `on`; the summary has no point.

    That is its newest version begun by then. Where the version had begun, but its point rests on a later source, the
    point is left out: the older rule had ended, and nothing tells what came before that source.
    """
    held: dict[str, tuple[Version, Point | None]] = {}
    unknown: set[str] = set()
    for version in entry.versions:
        began = starts_on(version) <= on
        if began and summary_of(entry, version):
            held.setdefault(SUMMARY, (version, None))
        for point in points_of(entry, version):
            if point.id in held or point.id in unknown:
                continue
            if begins_on(point, version) <= on:
                held[point.id] = (version, point)
            elif began:
                unknown.add(point.id)
    return held


def effective_units(entry: Entry, on: dt.date) -> list[Unit]:
    """Return what holds for `entry` on the day `on`, as `holding` finds it, the summary first.

    A point that only an older version has is told from that version, with its older date. Where
    everything begins later than `on`, the list is empty.
    """
    held = holding(entry, on)
    order = sorted(held, key=lambda point: point != SUMMARY)
    return [_unit(entry, point, *held[point], on) for point in order]


def _unit(entry: Entry, point_id: str, version: Version, point: Point | None, on: dt.date) -> Unit:
    text = point.text if point else summary_of(entry, version)
    assert text  # noqa: S101 - a version without a summary holds none
    as_of, confidence, sources = _own(point, version) if point else (version.as_of, version.confidence, version.sources)
    expired = version.valid_until is not None and version.valid_until < on
    figures = _figures(text, version)
    bygone = bool(figures) and version.valid_from is not None and figures[-1] < version.valid_from.year
    return Unit(
        entry.id, point_id, _filled(text, version), as_of, _status(version, expired=expired),
        confidence, sources, version.valid_until, expired, figures, bygone, _older(entry, version, point_id),
    )  # fmt: skip


def _status(version: Version, *, expired: bool) -> Status:
    """Return the status of `version` on a day that it had begun by.

    What is superseded today, or soon, was in force until its last day, and nothing is in force after it.
    """
    if expired and version.status == Status.IN_FORCE:
        return Status.SUPERSEDED
    if version.valid_until and not expired and version.status == Status.SUPERSEDED:
        return Status.IN_FORCE
    return version.status


def _figures(text: Localised, version: Version) -> tuple[int, ...]:
    names = {name for language in LANGUAGES for name in PLACEHOLDER.findall(text[language])}
    dated = [value for name in names if (value := version.values[name]).year]
    amounts = [value for value in dated if value.unit == "EUR"]
    return tuple(sorted({value.year for value in amounts or dated if value.year}))


@dataclass(frozen=True, slots=True)
class Passage:
    """One text that a question is matched against."""

    entry: str
    point: str
    #: `question`: as the editor thinks people ask; `asked`: as they asked; `text`: the answer itself with its
    #: title; `title`: title and aliases.
    kind: str
    language: Language
    text: str


def passages_of(entry: Entry) -> Iterator[Passage]:
    """Yield everything of `entry` that is indexed.

    Independent of the day: each point appears once, with the text of its newest version, and an
    answer takes the unit that holds on the day it is asked.
    """
    units = {unit.point: unit for unit in effective_units(entry, dt.date.max)}
    questions: dict[str, list[Point]] = {}
    for version in entry.versions:
        for point in version.points:
            questions.setdefault(point.id, []).append(point)
    for language in LANGUAGES:
        title = entry.title[language]
        yield Passage(entry.id, SUMMARY, "title", language, ", ".join([title, *entry.aliases[language]]))
        for question in entry.questions[language]:
            yield Passage(entry.id, SUMMARY, "question", language, question)
        for unit in units.values():
            yield Passage(entry.id, unit.point, "text", language, f"{title}. {unit.text[language]}")
            seen: set[str] = set()
            for point in questions.get(unit.point, []):
                for question in point.questions[language]:
                    if question not in seen:
                        seen.add(question)
                        yield Passage(entry.id, unit.point, "question", language, question)
