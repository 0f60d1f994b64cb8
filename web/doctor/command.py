"""`grenswijzer doctor`: look at an installation and say what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from knowledge.cli.editors.common import console, end, print_json

ROOT = Path(__file__).parents[2]
MARKS = {"good": "[green]✓[/green]", "warning": "[yellow]![/yellow]", "wrong": "[red]✗[/red]"}


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for a program.")] = False) -> None:
    """Look at this installation and say what is wrong and what to do. Changes nothing.

    Ends with 1 where something keeps the service from its work. Its settings are those of the environment, as for the
    service.
    """
    from web.doctor.checks import Verdict, examine
    from web.settings import SettingsError, load_settings

    try:
        settings = load_settings()
    except SettingsError as error:
        raise end(str(error)) from error
    findings = []
    # From whatever folder it is called.
    places = {"state": ROOT / settings.state, "models": ROOT / settings.models}
    for finding in examine(settings.model_copy(update=places)):
        findings.append(finding)
        if not as_json:
            console.print(f"{MARKS[finding.verdict]} [bold]{finding.about}[/bold]  ", end="")
            console.print(finding.said, markup=False)
    wrong = sum(finding.verdict == Verdict.WRONG for finding in findings)
    if as_json:
        print_json([{"verdict": one.verdict, "about": one.about, "said": one.said} for one in findings])
    elif not wrong:
        console.print("Nothing keeps it from its work.")
    if wrong:
        raise typer.Exit(1)
