"""`grenswijzer backup`: copy what cannot be built again, and restore it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from knowledge.cli.editors.common import end
from knowledge.ingest.store import documents_folder
from web.backup.archive import BEFORE, BackupError, Places, back_up, restore

ROOT = Path(__file__).parents[2]

app = typer.Typer(
    no_args_is_help=True,
    help="Copy what cannot be built again: accounts, ratings, kept questions, counts, reports, the key, the banner and "
    "your own documents. Conversations are left out: they end within a day. Encoder, index and bot are built again by "
    "`make build`.",
    epilog="Each night: grenswijzer backup make /srv/backup/grenswijzer-$(date +%F).tar.gz",
)


def _places() -> Places:
    from web.settings import SettingsError, load_settings

    try:
        settings = load_settings()
    except SettingsError as error:
        raise end(str(error)) from error
    database = settings.database_url.get_secret_value() if settings.database_url else None
    return Places(ROOT / settings.state, documents_folder(), database)


@app.command("make")
def make(
    target: Annotated[Path | None, typer.Argument(help="File to write; `grenswijzer-DAY.tar.gz` if left out.")] = None,
) -> None:
    """Write a copy to a file that you alone can read. The service may go on running."""
    target = target or Path(f"grenswijzer-{dt.date.today()}.tar.gz")
    try:
        names = back_up(_places(), target)
    except (BackupError, OSError) as error:
        raise end(f"No copy was made: {error}") from error
    typer.echo(f"{target}: {len(names)} files, {target.stat().st_size / 1e6:.1f} MB. Keep it where passwords are kept.")


@app.command("restore")
def put_back(
    source: Annotated[Path, typer.Argument(help="A file that `backup make` wrote.", exists=True, dir_okay=False)],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put a copy in the place of what is there now. Stop the service first."""
    places = _places()
    if not yes:
        typer.confirm(f"Replace what is in {'the database and ' if places.database else ''}{places.state}?", abort=True)
    try:
        names = restore(places, source)
    except (BackupError, OSError) as error:
        raise end(f"Nothing was restored: {error}") from error
    kept = places.state / BEFORE
    typer.echo(f"{len(names)} files are restored." + (f" What was there is in {kept}." if kept.is_dir() else ""))
