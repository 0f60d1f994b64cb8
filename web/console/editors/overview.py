"""What the overview of the editors shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from web.console.editors.figures import OUTCOMES, Period, numbers, over_time, totals
from web.stores import Rating, UseCount

TOP = 10


def overview(rows: Sequence[UseCount], ratings: Sequence[Rating], period: Period) -> dict[str, Any]:
    """Return the numbers of `period`, and of as many days before it.

    `rows`, `ratings`: of both.
    """
    before = period.before()
    now = numbers(row for row in rows if row.day >= period.since)
    then = numbers(row for row in rows if row.day < period.since)
    rated = [rating for rating in ratings if period.since <= rating.day <= period.until]
    rated_before = [rating for rating in ratings if before.since <= rating.day <= before.until]
    return {
        "tiles": [
            *_counted("overview_conversations", now.conversations, then.conversations),
            *_counted("overview_replies", now.replies, then.replies),
            *[
                {"name": f"outcome_{outcome}", "value": now.outcomes[outcome], "share": now.share(outcome),
                 "before": then.share(outcome), "percent": True}
                for outcome in OUTCOMES
            ],
            *_counted("overview_up", _how_many(rated, "up"), _how_many(rated_before, "up")),
            *_counted("overview_down", _how_many(rated, "down"), _how_many(rated_before, "down")),
        ],
        "numbers": now,
        "spans": over_time(rows, period),
        "entries": totals((row for row in rows if row.day >= period.since), "entry")[:TOP],
        "topics": totals((row for row in rows if row.day >= period.since), "topic")[:TOP],
        "worst": _worst(rated),
    }  # fmt: skip


def _counted(name: str, value: int, before: int) -> list[dict[str, Any]]:
    return [{"name": name, "value": value, "share": None, "before": before, "percent": False}]


def _how_many(ratings: Sequence[Rating], which: str) -> int:
    return sum(rating.rating == which for rating in ratings)


def _worst(ratings: Sequence[Rating]) -> list[tuple[str, int, int]]:
    """Return the entries that were rated down most, each with how often, and how often up."""
    down = Counter(rating.entry for rating in ratings if rating.entry and rating.rating == "down")
    up = Counter(rating.entry for rating in ratings if rating.entry and rating.rating == "up")
    return [(str(entry), count, up[entry]) for entry, count in down.most_common(TOP)]
