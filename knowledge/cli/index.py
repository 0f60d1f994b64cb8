"""`grenswijzer index`: build the search index, keep it up to date, and go back to the one before."""

from __future__ import annotations

import datetime as dt
import errno
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from knowledge.cli.editors.common import end
from knowledge.loading import KnowledgeError, knowledge_folders

if TYPE_CHECKING:
    from knowledge.encoder import Encoder

FOLDER = Path(__file__).parents[2] / "models" / "index"

app = typer.Typer(no_args_is_help=True, help="The search index over the knowledge entries.")


@app.command(epilog="Example, while you write: grenswijzer index build --watch")
def build(
    watch: Annotated[bool, typer.Option("--watch", help="Stay, and build again whenever an entry is saved.")] = False,
) -> None:
    """Build the index into models/index unless it is up to date.

    Only what changed is embedded again. A running service takes the new index into use within seconds. An entry with a
    mistake is refused with its file and line, and the index in use stays. An entry with texts that are still to be
    written is left out and named.
    """
    from knowledge.encoder import EncoderError, load_encoder

    try:
        encoder = load_encoder()
    except EncoderError as error:
        raise end(str(error)) from error
    built = _build(encoder)
    if watch:
        _watch(encoder)
    elif not built:
        raise typer.Exit(1)


def _build(encoder: Encoder) -> bool:
    """Build, or say why not; return whether the index is up to date now."""
    from knowledge.index import build_index, is_current, read_manifest

    began = time.monotonic()
    try:
        if is_current(FOLDER, encoder.fingerprint):
            typer.echo("The index is up to date.")
            _name_drafts(read_manifest(FOLDER).drafts)
            return True
        columns = (TextColumn("embedding"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        # On stderr: into a file, a bar that ends leaves an empty line.
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("", total=None)
            manifest = build_index(FOLDER, encoder, lambda done, total: bar.update(task, completed=done, total=total))
    except KnowledgeError as error:
        typer.echo(str(error), err=True)
        return False
    except OSError as error:
        full = error.errno == errno.ENOSPC
        typer.echo("The disk is full: free 500 MB and run the command again." if full else str(error), err=True)
        return False
    typer.echo(f"The index holds {manifest.passages} passages ({time.monotonic() - began:.1f} s).")
    _name_drafts(manifest.drafts)
    return True


def _name_drafts(drafts: list[str]) -> None:
    if drafts:
        typer.echo(f"Left out, for texts are still to be written: {', '.join(drafts)}.")


def _watch(encoder: Encoder) -> None:
    from watchfiles import watch

    folders = knowledge_folders()
    typer.echo(f"Watching {', '.join(map(str, folders))}; Ctrl-C ends.")
    for _ in watch(*folders, watch_filter=lambda _change, path: path.endswith(".yml")):
        _build(encoder)


@app.command("list")
def list_builds() -> None:
    """List the builds that are kept, the newest first, and which one is in use."""
    from knowledge.index import builds, current_name

    found, current = builds(FOLDER), current_name(FOLDER)
    if not found:
        raise end("There is no index: run `grenswijzer index build`.")
    table = Table("build", "made", "passages", "")
    for folder in found:
        path = folder / "manifest.json"
        made = dt.datetime.fromtimestamp(path.stat().st_mtime, tz=dt.UTC).astimezone()
        passages = json.loads(path.read_text(encoding="utf-8"))["passages"]
        in_use = "in use" if folder.name == current else ""
        table.add_row(folder.name, f"{made:%Y-%m-%d %H:%M:%S}", str(passages), in_use)
    Console().print(table)


@app.command()
def rollback() -> None:
    """Put the build before the one in use into use again; a running service follows within seconds.

    The entries on disk stay as they are: mend or undo the edit (for instance with git) before the next build.
    """
    from knowledge.index import roll_back

    try:
        name = roll_back(FOLDER)
    except KnowledgeError as error:
        raise end(str(error)) from error
    typer.echo(f"Build {name} is in use. The entries on disk are unchanged: mend the edit before the next build.")
