"""`grenswijzer calibrate-documents`: fit how sure a match in an adopter's own document is."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import typer

from knowledge.cli.editors.common import end
from knowledge.cli.index import FOLDER
from knowledge.loading import KnowledgeError

TARGET = Path(__file__).parents[1] / "data" / "documents.json"


def calibrate_documents() -> None:
    """Fit the search in own documents again, on those of a school that does not exist; about a minute.

    Do this when another encoder is used, or after larger changes of the knowledge; no documents are needed.

    Example: grenswijzer calibrate-documents
    """
    from knowledge.encoder import EncoderError, load_encoder
    from knowledge.index import open_index
    from knowledge.ingest.calibration import calibrate, put_questions, to_json

    try:
        encoder = load_encoder()
        questions = put_questions(open_index(FOLDER, encoder.fingerprint), encoder)
    except (KnowledgeError, EncoderError) as error:
        raise end(str(error)) from error
    model, report = calibrate(questions)
    TARGET.write_text(json.dumps(to_json(model, report, encoder.fingerprint), indent=2) + "\n", encoding="utf-8")
    for name, value in asdict(report).items():
        typer.echo(f"{name.replace('_', ' ')}: {value}")
    typer.echo(f"Written to {TARGET.name}.")
