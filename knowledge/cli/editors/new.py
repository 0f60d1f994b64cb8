"""`grenswijzer knowledge new`: begin an entry."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from knowledge.cli.editors.common import console, end, errors_told, today
from knowledge.editing.skeleton import place_for, skeleton
from knowledge.schema import Kind

EPILOG = """Examples:

grenswijzer knowledge new euregio-job-fair --kind initiative --title "Banenbeurs Euregio" --title-de "Jobmesse Euregio"

grenswijzer knowledge new our-housing-office --kind contact-point --title "Huisvesting" --local ~/school-knowledge
"""


def new(  # noqa: PLR0913, PLR0917 - one parameter per option
    entry_id: Annotated[str, typer.Argument(metavar="ID", help="Its id: small letters, digits and hyphens.")],
    kind: Annotated[Kind, typer.Option(help="What it is about.")],
    title: Annotated[str, typer.Option(help="Its title in Dutch.")],
    title_de: Annotated[str | None, typer.Option(help="Its title in German.")] = None,
    title_en: Annotated[str | None, typer.Option(help="Its title in English.")] = None,
    local: Annotated[
        Path | None, typer.Option(help="A folder of your own to put it in, made where it does not exist.")
    ] = None,
) -> None:
    """Write the file of a new entry, ready to fill in, and say what comes next."""
    given = {"nl": title, "de": title_de or title, "en": title_en or title}
    if not all(text.strip() for text in given.values()):
        raise end("--title is empty: give the title that readers see.", 2)
    with errors_told():
        path = place_for(entry_id, kind, local)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = skeleton(path, kind, {"nl": given["nl"], "de": given["de"], "en": given["en"]}, today())
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    console.print(f"{shown} is written. Next:", soft_wrap=True, markup=False)
    steps = [
        "fill it in: each comment says what belongs there; docs/writing-entries.md tells more",
        f"grenswijzer knowledge check {shown}    while you write",
        f"grenswijzer knowledge preview {shown}    how it would answer",
    ]
    if local:
        steps += [
            f"grenswijzer knowledge lint {local}    against all other entries and the sources",
            f"set GRENSWIJZER_LOCAL={local.absolute()} for `make run`, which then takes it in",
        ]
    else:
        steps.append("make lint    against all other entries and the sources; then `make run` takes it in")
    for number, step in enumerate(steps, 1):
        console.print(f"  {number}. {step}", soft_wrap=True, markup=False)
