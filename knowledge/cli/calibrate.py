"""`grenswijzer calibrate`: fit fusion weights and confidence to our own questions."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import typer
from rich.progress import Progress

from knowledge.cli.index import FOLDER
from knowledge.loading import KnowledgeError

TARGET = Path(__file__).parents[1] / "data" / "ranking.json"


def calibrate() -> None:
    """Fit the ranking and its confidence again; do this after larger changes of the knowledge."""
    from knowledge.adapter import Adapter
    from knowledge.calibration import calibrate as fit
    from knowledge.calibration import to_json
    from knowledge.confidence import Learnt
    from knowledge.encoder import EncoderError, load_encoder
    from knowledge.index import open_index
    from knowledge.ranking import Ranker

    try:
        encoder = load_encoder()
        index = open_index(FOLDER, encoder.fingerprint)
        ranker = Ranker(index, encoder, Learnt.load().ranking, Adapter.load())
    except (KnowledgeError, EncoderError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    with Progress() as bar:
        task = bar.add_task("asking our own questions", total=None)
        learnt, report = fit(ranker, lambda done, total: bar.update(task, completed=done, total=total))
    TARGET.write_text(json.dumps(to_json(learnt, report, ranker), indent=2) + "\n", encoding="utf-8")
    for name, value in asdict(report).items():
        typer.echo(f"{name.replace('_', ' ')}: {value}")
    typer.echo(f"Written to {TARGET.name}.")
