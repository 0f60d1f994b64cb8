"""The day that an address of the console asks for."""

from __future__ import annotations

import datetime as dt

from knowledge.clock import read_day
from web.problems import Problem


def day_of(text: str | None) -> dt.date | None:
    """Return the day that `text` names; None where it names none.

    Raises:
        Problem: there is no such day.
    """
    try:
        return read_day(text) if text else None
    except ValueError as error:
        raise Problem(422, "no-day", f"`on`: {error}.") from error
