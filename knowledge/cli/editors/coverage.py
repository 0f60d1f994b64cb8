"""`grenswijzer knowledge coverage`: what of the two documents is told, and by which entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from knowledge.citations import DOCUMENT_TITLES, SourceRows
from knowledge.cli.editors.common import AsJson, console, end, errors_told, print_json
from knowledge.cli.editors.reading import read_with_progress
from knowledge.editing.covering import Section, find_coverage
from knowledge.editing.reading import Filed

EPILOG = "Example: grenswijzer knowledge coverage --section 2.1.3   (each row of that section, with its entries)"


def coverage(
    section: Annotated[
        str | None, typer.Option(help='Every row of this section, e.g. 2.1.3 or "5.2 factsheet 9".')
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show, section by section of the two documents, how many rows are covered, and list those that are not.

    The rows stand in knowledge/sources/coverage.yml. Your own entries count too, and are marked.
    """
    with errors_told():
        filed = read_with_progress()
        sections = find_coverage(filed, SourceRows.load())
    if section:
        sections = [one for one in sections if one.name.casefold() == section.strip().casefold()]
        if not sections:
            raise end(f"No section is called {section!r}: run `grenswijzer knowledge coverage` to see them all.")
    if as_json:
        print_json({"sections": [_to_json(one) for one in sections]})
        return
    console.print(_rows_table(sections, filed) if section else _table(sections))
    _missing(sections)
    own = [one for one in filed.values() if one.local]
    if own and not section:
        console.print("Yours: " + ", ".join(map(_marked, own)) + ".", soft_wrap=True, markup=False)


def _to_json(section: Section) -> dict[str, Any]:
    return asdict(section) | {"covered": section.covered, "total": len(section.rows)}


def _table(sections: list[Section]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("document", "section"):
        table.add_column(heading)
    for heading in ("rows", "covered", "", "entries"):
        table.add_column(heading, justify="right")
    shown = None
    for one in sections:
        name = one.document if one.document != shown else ""
        share = f"{one.covered / len(one.rows):.0%}"
        style = None if one.covered == len(one.rows) else "bold red"
        cells = (name, escape(one.name), str(len(one.rows)), str(one.covered), share, str(len(one.entries)))
        table.add_row(*cells, style=style)
        shown = one.document
    return table


def _rows_table(sections: list[Section], filed: Mapping[str, Filed]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("row", "kind", "covered by"):
        table.add_column(heading, overflow="fold")
    for row in (row for one in sections for row in one.rows):
        told = ", ".join(_marked(filed[entry]) for entry in row.entries) or "[bold red]nothing[/]"
        table.add_row(escape(row.id), row.kind, told)
    return table


def _marked(filed: Filed) -> str:
    return filed.entry.id if not filed.local else f"{filed.entry.id} ({filed.origin})"


def _missing(sections: list[Section]) -> None:
    rows = [row for one in sections for row in one.rows]
    missing = [(one, row) for one in sections for row in one.rows if not row.entries]
    for one, row in missing:
        where = f"{DOCUMENT_TITLES[one.document]['en']}, {one.name}"
        console.print(f"not covered: {row.id} ({row.name}; {where})", soft_wrap=True, markup=False)
    console.print(f"{len(rows) - len(missing)} of {len(rows)} rows are covered.")
