"""`grenswijzer knowledge diff`: what an edit changes for readers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Annotated

import typer
from rich.text import Text

from knowledge.cli.editors.common import (
    AsJson,
    console,
    day_from,
    end,
    errors,
    errors_told,
    language_from,
    print_json,
    today,
)
from knowledge.editing.comparing import Comparison, compare, word_pieces
from knowledge.editing.history import Edited, History, NoHistory
from knowledge.loading import DOCUMENTS, knowledge_folders
from knowledge.schema import LANGUAGES, Language

EPILOG = """Examples:

grenswijzer knowledge diff                       what your edits that are not committed change

grenswijzer knowledge diff HEAD~5 --lang de      since five commits ago, in German alone

grenswijzer knowledge diff --since 2026-10-01    since that day
"""
_STYLE = {"same": "", "out": "red strike", "in": "green"}
#: Where no colours can be shown, as git marks words.
_MARKS = {"same": ("", ""), "out": ("[-", "-]"), "in": ("{+", "+}")}


def diff(
    revision: Annotated[
        str, typer.Argument(metavar="REV", help="What to compare with: a commit, tag, branch.")
    ] = "HEAD",
    since: Annotated[str | None, typer.Option(help="Compare with the last commit of this day instead.")] = None,
    lang: Annotated[str | None, typer.Option("--lang", "-l", help="Only this language: nl, de or en.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show what an edit changes for readers: every text before and after, with its numbers filled in.

    It compares a revision of git with the files as they are now, in our folder and in your own where git keeps it, and
    tells what is told today. Nothing is changed.
    """
    if since and revision != "HEAD":
        raise end("Name either a revision or --since, not both.", 2)
    languages = (language_from(lang),) if lang else LANGUAGES
    day = day_from(since, "--since") if since else None
    with errors_told():
        found = [_compared(one, languages) for one in _edited(revision, day)]
    found = [one for one in found if one]
    if as_json:
        print_json({"entries": [asdict(one) for one in found]})
        return
    for one in found:
        _print(one)
    console.print(f"{len(found)} entries differ from {f'{day}' if day else revision}.")


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


def _compared(edited: Edited, languages: Sequence[Language]) -> Comparison:
    return compare(edited.before, edited.after, today(), languages)


def _print(one: Comparison) -> None:
    console.print(Text(one.entry, "bold"))
    for change in one.texts:
        console.print(Text.assemble(("  ", ""), (f"{change.place} ({change.language})", "cyan")))
        line = Text("    ")
        for kind, text in word_pieces(change.before, change.after):
            before, after = ("", "") if console.color_system else _MARKS[kind]
            stripped = text.rstrip()
            line.append(f"{before}{stripped}{after}", _STYLE[kind])
            line.append(text[len(stripped) :])
        console.print(line, soft_wrap=not console.is_terminal)
    for field in one.fields:
        console.print(f"  {field}", markup=False, soft_wrap=not console.is_terminal)
    console.print()
