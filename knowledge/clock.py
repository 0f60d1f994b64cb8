"""Where "today" comes from: one injected object, so that tests can freeze it."""

from __future__ import annotations

import datetime as dt
import os
import re
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

#: Rules of Dutch law change at midnight in the Netherlands, whatever the server's own zone.
TIME_ZONE = ZoneInfo("Europe/Amsterdam")


#: How users and programs write a day, wherever they may name one.
DAY_FORM = "a date is written YYYY-MM-DD, such as 2016-03-31"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def read_day(text: str) -> dt.date:
    """Return the day that `text` names in the one form that is taken, YYYY-MM-DD.

    Raises:
        ValueError: it is of another form, such as a timestamp or a week, or the calendar has no such day.
    """
    if not _DAY.fullmatch(text):
        raise ValueError(DAY_FORM)
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"the calendar has no such day; {DAY_FORM}") from error


class Clock(Protocol):
    """Anything that knows the date of today."""

    def today(self) -> dt.date:
        """Return the date of today in the Netherlands."""
        ...


class SystemClock:
    """The machine's own clock, read in the Dutch time zone."""

    def today(self) -> dt.date:
        """Return the date of today in the Netherlands."""
        return dt.datetime.now(TIME_ZONE).date()


@dataclass(frozen=True)
class FixedClock:
    """A clock that stands still."""

    date: dt.date

    def today(self) -> dt.date:
        """Return the fixed date."""
        return self.date


def clock_from_environment() -> Clock:
    """Return the clock that `GRENSWIJZER_TODAY` (YYYY-MM-DD) fixes, else the machine's own.

    Raises:
        ValueError: the variable is set, but is no date of that form.
    """
    fixed = os.environ.get("GRENSWIJZER_TODAY", "").strip()
    if not fixed:
        return SystemClock()
    try:
        return FixedClock(read_day(fixed))
    except ValueError as error:
        raise ValueError(f"GRENSWIJZER_TODAY={fixed!r}: {error}") from error
