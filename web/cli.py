"""The whole `grenswijzer` command: what works on the knowledge, and what only the service knows of."""

from __future__ import annotations

from typing import Annotated

import typer

from knowledge.cli import app
from web import __version__
from web.accounts import command as accounts
from web.backup import command as backup
from web.doctor.command import doctor
from web.sites import command as sites

app.add_typer(accounts.app, name="accounts")
app.add_typer(backup.app, name="backup")
app.command("doctor", epilog="Example: grenswijzer doctor")(doctor)
app.add_typer(sites.app, name="sites")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def main(
    _: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    """Do what the words after it say."""


__all__ = ["app"]
