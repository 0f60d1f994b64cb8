"""`grenswijzer knowledge`: commands for editors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from knowledge.cli.editors import changes, coverage, diff, export, new, preview, report, stale
from knowledge.cli.editors.common import end, errors_told
from knowledge.cli.linting import ACCEPT_EPILOG, LINT_EPILOG, accept, lint
from knowledge.drafts import still_to_write
from knowledge.loading import SITE_FILE, KnowledgeError, load_entry
from knowledge.own_site import read_site
from knowledge.schema import Entry

app = typer.Typer(no_args_is_help=True, help="Check and describe the knowledge entries.")
app.command(epilog=LINT_EPILOG)(lint)
app.command(epilog=ACCEPT_EPILOG)(accept)
app.command(epilog=new.EPILOG)(new.new)
app.command(epilog=stale.EPILOG)(stale.stale)
app.command(epilog=coverage.EPILOG)(coverage.coverage)
app.command(epilog=diff.EPILOG)(diff.diff)
app.command(epilog=export.EPILOG)(export.export)
app.command(epilog=preview.EPILOG)(preview.preview)
app.command(epilog=report.EPILOG)(report.report)
app.command(epilog=changes.EPILOG)(changes.changes)


@app.command(epilog="Example: grenswijzer knowledge check knowledge/documents/support/ind.yml")
def check(file: Annotated[Path, typer.Argument(help="One entry, e.g. knowledge/documents/support/ind.yml.")]) -> None:
    """Check one file against the schema; quick, for while you write. A `site.yml` is checked as such."""
    if not file.is_file():
        what = "is a folder" if file.is_dir() else "does not exist"
        whole = "`grenswijzer knowledge lint FOLDER` checks a whole folder"
        raise end(f"{file} {what}: name the file of one entry; {whole}.")
    try:
        if file.name == SITE_FILE:
            read_site(file)
            typer.echo(f"{file}: valid. `grenswijzer knowledge lint {file.parent}` looks whether its ids are entries.")
            return
        entry = load_entry(file)
    except KnowledgeError as error:
        raise end(str(error)) from error
    points = sum(len(version.points) for version in entry.versions)
    typer.echo(f"{entry.id}: valid, {_counted(len(entry.versions), 'version')} with {_counted(points, 'point')}.")
    if told := still_to_write(entry):
        typer.echo(told)


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


@app.command(epilog="Example: grenswijzer knowledge schema --target knowledge/documents/entry.schema.json")
def schema(
    target: Annotated[Path | None, typer.Option(help="Write here instead of to the terminal.")] = None,
) -> None:
    """Print the JSON Schema of an entry, with which an editor completes and checks what you type."""
    text = json.dumps(Entry.model_json_schema(), indent=2, ensure_ascii=False) + "\n"
    if target:
        with errors_told():
            target.write_text(text, encoding="utf-8")
    else:
        typer.echo(text, nl=False)
