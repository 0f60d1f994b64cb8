"""`grenswijzer calibrate`: train adapter and reranker, fit fusion weights and confidence, all to our own questions."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress

from knowledge.cli.editors.common import end
from knowledge.cli.index import FOLDER
from knowledge.loading import KnowledgeError

if TYPE_CHECKING:
    from knowledge.asked_questions import AskedQuestion
    from knowledge.calibration import Asked
    from knowledge.encoder import Encoder
    from knowledge.index import Index

TARGET = Path(__file__).parents[1] / "data" / "ranking.json"
#: What `make bench-abstention` reads.
OUTCOMES = Path(__file__).parents[2] / "docs" / "benchmarks" / "calibration.json"


def calibrate(
    ranks: Annotated[
        Path | None, typer.Option(help="Write to this CSV file at which rank each asked question finds its point.")
    ] = None,
    outcomes: Annotated[
        Path,
        typer.Option(
            help="Write to this JSON file how sure the answer to each question was, and if it was right.",
            show_default="docs/benchmarks/calibration.json",
        ),
    ] = OUTCOMES,
) -> None:
    """Train adapter and reranker and fit the ranking and its confidence again; some minutes.

    Do this after larger changes of the knowledge, then look at `make eval` and `make bench-abstention`.
    """
    from knowledge.adapter import Adapter
    from knowledge.adapter_training import Recipe, train
    from knowledge.calibration import ask_out_of_scope, asked_rows, broad_rows, outcomes_of, to_json
    from knowledge.calibration import calibrate as fit
    from knowledge.clock import clock_from_environment
    from knowledge.confidence import Learnt
    from knowledge.encoder import EncoderError, load_encoder
    from knowledge.index import open_index
    from knowledge.ranking import Ranker
    from knowledge.reranking import FILE

    try:
        encoder = load_encoder()
        index = open_index(FOLDER, encoder.fingerprint)
        questions = asked_rows(index)
    except (KnowledgeError, EncoderError) as error:
        raise end(str(error)) from error
    with Progress() as bar:
        train(index, _reporter(bar, "training on all questions"), Recipe()).save()
        asked = _cross_fitted(index, encoder, questions | broad_rows(index), bar)
    ranker = Ranker(index, encoder, Learnt.load().ranking, Adapter.load())
    today = clock_from_environment().today()
    fitted = fit(ranker, [*asked, *ask_out_of_scope(ranker)], today)
    TARGET.with_name(FILE).write_text(json.dumps(fitted.network.to_json()) + "\n", encoding="utf-8")
    TARGET.write_text(json.dumps(to_json(fitted.learnt, fitted.report, ranker), indent=2) + "\n", encoding="utf-8")
    for name, value in asdict(fitted.report).items():
        typer.echo(f"{name.replace('_', ' ')}: {value}")
    outcomes_of(fitted, index, today).write(outcomes)
    typer.echo(f"Written to {TARGET.name} and {outcomes.name}.")
    if ranks:
        _write_ranks(ranks, questions.values(), fitted.ranks)
        typer.echo(f"The rank of each asked question's point: {ranks}")


def _write_ranks(target: Path, asked: Iterable[AskedQuestion], ranks: Mapping[str, tuple[int, int]]) -> None:
    """Write one line per question, what is worst found first."""
    rows = sorted(((*ranks[q.id], q) for q in asked), key=lambda row: (-row[0], row[2].id))
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["rank of point", "rank of entry", "id", "language", "entry", "point", "question"])
        writer.writerows([unit, entry, q.id, q.language, q.entry, q.point, q.text] for unit, entry, q in rows)


def _reporter(bar: Progress, what: str) -> Callable[[int, int], None]:
    """Return what tells `bar` how far a new task is."""
    task = bar.add_task(what, total=None)
    return lambda done, total: bar.update(task, completed=done, total=total)


def _cross_fitted(index: Index, encoder: Encoder, questions: Mapping[int, AskedQuestion], bar: Progress) -> list[Asked]:
    """Ask every asked question with an adapter that has not seen it."""
    from knowledge.adapter_training import Recipe, train
    from knowledge.calibration import FOLDS, ask, fold_of
    from knowledge.confidence import Learnt
    from knowledge.ranking import Ranker

    weights = Learnt.load().ranking
    asked: list[Asked] = []
    for fold in range(FOLDS):
        held = frozenset(row for row, question in questions.items() if fold_of(question) == fold)
        report = _reporter(bar, f"testing part {fold + 1} of {FOLDS}")
        adapter = train(index, report, Recipe(), held)
        asked += ask(Ranker(index, encoder, weights, adapter), questions, fold)
    return asked
