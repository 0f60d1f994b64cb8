"""`grenswijzer knowledge lint` and `accept`: what keeps the entries true."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from knowledge.cli.editors.common import end
from knowledge.lint import Finding, Level, ToConfirm, confirm, forget_gone, lint_within, to_confirm
from knowledge.lint import lint as run_lint
from knowledge.loading import KnowledgeError, knowledge_folders
from knowledge.schema import LANGUAGES

LINT_EPILOG = "Example: grenswijzer knowledge lint ~/school-knowledge --warnings"
ACCEPT_EPILOG = "Example: grenswijzer knowledge accept work-permit-twv"
#: From this many texts on, `accept` counts them instead of showing them.
MAX_SHOWN = 40

_NAMES = {"nl": "Nederlands", "de": "Deutsch", "en": "English"}


def lint(
    folder: Annotated[
        list[Path] | None,
        typer.Argument(help="Tell only what is wrong in these folders; in ours and yours where none is named."),
    ] = None,
    warnings: Annotated[bool, typer.Option(help="Show warnings as well as errors.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print everything found as JSON, for other programs.")
    ] = False,
) -> None:
    """Check all entries against each other and their sources; ends with 1 where there are errors.

    Each line names the file, the line in it, what is wrong and how to mend it. Yours are the folders that
    GRENSWIJZER_LOCAL names; a folder that is named here is read together with ours and yours.
    """
    try:
        with Console(stderr=True).status("Checking the entries"):
            findings = lint_within(folder) if folder else run_lint()
    except KnowledgeError as error:
        raise end(str(error)) from error
    counts = Counter(finding.level for finding in findings)
    if as_json:
        typer.echo(json.dumps([finding.as_dict() for finding in findings], indent=2, ensure_ascii=False))
    else:
        _print(findings, warnings)
        shown = "" if warnings else " (shown with --warnings)"
        found = ", ".join(_counted(counts[level], level.value) for level in (Level.ERROR, Level.WARNING))
        typer.echo(f"{found}{shown}.")
    if counts[Level.ERROR]:
        raise typer.Exit(1)


def _print(findings: list[Finding], warnings: bool) -> None:
    for finding in findings:
        if warnings or finding.level == Level.ERROR:
            typer.echo(str(finding))


def accept(
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID", help="Entries, e.g. work-permit-twv.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All entries, and forget those that are gone.")] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Do not ask: you have read the texts. Needed without a terminal.")
    ] = False,
) -> None:
    """Confirm that the Dutch, German and English texts of entries say the same.

    Shows the texts that are new or changed side by side, and asks. Until then `lint` reports them. In a script, where
    nobody can be asked, it shows them, confirms nothing without --yes, and ends with 1.
    """
    if bool(ids) == everything:
        raise end("Name the entries to confirm, e.g. `accept work-permit-twv`, or give --all alone.", 2)
    try:
        folders = knowledge_folders()
        entries = to_confirm(folders, ids or [])
        texts = sum(len(one.texts) for one in entries)
        _show(entries, texts)
        if texts and not yes:
            _ask()
        confirm(entries)
        if everything:
            forget_gone(folders)
    except KnowledgeError as error:
        raise end(str(error)) from error
    confirmed = sum(bool(one.texts) for one in entries)
    typer.echo(f"{_counted(texts, 'text')} confirmed in {confirmed} {'entry' if confirmed == 1 else 'entries'}.")


def _ask() -> None:
    """Ask whether the texts say the same, and end where they do not, or where nobody is there to be asked."""
    if not sys.stdin.isatty():
        raise end("Nothing was confirmed, for there is no terminal to ask on: read the texts, then add --yes.")
    # On stderr: the texts may go into a file or a pager.
    typer.confirm("Do the three languages say the same?", abort=True, err=True)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _show(entries: list[ToConfirm], texts: int) -> None:
    if texts > MAX_SHOWN:
        typer.echo(f"{texts} texts are new or changed: name single entries to see them side by side.")
        return
    for one in entries:
        if not one.texts:
            continue
        table = Table(*_NAMES.values(), title=one.entry.id, show_lines=True)
        for placed in one.texts:
            table.add_row(*(f"[dim]{placed.name}[/dim]\n{escape(placed.text[code])}" for code in LANGUAGES))
        Console().print(table)
