"""`grenswijzer knowledge stale`: what is due."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from knowledge.cli.editors.common import AsJson, console, day_from, errors_told, print_json, today
from knowledge.cli.editors.reading import read_with_progress
from knowledge.editing.staleness import Due, find_due

EPILOG = "Example: grenswijzer knowledge stale --on 2027-01-02 --within 90   (what must be ready for the new year)"


def stale(
    on: Annotated[str | None, typer.Option(help="The day to look from, e.g. 2027-01-02; today where left out.")] = None,
    within: Annotated[int, typer.Option(min=0, max=3650, help="Also what falls due in this many days.")] = 30,
    as_json: AsJson = False,
) -> None:
    """Show what is due, the most urgent first; ends with 0 whatever it finds.

    Due are: entries whose review date is past or near, versions that ended without a successor, amounts of a year
    that is over but still told as today's, and entries that nobody but their author has checked.
    """
    day = day_from(on, "--on") if on else today()
    with errors_told():
        found = find_due(read_with_progress().values(), day, within)
    if as_json:
        print_json({"on": day.isoformat(), "within_days": within, "due": [_to_json(due, day) for due in found]})
        return
    if not found:
        console.print(f"Nothing is due {_period(day, within)}.")
        return
    console.print(_table(found, day))
    counts = Counter(str(due.reason) for due in found)
    entries = len({due.entry for due in found})
    named = "1 entry is" if entries == 1 else f"{entries} entries are"
    console.print(f"{named} due {_period(day, within)}: {', '.join(f'{n} × {why}' for why, n in counts.items())}.")


def _period(day: dt.date, within: int) -> str:
    if not within:
        return f"on {day}"
    return f"on {day} or on the day after it" if within == 1 else f"on {day} or in the {within} days after it"


def _to_json(due: Due, on: dt.date) -> dict[str, Any]:
    return {
        "entry": due.entry,
        "title": due.title,
        "reason": str(due.reason),
        "due": due.due.isoformat() if due.due else None,
        "days_left": due.days_left(on),
        "detail": due.detail,
        "origin": due.origin,
        "file": str(due.path),
    }


def _table(found: list[Due], on: dt.date) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("due", "when", "entry", "why", "detail"):
        table.add_column(heading, overflow="fold", no_wrap=heading in {"due", "when"})
    for due in found:
        name = due.entry if due.origin == "ours" else f"{due.entry} ({due.origin})"
        table.add_row(str(due.due or "-"), _when(due.days_left(on)), escape(name), str(due.reason), escape(due.detail))
    return table


def _when(days: int | None) -> str:
    if days is None:
        return "-"
    if days > 0:
        return f"in {days} days" if days > 1 else "tomorrow"
    if not days:
        return "[bold red]today[/]"
    return f"[bold red]{-days} {'days' if days < -1 else 'day'} over[/]"
