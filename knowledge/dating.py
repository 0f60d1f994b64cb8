"""What must be said of when, and how surely, an answer holds: the caution below it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from urllib.parse import urlsplit

from knowledge.citations import SourceRows
from knowledge.phrases import phrase
from knowledge.rendering import format_partial_date
from knowledge.schema import Confidence, Entry, Language, Status
from knowledge.units import Unit, first_day

#: A source older than this is told with the remark that nothing newer was found.
OLD_AFTER = dt.timedelta(days=5 * 365)
#: For a day gone by such a source is told as that sooner: what came between it and the day may be known by now.
OLD_AFTER_THEN = dt.timedelta(days=365)
#: A superseded version still tells what no newer one does.
_UNCERTAIN = {Status.UNVERIFIED, Status.HISTORICAL, Status.SUPERSEDED}


@dataclass(frozen=True)
class _Remark:
    """One thing to say of one unit; two that are equal are said once."""

    #: Of `knowledge/data/phrases.yml`.
    phrase: str
    #: What its placeholders stand for.
    parts: tuple[tuple[str, str], ...] = ()
    #: Who can be asked; None where nothing is left to ask.
    bodies: tuple[str, ...] | None = field(default=None, compare=False)
    #: Whether it says by itself what is known of the day asked for.
    names_day: bool = False


@dataclass(frozen=True)
class Dating:
    """Words the caution of answers for `day`, given on the day `today`."""

    entries: Mapping[str, Entry]
    rows: SourceRows
    language: Language
    day: dt.date
    today: dt.date

    def caution(self, units: Sequence[Unit]) -> str | None:
        """Return what must be said of `units`, at most two that are told together, in this order; or None.

        What holds for one of them alone is said of that part: an old companion must not pass for the best one's
        date, nor a rule that still holds for an expired one.
        """
        remarks = [self._remark(unit) for unit in units]
        told = [self._needs_no_day(unit, remark) for unit, remark in zip(units, remarks, strict=True)]
        said = [] if all(told) else self._lead()
        places = ["whole"] if len(set(remarks)) == 1 else ["first", "last"]
        said += [self._say(remark, place) for remark, place in zip(remarks, places, strict=False) if remark]
        said += self._later_sources(units)
        return " ".join(said + self._check([remark for remark in remarks if remark])) or None

    def is_past(self, unit: Unit) -> bool:
        """Tell whether `unit` tells what was, rather than what holds on the day."""
        return unit.expired or unit.bygone or self._is_old(unit)

    def _is_old(self, unit: Unit) -> bool:
        limit = OLD_AFTER_THEN if self.day < self.today else OLD_AFTER
        return unit.status in _UNCERTAIN and self.day - dt.date(int(unit.as_of[:4]), 12, 31) > limit

    def _needs_no_day(self, unit: Unit, remark: _Remark | None) -> bool:
        """Tell whether the day is named already, or is to come and changes nothing in a list of earlier amounts."""
        return bool(remark and remark.names_day) or (unit.bygone and self.day > self.today)

    def _lead(self) -> list[str]:
        if self.day == self.today:
            return []
        return [phrase("held_on" if self.day < self.today else "known_for", self.language, day=self._date(self.day))]

    def _say(self, remark: _Remark, place: str) -> str:
        about = {name: phrase(f"{name}_{place}", self.language) for name in ("subject", "place")}
        return phrase(remark.phrase, self.language, day=self._date(self.day), **about, **dict(remark.parts))

    def _later_sources(self, units: Sequence[Unit]) -> list[str]:
        """Say where the texts of an earlier year also tell what a source said only after the day."""
        if self.day >= self.today:
            return []
        cited = [(unit, self.rows.cite(source, self.language).as_of) for unit in units for source in unit.sources]
        later = [date for unit, date in cited if date[:4] > unit.as_of[:4] and first_day(date) > self.day]
        if not later:
            return []
        return [phrase("later_source", self.language, date=format_partial_date(max(later), self.language))]

    def _check(self, remarks: Sequence[_Remark]) -> list[str]:
        bodies = dict.fromkeys(body for remark in remarks for body in remark.bodies or ())
        if not bodies:
            return []
        then = any(remark.phrase in {"expires_before", "figures_before"} for remark in remarks)
        named = reduce(lambda one, other: phrase("one_or_other", self.language, one=one, other=other), bodies)
        return [phrase("check_then" if then else "check", self.language, official=named)]

    def _remark(self, unit: Unit) -> _Remark | None:
        if unit.expired and unit.valid_until:
            return self._of_its_end(unit, unit.valid_until)
        if unchecked(self.entries[unit.entry], unit, self.day):
            remark = self._of_its_figures(unit) or self._of_its_review(unit)
            if remark:
                return remark
        return self._of_doubt(unit)

    def _of_its_end(self, unit: Unit, last: dt.date) -> _Remark:
        parts = (("date", self._date(last)),)
        if unit.status == Status.ENDED:
            return _Remark("ended", parts, names_day=True)
        if self.day < self.today:
            return _Remark("expired_then", parts, names_day=True)
        if last >= self.today:
            return _Remark("expires_before", parts, self._bodies(unit), names_day=True)
        return _Remark("expired", parts, self._bodies(unit))

    def _of_its_figures(self, unit: Unit) -> _Remark | None:
        past = [year for year in unit.figures if year < self.day.year]
        if not past:
            return None
        year = (("year", str(past[-1])),)
        if len(past) < len(unit.figures):
            return _Remark("figures_too", year, self._bodies(unit), names_day=True)
        if self.day < self.today:
            return _Remark("figures_then", year, names_day=True)
        if self.day > self.today:
            return _Remark("figures_before", year, self._bodies(unit), names_day=True)
        return _Remark("figures", year, self._bodies(unit))

    def _of_its_review(self, unit: Unit) -> _Remark | None:
        entry = self.entries[unit.entry]
        # What is to be checked again between today and the day is not overdue.
        if entry.review_by > self.today or self.day < self.today:
            return None
        if entry.reviewed_on:
            return _Remark("unchecked_since", (("date", self._date(entry.reviewed_on)),), self._bodies(unit))
        return _Remark("unchecked_due", (("date", self._date(entry.review_by)),), self._bodies(unit))

    def _of_doubt(self, unit: Unit) -> _Remark | None:
        if unit.confidence == Confidence.LOW:
            return _Remark("low", (), self._bodies(unit))
        if self._is_old(unit):
            date = ("date", format_partial_date(unit.as_of, self.language))
            if self.day < self.today:
                return _Remark("old_then", (date,), names_day=True)
            return _Remark("old", (date,), self._bodies(unit))
        if unit.confidence == Confidence.MEDIUM:
            return _Remark("medium", (), self._bodies(unit))
        return None

    def _bodies(self, unit: Unit) -> tuple[str, ...]:
        """Name where to check: the body whose page the unit rests on, else the first of the entry.

        Where the entry is about several countries, two are named, for nothing tells which of them it is.
        """
        entry = self.entries[unit.entry]
        if not entry.official:
            return (phrase("the_body", self.language),)
        hosts = {_host(url) for source in unit.sources if (url := self.rows.cite(source, self.language).url)}
        own = [link.title for link in entry.official if _host(link.url) in hosts]
        if own:
            return (own[0],)
        return tuple(link.title for link in entry.official[: 2 if len(entry.jurisdiction) > 1 else 1])

    def _date(self, day: dt.date) -> str:
        return format_partial_date(day.isoformat(), self.language)


def unchecked(entry: Entry, unit: Unit, day: dt.date) -> bool:
    """Tell whether `unit` of `entry` tells a rule in force that was, or is, to be checked again by `day`."""
    return entry.review_by <= day and unit.status == Status.IN_FORCE and not unit.bygone


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
