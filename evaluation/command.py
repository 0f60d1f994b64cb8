"""`python -m evaluation`: measure how good and how fast the answers of a running stack are."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer
from rich.console import Console

from evaluation.errors import EvaluationError
from evaluation.plan import Part, Plan, choose, spread
from evaluation.questions import DATA, read_dialogues, read_out_of_scope, read_questions
from evaluation.running import Output, Target, evaluate

ROOT = Path(__file__).parents[1]
QUESTIONS = DATA / "dev.jsonl"
OUT_OF_SCOPE = DATA / "dev_out_of_scope.jsonl"
DIALOGUES = DATA / "dev_dialogues.jsonl"
REPORT = ROOT / "models" / "evaluation.json"
RASA_PORT = 5005

HELP = """Ask a running stack every question of evaluation/data and count what it says.

Measured are: answers (right, clarified, length), out-of-scope (false answers), dialogues (turns passed), speed (one at
a time, eight at once, deep in a conversation), search (hit@1, hit@5, MRR) and memory. Every rate comes with its 95 %
interval; docs/evaluation.md says what counts as right.

A stack limits how much one address may ask, and this command waits as it is told: minutes, with the normal limits. A
stack that --start starts has its limits lifted.
"""
EPILOG = """Examples:

python -m evaluation --start

python -m evaluation --topics regulations,support --only answers,search --show-wrong

python -m evaluation --url http://127.0.0.1:8000 --limit 20 --report before.json
"""

app = typer.Typer(add_completion=False, rich_markup_mode=None)


def _file(told: str, default: Path) -> Any:
    return typer.Option(help=told, show_default=str(default.relative_to(ROOT)))


@app.command(help=HELP, epilog=EPILOG)
def measure(  # noqa: PLR0913 - one parameter per option
    *,
    url: Annotated[str, typer.Option(envvar="GRENSWIJZER_URL", help="Address of the stack.")] = "http://127.0.0.1:8000",
    start: Annotated[
        bool, typer.Option("--start", help="Start a stack on free ports with its limits lifted, and stop it after.")
    ] = False,
    topics: Annotated[
        str, typer.Option(help="Only questions on these topics, e.g. regulations,support or figures.stay.")
    ] = "",
    only: Annotated[str, typer.Option(help=f"Only these parts: {','.join(Part)}.")] = "",
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many of each file, spread over it.")] = None,
    questions: Annotated[Path, _file("Another file of questions.", QUESTIONS)] = QUESTIONS,
    out_of_scope: Annotated[
        Path, _file("Another file of messages that must not be answered.", OUT_OF_SCOPE)
    ] = OUT_OF_SCOPE,
    dialogues: Annotated[Path, _file("Another file of dialogues.", DIALOGUES)] = DIALOGUES,
    report: Annotated[Path, _file("Write the JSON report here.", REPORT)] = REPORT,
    show_wrong: Annotated[bool, typer.Option("--show-wrong", help="List what went wrong, with what was told.")] = False,
    pids: Annotated[
        str, typer.Option(help="Processes whose memory is taken, e.g. 4711,4712; else they are found by their ports.")
    ] = "",
    rasa_url: Annotated[
        str, typer.Option(envvar="GRENSWIJZER_RASA_URL", help="Address of the Rasa server, to find its process.")
    ] = f"http://127.0.0.1:{RASA_PORT}",
) -> None:
    """Measure, as the help text says."""
    files = {"questions": questions, "out_of_scope": out_of_scope, "dialogues": dialogues}
    output = Output(Console(), report, show_wrong)
    named, parts = _pids(pids), _parts(only)
    try:
        plan = _plan(files, _words(topics), parts, limit)
        work = partial(evaluate, plan, files, output=output)
        if start:
            from evaluation.starting import with_own_stack  # needs set-up, which nothing else here does

            output.console.print("Starting the product: about half a minute ...")
            with_own_stack(lambda address, rasa_port: work(Target(address, rasa_port, named)))
        else:
            work(Target(url, _port(rasa_url), named))
    except (EvaluationError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


def _words(text: str) -> list[str]:
    return [word for word in map(str.strip, text.split(",")) if word]


def _parts(only: str) -> frozenset[Part]:
    try:
        return frozenset(map(Part, _words(only))) or frozenset(Part)
    except ValueError as error:
        raise typer.BadParameter(f"{error}: choose from {', '.join(Part)}", param_hint="--only") from error


def _pids(text: str) -> tuple[int, ...]:
    try:
        return tuple(map(int, _words(text)))
    except ValueError as error:
        raise typer.BadParameter("name process numbers, such as 4711,4712", param_hint="--pids") from error


def _port(url: str) -> int:
    try:
        return urlsplit(url).port or RASA_PORT
    except ValueError as error:
        raise typer.BadParameter(f"{url} names no port", param_hint="--rasa-url") from error


def _plan(files: dict[str, Path], topics: list[str], parts: frozenset[Part], limit: int | None) -> Plan:
    return Plan(
        parts,
        spread(choose(read_questions(files["questions"]), topics), limit),
        spread(read_out_of_scope(files["out_of_scope"]), limit),
        spread(read_dialogues(files["dialogues"]), limit),
    )
