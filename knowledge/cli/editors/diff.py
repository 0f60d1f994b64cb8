"""`grenswijzer knowledge diff`: what an edit changes for readers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated

import typer

from knowledge.cli.editors.common import (
    AsJson,
    OnDay,
    console,
    day_from,
    end,
    errors,
    errors_told,
    language_from,
    print_json,
    today,
)
from knowledge.cli.editors.comparison import print_comparison
from knowledge.editing.comparing import compare
from knowledge.editing.history import Edited, History, NoHistory
from knowledge.loading import DOCUMENTS, knowledge_folders
from knowledge.schema import LANGUAGES

EPILOG = """Examples:

grenswijzer knowledge diff                       what your edits that are not committed change

grenswijzer knowledge diff HEAD~5 --lang de      since five commits ago, in German alone

grenswijzer knowledge diff --since 2026-10-01    since that day

grenswijzer knowledge diff --on 2027-01-01       what will be told from the new year on
"""


def diff(
    revision: Annotated[
        str, typer.Argument(metavar="REV", help="What to compare with: a commit, tag, branch.")
    ] = "HEAD",
    since: Annotated[str | None, typer.Option(help="Compare with the last commit of this day instead.")] = None,
    lang: Annotated[str | None, typer.Option("--lang", "-l", help="Only this language: nl, de or en.")] = None,
    on: OnDay = None,
    as_json: AsJson = False,
) -> None:
    """Show what an edit changes for readers: every text before and after, with its numbers filled in.

    It compares a revision of git with the files as they are now, in our folder and in your own where git keeps it, and
    tells what is told today or `--on` another day. Nothing is changed.
    """
    if since and revision != "HEAD":
        raise end("Name either a revision or --since, not both.", 2)
    languages = (language_from(lang),) if lang else LANGUAGES
    day = day_from(since, "--since") if since else None
    if day and day > today():
        raise end(f"--since {day} lies in the future: name a day of the past; --on says from which day to look.", 2)
    told_on = day_from(on, "--on") if on else today()
    with errors_told():
        found = [compare(one.before, one.after, told_on, languages) for one in _edited(revision, day)]
    found = [one for one in found if one]
    if as_json:
        print_json({"entries": [asdict(one) for one in found]})
        return
    for one in found:
        print_comparison(one)
    counted = "1 entry differs" if len(found) == 1 else f"{len(found)} entries differ"
    console.print(f"{counted} from {f'{day}' if day else revision}.")


def _edited(revision: str, since: dt.date | None) -> Iterator[Edited]:
    for folder in knowledge_folders():
        try:
            history = History(folder)
        except NoHistory as error:
            if folder == DOCUMENTS:
                raise
            errors.print(f"{error} It is passed over.", markup=False)
            continue
        yield from history.edited(history.revision_on(since) if since else history.revision(revision))
