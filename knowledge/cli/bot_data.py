"""`grenswijzer bot-data`: write the names that the bot recognises."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Annotated

import typer

from knowledge.cli.editors.common import end
from knowledge.loading import KnowledgeError, load_entries

PATH = Path(__file__).parents[2] / "models" / "gazetteers.json"


def bot_data(
    vocabulary: Annotated[
        bool,
        typer.Option(help="Also write knowledge/data/vocabulary.*.txt anew, by which languages are told apart."),
    ] = False,
) -> None:
    """Write models/gazetteers.json: the names of countries, places, permits and bodies that the bot recognises."""
    from knowledge.gazetteers import write_gazetteers
    from knowledge.vocabulary import write_vocabulary

    try:
        entries = load_entries()
        written = write_gazetteers(PATH, entries)
        if vocabulary:
            typer.echo(f"{write_vocabulary(entries.values())} words of one language only are written.")
    except KnowledgeError as error:
        raise end(str(error)) from error
    except OSError as error:
        full = error.errno == errno.ENOSPC
        raise end("The disk is full: free 100 MB and run the command again." if full else str(error)) from error
    typer.echo("The bot's word lists are written." if written else "The bot's word lists are up to date.")
