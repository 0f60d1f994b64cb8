"""What must be reviewed, as the page and the CSV tell it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from knowledge.assistant import Assistant
from knowledge.editing.reading import Filed
from knowledge.editing.staleness import Due, Reason, find_due

#: What falls due within so many days is told too.
WITHIN_DAYS = 60
REASONS: Mapping[Reason, str] = {
    Reason.REVIEW: "due_review",
    Reason.ENDED: "due_ended",
    Reason.PAST_YEAR: "due_past_year",
    Reason.NEVER_REVIEWED: "due_never_reviewed",
}


def what_is_due(assistant: Assistant) -> list[Due]:
    """Return what `grenswijzer knowledge stale` would, of the entries in use."""
    filed = [
        Filed(entry, Path(f"{entry.id}.yml"), local=entry.id in assistant.site.entries)
        for entry in assistant.entries.values()
    ]
    return find_due(filed, assistant.today(), WITHIN_DAYS)


def in_groups(due: list[Due], assistant: Assistant) -> dict[str, list[Due]]:
    """Return what is due by the name of its heading: overdue, soon, never reviewed."""
    today = assistant.today()
    dated = [one for one in due if one.due]
    return {
        "stale_overdue": [one for one in dated if (one.days_left(today) or 0) <= 0],
        "stale_soon": [one for one in dated if (one.days_left(today) or 0) > 0],
        "stale_never": [one for one in due if not one.due],
    }
