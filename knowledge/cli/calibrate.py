"""`grenswijzer calibrate`: train adapter and reranker, fit fusion weights and confidence, all to our own questions."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.progress import Progress

from knowledge.cli.index import FOLDER
from knowledge.loading import KnowledgeError

if TYPE_CHECKING:
    from knowledge.calibration import Asked
    from knowledge.encoder import Encoder
    from knowledge.index import Index

TARGET = Path(__file__).parents[1] / "data" / "ranking.json"


def calibrate() -> None:
    """Train adapter and reranker and fit the ranking and its confidence again; some minutes.

    Do this after larger changes of the knowledge, then look at `make eval`.
    """
    from knowledge.adapter import Adapter
    from knowledge.adapter_training import Recipe, train
    from knowledge.calibration import ask_out_of_scope, to_json
    from knowledge.calibration import calibrate as fit
    from knowledge.confidence import Learnt
    from knowledge.encoder import EncoderError, load_encoder
    from knowledge.index import open_index
    from knowledge.ranking import Ranker
    from knowledge.reranking import FILE

    try:
        encoder = load_encoder()
        index = open_index(FOLDER, encoder.fingerprint)
    except (KnowledgeError, EncoderError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    with Progress() as bar:
        train(index, _reporter(bar, "training on all questions"), Recipe()).save()
        asked = _cross_fitted(index, encoder, bar)
    ranker = Ranker(index, encoder, Learnt.load().ranking, Adapter.load())
    learnt, network, report = fit(ranker, [*asked, *ask_out_of_scope(ranker)])
    TARGET.with_name(FILE).write_text(json.dumps(network.to_json()) + "\n", encoding="utf-8")
    TARGET.write_text(json.dumps(to_json(learnt, report, ranker), indent=2) + "\n", encoding="utf-8")
    for name, value in asdict(report).items():
        typer.echo(f"{name.replace('_', ' ')}: {value}")
    typer.echo(f"Written to {TARGET.name}.")


def _reporter(bar: Progress, what: str) -> Callable[[int, int], None]:
    """Return what tells `bar` how far a new task is."""
    task = bar.add_task(what, total=None)
    return lambda done, total: bar.update(task, completed=done, total=total)


def _cross_fitted(index: Index, encoder: Encoder, bar: Progress) -> list[Asked]:
    """Ask every asked question with an adapter that has not seen it."""
    from knowledge.adapter_training import Recipe, train
    from knowledge.calibration import FOLDS, ask, asked_rows
    from knowledge.confidence import Learnt
    from knowledge.ranking import Ranker

    weights = Learnt.load().ranking
    rows = asked_rows(Ranker(index, None, weights))
    asked: list[Asked] = []
    for fold in range(FOLDS):
        held = [row for row, its_fold in rows.items() if its_fold == fold]
        report = _reporter(bar, f"testing part {fold + 1} of {FOLDS}")
        adapter = train(index, report, Recipe(), frozenset(held))
        asked += ask(Ranker(index, encoder, weights, adapter), held, fold)
    return asked
