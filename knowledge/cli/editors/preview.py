"""`grenswijzer knowledge preview`: how an edit would answer."""

from __future__ import annotations

import datetime as dt
import tempfile
import textwrap
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from knowledge.cli.editors.common import AsJson, OnDay, console, day_from, end, errors, errors_told, print_json, today
from knowledge.cli.editors.comparison import print_comparison
from knowledge.cli.index import FOLDER
from knowledge.drafts import still_to_write
from knowledge.editing.comparing import compare
from knowledge.loading import entry_paths, knowledge_folders, load_entry
from knowledge.schema import LANGUAGES, Entry

if TYPE_CHECKING:
    from knowledge.editing.previewing import Outcome, Preview
    from knowledge.index import Index

EPILOG = """Examples:

grenswijzer knowledge preview work-beside-study                  after you edited and saved it

grenswijzer knowledge preview my-entry.yml --ask "Where do I get help with housing?"
"""
_SHOWN_CHARS = 200


def preview(
    names: Annotated[list[str], typer.Argument(metavar="FILE|ID...", help="Edited entries: their files or ids.")],
    ask: Annotated[list[str] | None, typer.Option(help="A question of yours; may be given again.")] = None,
    on: OnDay = None,
    every: Annotated[bool, typer.Option("--all", help="Show the questions that answer as before, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show how an edit would answer before it is published; nothing on the disk changes.

    It asks the entries' own questions, what people asked about them, and what people asked that lies near, in three
    languages, of the index in use and of one with your edit, each question as if it were new; and it shows which
    answers change, and the new texts.
    """
    day = day_from(on, "--on") if on else today()
    with errors_told():
        edited = {entry.id: entry for entry in (load_entry(_file(name)) for name in names)}
        index, previews = _run(edited, ask or [], day)
    comparisons = [compare(index.entries.get(entry.id), entry, day, LANGUAGES) for entry in edited.values()]
    if as_json:
        asked = [asdict(one) | {"changed": one.changed, "moved": one.moved} for one in previews]
        print_json({"entries": [asdict(one) for one in comparisons], "questions": asked})
        return
    for comparison in comparisons:
        if comparison:
            print_comparison(comparison)
        else:
            console.print(f"{comparison.entry} is as it is in the index in use.", markup=False)
    for entry in edited.values():
        if told := still_to_write(entry):
            console.print(f"{entry.id}: {told}", markup=False)
    _print(previews, every)


def _file(name: str) -> Path:
    if name.endswith(".yml") or "/" in name:
        if not Path(name).is_file():
            raise end(f"{name} does not exist: name the file of an entry, or its id.")
        return Path(name)
    found = [path for path in entry_paths(knowledge_folders()) if path.stem == name]
    if not found:
        raise end(f"There is no entry {name!r}: name the file of an entry, or its id.")
    return found[-1]


def _run(edited: dict[str, Entry], typed: list[str], on: dt.date) -> tuple[Index, list[Preview]]:
    """Return the index in use, and what both indexes reply."""
    from knowledge.citations import SourceRows
    from knowledge.editing.previewing import Bench, Question, edited_index, preview, questions_about
    from knowledge.encoder import EncoderError, load_encoder
    from knowledge.index import open_index
    from knowledge.language import DEFAULT_LANGUAGE, detect

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=errors, transient=True) as progress, tempfile.TemporaryDirectory() as folder:
        task = progress.add_task("opening the index", total=None)

        def report(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        try:
            encoder = load_encoder()
        except EncoderError as error:
            raise end(f"A preview needs the encoder. {error}") from error
        index = open_index(FOLDER, encoder.fingerprint)
        rows = SourceRows.load()
        before = Bench(index, encoder, rows)
        progress.update(task, description="embedding what is new")
        after = Bench(edited_index(index, edited.values(), encoder, Path(folder), report), encoder, rows)
        questions = [Question(text, detect(text) or DEFAULT_LANGUAGE, "yours") for text in typed if text.strip()]
        questions += questions_about(before, after, set(edited))
        progress.update(task, description="asking")
        return index, preview(before, after, questions, on, report)


def _print(previews: list[Preview], every: bool) -> None:
    shown = [one for one in previews if every or one.moved or one.question.sort == "yours"]
    if shown:
        table = Table(title="Replies, before and after", title_justify="left", show_lines=True)
        table.add_column("question", ratio=3)
        table.add_column("before", ratio=4)
        table.add_column("after", ratio=4)
        for one in shown:
            question = one.question
            asked = f"{escape(question.text)} [dim]({question.language}, {question.sort})[/]"
            table.add_row(asked, _cell(one.before), _cell(one.after))
        console.print(table)
    moves = Counter((str(one.before.kind), str(one.after.kind)) for one in previews if one.moved)
    told = ", ".join(f"{n} {a} -> {'another answer' if a == b else b}" for (a, b), n in moves.items())
    same = sum(one.changed and not one.moved for one in previews)
    console.print(
        f"{len(previews)} questions asked: {sum(moves.values())} get another reply{f' ({told})' if told else ''}, "
        f"{same} the same answer in its new words, {len(previews) - sum(moves.values()) - same} the same as before."
    )


def _cell(outcome: Outcome) -> str:
    """Return what is replied, with the beginning of its text."""
    text = textwrap.shorten(outcome.text, _SHOWN_CHARS, placeholder=" …")
    heading = f"[bold]{outcome.kind}[/] {outcome.confidence:.0%} {outcome.key or ''}"
    return f"{heading}\n{escape(text)}" if text else heading
