"""What the editors' commands share: dates, languages, errors told in a sentence, tables."""

from __future__ import annotations

import datetime as dt
import errno
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from knowledge.clock import clock_from_environment, read_day
from knowledge.loading import KnowledgeError
from knowledge.schema import LANGUAGES, Language

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for a program.")]
OnDay = Annotated[
    str | None, typer.Option("--on", help="What is told on this day, e.g. 2027-01-01; today where left out.")
]
LangOption = Annotated[str, typer.Option("--lang", "-l", help="Language of the texts: nl, de or en.")]

#: Into a file or a pipe, tables are as wide as an entry's id and a sentence need.
_PIPED_WIDTH = 160
console = Console(highlight=False, width=None if sys.stdout.isatty() else _PIPED_WIDTH)
errors = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)


def end(sentence: str, status: int = 1) -> typer.Exit:
    """Print `sentence` as the error and return what to raise."""
    errors.print(escape(sentence))
    return typer.Exit(status)


def day_from(text: str, option: str) -> dt.date:
    """Read a date of the form 2016-03-31, or end with a sentence about `option`."""
    try:
        return read_day(text)
    except ValueError as error:
        raise end(f"{option} {text!r}: {error}.", 2) from error


def one_of(text: str, option: str, allowed: Iterable[str]) -> str:
    """Return `text` where it is one of `allowed`, or end with a sentence that lists them."""
    names = [str(name) for name in allowed]
    if text not in names:
        raise end(f"{option} {text!r} is none of {', '.join(names)}.", 2)
    return text


def language_from(text: str) -> Language:
    """Read a language's code, or end with a sentence."""
    for language in LANGUAGES:
        if language == text:
            return language
    raise end(f"--lang {text!r} is none of the languages: choose nl, de or en.", 2)


def today() -> dt.date:
    """Return the day that the commands work for, or end with a sentence where it is set wrongly."""
    try:
        return clock_from_environment().today()
    except ValueError as error:
        raise end(f"{error}.", 2) from error


@contextmanager
def errors_told() -> Iterator[None]:
    """End with one sentence where the knowledge cannot be read or a file not be written."""
    try:
        yield
    except KnowledgeError as error:
        raise end(str(error)) from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise end("The disk is full: free some space and run the command again.") from error
        raise end(f"{error.filename or 'The output'}: {error.strerror}: name another place.") from error


def print_json(data: Any) -> None:
    """Print `data` as JSON, readable for people too."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1))
