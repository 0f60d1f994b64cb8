"""Our bot with Rasa's learnt parts in place of ours: DIET tells intents apart, TED chooses what to do.

Domain, examples, word lists and actions are our own. Rules outside a check become stories, which TED learns; those of a
check stay rules, for Rasa does not take a form without. DIET sees the same sentence vectors as our classifier.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from benchmarks.rasa_peer import train
from benchmarks.reporting import ROOT
from setup.paths import MODELS
from setup.stamps import content_hash

FOLDER = MODELS / "learnt-bot"
MODEL = "stock.tar.gz"
#: DIET's, of which Rasa's template has 100: with these examples an epoch takes most of a minute on two cores.
EPOCHS = 12
#: Rasa's batches grow from 64 to 256; larger ones are faster.
BATCH = 256
TED_EPOCHS = 50


def config() -> dict[str, Any]:
    """Return our pipeline with DIET in place of our classifier, and TED beside the rules."""
    ours = YAML(typ="safe").load((ROOT / "config.yml").read_text(encoding="utf-8"))
    pipeline = list(ours["pipeline"])
    at = next(n for n, part in enumerate(pipeline) if part["name"].endswith("NgramIntentClassifier"))
    pipeline[at : at + 1] = [
        {"name": "WhitespaceTokenizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {
            "name": "DIETClassifier",
            "epochs": EPOCHS,
            "batch_size": BATCH,
            "random_seed": 1,
            "constrain_similarities": True,
            "entity_recognition": False,
        },
    ]
    policies = [
        {"name": "MemoizationPolicy", "max_history": 5},
        *ours["policies"],
        {"name": "TEDPolicy", "max_history": 5, "epochs": TED_EPOCHS, "random_seed": 1, "constrain_similarities": True},
    ]
    return {**ours, "assistant_id": "learnt", "pipeline": pipeline, "policies": policies}


def trained() -> Path:
    """Return the trained bot; it is trained again when what it learns from has changed.

    Raises:
        RasaFailed: it could not be trained.
    """
    learns_from = [ROOT / "bot" / part for part in ("components", "data", "domain")]
    folder = FOLDER / content_hash(learns_from, json.dumps(config()))
    if not (folder / MODEL).is_file():
        shutil.rmtree(FOLDER, ignore_errors=True)
        _write_project(folder)
        data: list[str | Path] = ["bot/data/nlu", "bot/data/rules/checks.yml", folder / "stories.yml"]
        places: list[str | Path] = ["--domain", "bot/domain", "--config", folder / "config.yml", "--data", *data]
        train(folder, [*places, "--out", folder], ROOT)
    return folder / MODEL


def _write_project(folder: Path) -> None:
    folder.mkdir(parents=True)
    outside = YAML(typ="safe").load((ROOT / "bot" / "data" / "rules" / "rules.yml").read_text(encoding="utf-8"))
    stories = [{"story": rule["rule"], "steps": rule["steps"]} for rule in outside["rules"]]
    for name, data in {"config.yml": config(), "stories.yml": {"version": "3.1", "stories": stories}}.items():
        with (folder / name).open("w", encoding="utf-8") as file:
            YAML().dump(data, file)
