"""Make figures of counters: totals, shares, and what happened on each day or in each week."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from knowledge.reply import ReplyStatus
from web.keeping import ANSWERED
from web.stores import UseCount
from web.stores.usage import BEGUN

Aspect = Literal["language", "topic", "status", "site", "entry"]
ASPECTS: tuple[Aspect, ...] = ("language", "topic", "status", "site", "entry")
#: What may come of a question, the best first; the pictures show them in this order.
OUTCOMES = ("answered", "clarified", "handed_over", "failed")
_OUTCOME_OF = {
    **dict.fromkeys(ANSWERED, "answered"),
    ReplyStatus.CLARIFIED: "clarified",
    ReplyStatus.HANDOVER_NOTHING_FOUND: "handed_over",
    ReplyStatus.HANDOVER_ASKED_FOR_PERSON: "handed_over",
    ReplyStatus.HANDOVER_URGENT: "handed_over",
    ReplyStatus.FALLBACK_ERROR: "failed",
}
#: A longer period is told by weeks.
MAX_DAYS_EACH = 45


@dataclass(frozen=True)
class Period:
    """So many days, the last of which is `until`."""

    until: dt.date
    days: int

    @property
    def since(self) -> dt.date:
        """The first day."""
        return self.until - dt.timedelta(days=self.days - 1)

    def before(self) -> Period:
        """Return as many days before it."""
        return Period(self.since - dt.timedelta(days=1), self.days)

    def starts(self) -> list[dt.date]:
        """Return the first day of each span of the period: of each day, or of each week, of which the last is whole."""
        step = 1 if self.days <= MAX_DAYS_EACH else 7
        spans = -(-self.days // step)
        return [self.until - dt.timedelta(days=step * number - 1) for number in range(spans, 0, -1)]


@dataclass(frozen=True)
class Numbers:
    """What happened in a period."""

    conversations: int
    replies: int
    #: By outcome; replies to what was no question, such as a greeting, are in none.
    outcomes: dict[str, int]

    @property
    def questions(self) -> int:
        """How many replies were to a question."""
        return sum(self.outcomes.values())

    def share(self, outcome: str) -> int | None:
        """Return how many of a hundred questions ended in `outcome`; None where there were none."""
        return round(100 * self.outcomes[outcome] / self.questions) if self.questions else None


def numbers(rows: Iterable[UseCount]) -> Numbers:
    """Return what `rows` count."""
    counts, replies, conversations = Counter[str](), 0, 0
    for row in rows:
        if row.kind == BEGUN:
            conversations += row.count
            continue
        replies += row.count
        if outcome := outcome_of(row.status):
            counts[outcome] += row.count
    return Numbers(conversations, replies, {outcome: counts[outcome] for outcome in OUTCOMES})


def outcome_of(status: str) -> str | None:
    """Return what came of a question with this status; None where it was no question."""
    return next((outcome for one, outcome in _OUTCOME_OF.items() if one == status), None)


def totals(rows: Iterable[UseCount], aspect: Aspect) -> list[tuple[str, int]]:
    """Return how many replies there were of each value of `aspect`, most first; those without one are left out.

    Replies on no site in particular are counted for the site "".
    """
    counts = Counter[str]()
    for row in rows:
        value = getattr(row, aspect)
        if row.kind != BEGUN and (value or aspect == "site"):
            counts[value] += row.count
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))


def over_time(rows: Iterable[UseCount], period: Period) -> list[tuple[dt.date, dict[str, int]]]:
    """Return for each span of `period` how many questions had which outcome."""
    starts = period.starts()
    spans = {start: dict.fromkeys(OUTCOMES, 0) for start in starts}
    for row in rows:
        outcome = outcome_of(row.status)
        start = max((start for start in starts if start <= row.day), default=None)
        if outcome and start is not None and row.day <= period.until:
            spans[start][outcome] += row.count
    return list(spans.items())
