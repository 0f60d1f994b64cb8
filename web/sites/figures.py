"""The figures of one site: how often it was asked, week by week, without a number that could point at somebody."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.schema import LANGUAGES, Language
from web.keeping import ANSWERED, UNANSWERED
from web.stores.usage import BEGUN, UseCount

WEEKS = 12
#: Fewer than these are not told apart.
FEW = 5


@dataclass(frozen=True)
class Week:
    """One week, Monday to Sunday."""

    monday: dt.date
    conversations: int
    #: Without small talk, and without the answers within guided checks.
    questions: int
    answered: int

    @property
    def percent(self) -> int | None:
        """The answered ones in a hundred; None of so few that it would tell how many."""
        return round(100 * self.answered / self.questions) if self.questions >= FEW else None


@dataclass(frozen=True)
class Figures:
    """What a site is told."""

    weeks: Sequence[Week]
    #: Questions by language over all weeks, rounded to fives, so that none can be worked out of the others.
    languages: Sequence[tuple[Language, int]]

    @property
    def most(self) -> int:
        """The most questions of a week; at least 1, to draw by."""
        return max(1, *(week.questions for week in self.weeks))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked."""
        return not any(week.questions or week.conversations for week in self.weeks)


def first_day(today: dt.date) -> dt.date:
    """Return the first day of the weeks that are shown; this week is the last of them."""
    return today - dt.timedelta(days=today.weekday(), weeks=WEEKS - 1)


def figures(rows: Iterable[UseCount], today: dt.date) -> Figures:
    """Return the figures of the weeks up to `today`, from the counters of one site."""
    conversations, questions, answered, languages = (Counter[dt.date | str]() for _ in range(4))
    for row in rows:
        monday = row.day - dt.timedelta(days=row.day.weekday())
        if row.kind == BEGUN:
            conversations[monday] += row.count
            continue
        if row.status not in ANSWERED | UNANSWERED:
            continue
        questions[monday] += row.count
        languages[row.language] += row.count
        if row.status in ANSWERED:
            answered[monday] += row.count
    mondays = [first_day(today) + dt.timedelta(weeks=week) for week in range(WEEKS)]
    weeks = [Week(monday, conversations[monday], questions[monday], answered[monday]) for monday in mondays]
    return Figures(weeks, [(code, _rounded(languages[code])) for code in LANGUAGES if languages[code]])


def _rounded(count: int) -> int:
    return count if count < FEW else FEW * round(count / FEW)


def told(count: int) -> str:
    """Write `count` so that few are not told apart."""
    return f"< {FEW}" if 0 < count < FEW else str(count)
