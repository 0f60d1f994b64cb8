"""`grenswijzer index`: build the search index and see whether it is up to date."""

from __future__ import annotations

import errno
from pathlib import Path

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from knowledge.loading import KnowledgeError

FOLDER = Path(__file__).parents[2] / "models" / "index"

app = typer.Typer(no_args_is_help=True, help="The search index over the knowledge entries.")


@app.command()
def build() -> None:
    """Build the index into models/index unless it is up to date; unchanged texts are not embedded again."""
    from knowledge.encoder import EncoderError, load_encoder
    from knowledge.index import build_index, is_current

    try:
        encoder = load_encoder()
        if is_current(FOLDER, encoder.fingerprint):
            typer.echo("The index is up to date.")
            return
        columns = (TextColumn("embedding"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns) as bar:
            task = bar.add_task("", total=None)
            manifest = build_index(FOLDER, encoder, lambda done, total: bar.update(task, completed=done, total=total))
    except (KnowledgeError, EncoderError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    except OSError as error:
        full = error.errno == errno.ENOSPC
        typer.echo("The disk is full: free 500 MB and run the command again." if full else str(error), err=True)
        raise typer.Exit(1) from error
    typer.echo(f"The index holds {manifest.passages} passages.")
