"""`grenswijzer knowledge`: commands for editors."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from knowledge.lint import Level
from knowledge.lint import lint as run_lint
from knowledge.loading import KnowledgeError, load_entry
from knowledge.schema import Entry

app = typer.Typer(no_args_is_help=True, help="Check and describe the knowledge entries.")


@app.command()
def lint(
    folder: Annotated[list[Path] | None, typer.Argument(help="Folders to check; ours where none is named.")] = None,
    warnings: Annotated[bool, typer.Option(help="Show warnings as well as errors.")] = False,
) -> None:
    """Check all entries against each other and their sources; ends with 1 where there are errors."""
    try:
        findings = run_lint(folder)
    except KnowledgeError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    for finding in findings:
        if warnings or finding.level == Level.ERROR:
            typer.echo(str(finding))
    counts = Counter(finding.level for finding in findings)
    typer.echo(f"{counts[Level.ERROR]} errors, {counts[Level.WARNING]} warnings (shown with --warnings).")
    if counts[Level.ERROR]:
        raise typer.Exit(1)


@app.command()
def check(file: Annotated[Path, typer.Argument(help="One entry, e.g. knowledge/documents/support/ind.yml.")]) -> None:
    """Check one file against the schema; quick, for while you write."""
    if not file.is_file():
        typer.echo(f"{file} does not exist.", err=True)
        raise typer.Exit(1)
    try:
        entry = load_entry(file)
    except KnowledgeError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    points = sum(len(version.points) for version in entry.versions)
    typer.echo(f"{entry.id}: valid, {len(entry.versions)} versions with {points} points.")


@app.command()
def schema(
    target: Annotated[Path | None, typer.Option(help="Write here instead of to the terminal.")] = None,
) -> None:
    """Print the JSON Schema of an entry, with which an editor completes and checks what you type."""
    text = json.dumps(Entry.model_json_schema(), indent=2, ensure_ascii=False) + "\n"
    if target:
        target.write_text(text, encoding="utf-8")
    else:
        typer.echo(text, nl=False)
