"""`grenswijzer knowledge report`: the state of the knowledge as a page to look at."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn

from knowledge.citations import SourceRows
from knowledge.cli.editors.common import console, day_from, errors, errors_told, today
from knowledge.cli.editors.reading import read_with_progress
from knowledge.editing.likeness import LikePair, closest_pairs
from knowledge.editing.reporting import report_data, write_report

EPILOG = "Example: grenswijzer knowledge report --out /tmp/report   (then open /tmp/report/index.html in a browser)"
_ROOT = Path(__file__).parents[3]
_PAIRS = 40


def report(
    out: Annotated[Path, typer.Option(help="The folder to write index.html into.")] = _ROOT / "var" / "report",
    on: Annotated[str | None, typer.Option(help="The day to look from, e.g. 2027-01-02; today where left out.")] = None,
) -> None:
    """Write a page on the state of the knowledge: coverage, what is due, what is missing, what is alike.

    The page needs no network and no JavaScript, and can be printed or sent on. What is alike is read from the built
    index; without one the page says so.
    """
    day = day_from(on, "--on") if on else today()
    with errors_told():
        filed = read_with_progress()
        path = write_report(out, report_data(filed, SourceRows.load(), day, _close_pairs()))
    console.print(f"{path} is written: open it in a browser.", soft_wrap=True, markup=False)


def _close_pairs() -> list[LikePair] | None:
    from knowledge.adapter import Adapter
    from knowledge.index import IndexUnusable, open_index

    try:
        index = open_index(_ROOT / "models" / "index", None)
    except IndexUnusable as error:
        errors.print(f"What is alike is left out. {error}", markup=False)
        return None
    with Progress(TextColumn("comparing questions"), BarColumn(), console=errors, transient=True) as progress:
        task = progress.add_task("", total=None)
        return closest_pairs(index, Adapter.load(), _PAIRS, lambda n, of: progress.update(task, completed=n, total=of))
