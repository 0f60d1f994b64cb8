"""`grenswijzer`: ask, search, and the commands that build and check what they need."""

from __future__ import annotations

import logging
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from knowledge.cli import encoder, index, knowledge
from knowledge.cli.bot_data import bot_data
from knowledge.cli.calibrate import calibrate
from knowledge.cli.calibrate_documents import calibrate_documents
from knowledge.cli.contacts import EPILOG as CONTACTS_EPILOG
from knowledge.cli.contacts import contacts
from knowledge.cli.editors.common import day_from, end
from knowledge.cli.filters import (
    AudienceOption,
    JurisdictionOption,
    KindOption,
    RegionOption,
    StatusOption,
    TopicOption,
    check_region,
    filters_from,
)
from knowledge.cli.ingest import EPILOG, ingest
from knowledge.cli.vectors import EPILOG as VECTORS_EPILOG
from knowledge.cli.vectors import filling_bar, vectors
from knowledge.loading import KnowledgeError

if TYPE_CHECKING:
    from knowledge.assistant import Assistant
    from knowledge.ingest import DocumentResult
    from knowledge.schema import Language
    from knowledge.search import Result

MODELS = Path(__file__).parents[2] / "models"

app = typer.Typer(
    no_args_is_help=True,
    help="Answers in Dutch, German and English on studying, internships, working and commuting in the Netherlands "
    "and across its borders - each with its source and date.",
    epilog='Begin with: grenswijzer ask "Heb ik een TWV nodig voor een stagiair uit China?"',
)
app.add_typer(encoder.app, name="encoder")
app.add_typer(index.app, name="index")
app.add_typer(knowledge.app, name="knowledge")
app.command()(calibrate)
app.command("calibrate-documents")(calibrate_documents)
app.command(epilog=EPILOG)(ingest)
app.command("bot-data")(bot_data)
app.command(epilog=CONTACTS_EPILOG)(contacts)
app.command(epilog=VECTORS_EPILOG)(vectors)


class LanguageChoice(StrEnum):
    """The languages of the answers."""

    NL = "nl"
    DE = "de"
    EN = "en"


Lang = Annotated[LanguageChoice | None, typer.Option("--lang", "-l", help="Language; detected where not given.")]
AsOf = Annotated[str | None, typer.Option(help="Tell what held on this day (YYYY-MM-DD), e.g. 2016-03-31.")]


def open_assistant() -> Assistant:
    """Open the assistant, or end with a sentence that says what to do."""
    # Loading the encoder's library takes seconds, which `--help` should not.
    from knowledge.assistant import Assistant

    try:
        with filling_bar() as show:
            return Assistant.open(MODELS, progress=show)
    except (KnowledgeError, ValueError) as error:
        raise end(str(error)) from error


@app.command(epilog='Example: grenswijzer ask "hours a student may work" --as-of 2016-03-31')
def ask(
    question: Annotated[str, typer.Argument(help="The question, in Dutch, German or English, in quotes.")],
    lang: Lang = None,
    as_of: AsOf = None,
) -> None:
    """Answer one question in the terminal, with its date and source."""
    from knowledge.answering import as_plain_text

    day = None if as_of is None else day_from(as_of, "--as-of")
    assistant = open_assistant()
    try:
        typer.echo(as_plain_text(assistant.answer(question, lang.value if lang else None, as_of=day)))
    except KnowledgeError as error:
        raise end(str(error)) from error


@app.command(epilog='Example: grenswijzer search "salary" --topic wage --audience employer --as-of 2024-06-01')
def search(  # noqa: PLR0913, PLR0917 - one option per filter
    query: Annotated[str, typer.Argument(help="What to look up, in quotes.")],
    lang: Lang = None,
    limit: Annotated[int, typer.Option(min=1, max=50, help="How many entries to show.")] = 5,
    topic: TopicOption = None,
    kind: KindOption = None,
    audience: AudienceOption = None,
    region: RegionOption = None,
    status: StatusOption = None,
    jurisdiction: JurisdictionOption = None,
    as_of: AsOf = None,
) -> None:
    """Show the best entries for a query, and why each was found.

    Passages of your own documents follow where no filter is given, for nothing tells what they are about.
    """
    from knowledge.search import Scope, SearchFilters

    filters = filters_from(
        topic=topic, kind=kind, audience=audience, region=region, status=status, jurisdiction=jurisdiction,
        as_of=None if as_of is None else day_from(as_of, "--as-of"),
    )  # fmt: skip
    assistant = open_assistant()
    if region:
        check_region(region, assistant.entries.values())
    try:
        found = assistant.find(query, lang.value if lang else None, Scope(filters=filters, limit=limit))
    except KnowledgeError as error:
        raise end(str(error)) from error
    console = Console()
    for rank, result in enumerate(found.results, 1):
        _show(console, rank, result, found.language)
    own = assistant.own_passages(query, found.language, limit) if filters == SearchFilters() else []
    for rank, passage in enumerate(own, len(found.results) + 1):
        _show_own(console, rank, passage)
    if not found.results and not own:
        console.print("Nothing was found.")


def _show(console: Console, rank: int, result: Result, language: Language) -> None:
    """Show what an entry answers, and why it was found."""
    from knowledge.cli.explained import explain

    unit = result.unit
    table = Table(title=f"{rank}. {unit.key}", title_justify="left", show_header=False, box=None)
    table.add_column(style="dim")
    table.add_column()
    table.add_row("text", Text(unit.text[language]))
    table.add_row("as of", f"{unit.as_of} ({unit.status}, {unit.confidence})")
    table.add_row("score", f"{result.score:.3f}, confidence {result.confidence:.0%}")
    explain(table, result.why, result.runner_up, unit.point)
    console.print(table)


def _show_own(console: Console, rank: int, result: DocumentResult) -> None:
    """Show a passage of an adopter's own document as the entries are shown."""
    from knowledge.ingest.quoting import cite

    source, passage = cite(result, "en"), result.passage
    table = Table(title=f"{rank}. {result.id} (your own document)", title_justify="left", show_header=False, box=None)
    table.add_column(style="dim")
    table.add_column()
    table.add_row("text", Text(passage.text))
    table.add_row("document", Text(", ".join(filter(None, (source.title, source.locator)))))
    table.add_row("under", Text(" > ".join(passage.headings) or "-"))
    table.add_row("as of", result.document.as_of)
    table.add_row("score", f"{result.score:.3f}, confidence {result.confidence:.0%}")
    table.add_row("words", Text(", ".join(result.words) or "-"))
    console.print(table)


@app.callback()
def _quiet(verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show warnings and more.")] = False) -> None:
    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, stream=sys.stderr, format="%(message)s")
