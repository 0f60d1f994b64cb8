"""`grenswijzer knowledge export`: all texts as one file, for a review."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from knowledge.citations import SourceRows
from knowledge.cli.editors.common import day_from, end, errors, errors_told, language_from, today
from knowledge.cli.editors.reading import read_with_progress
from knowledge.drafts import is_draft
from knowledge.editing.exporting import Format, told_texts
from knowledge.editing.exporting import export as write_export
from knowledge.schema import LANGUAGES, Kind

EPILOG = """Examples:

grenswijzer knowledge export --lang nl --out texts.csv            for Excel or LibreOffice

grenswijzer knowledge export --format html --kind regulation > regulations.html
"""
_ENDINGS = {".csv": Format.CSV, ".jsonl": Format.JSONL, ".html": Format.HTML, ".md": Format.MARKDOWN}


def export(
    form: Annotated[Format | None, typer.Option("--format", help="By the ending of --out, else csv.")] = None,
    lang: Annotated[str | None, typer.Option("--lang", "-l", help="Only this language: nl, de or en.")] = None,
    kind: Annotated[list[Kind] | None, typer.Option(help="Only entries of this kind; may be given again.")] = None,
    as_of: Annotated[str | None, typer.Option(help="What held on this day, e.g. 2016-03-31.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write here instead of to the terminal.")] = None,
) -> None:
    """Write every text that is told, with its title, date, status and sources, one row for each language.

    A CSV opens in Excel with its umlauts, and no cell can run as a formula.
    """
    languages = (language_from(lang),) if lang else LANGUAGES
    on = day_from(as_of, "--as-of") if as_of else today()
    wanted = form or (_ENDINGS.get(out.suffix.casefold()) if out else Format.CSV)
    if wanted is None:
        raise end(f"--out {out} has none of the endings {', '.join(_ENDINGS)}: name one, or give --format.", 2)
    with errors_told():
        filed = [one for one in read_with_progress().values() if not kind or one.entry.kind in kind]
        drafts = [one.entry.id for one in filed if is_draft(one.entry)]
        filed = [one for one in filed if one.entry.id not in drafts]
        told = told_texts(filed, SourceRows.load(), on, languages)
        data = write_export(told, wanted)
        if drafts:
            left_out = f"Left out, for texts are still to be written: {', '.join(drafts)}."
            errors.print(left_out, markup=False)
        if out is None:
            sys.stdout.buffer.write(data)
            return
        out.write_bytes(data)
    counted = len({one.entry for one in told})
    errors.print(f"{len(told)} texts of {counted} entries are in {out}.", markup=False)
