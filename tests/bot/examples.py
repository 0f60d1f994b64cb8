"""Reads examples in Rasa's training format, with the language that they are in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
TRAINING = ROOT / "bot" / "data" / "nlu"
HELD_OUT = sorted((Path(__file__).parent / "data").glob("nlu_*test.yml"))


@dataclass(frozen=True)
class Example:
    """One message with the intent and the language that it has."""

    text: str
    intent: str
    language: str


def held_out() -> list[Example]:
    """Return the examples that are kept out of training."""
    return [example for path in HELD_OUT for example in _read(path, None)]


def training() -> list[Example]:
    """Return the training examples; the folder of a file names its language."""
    return [example for path in sorted(TRAINING.rglob("*.yml")) for example in _read(path, path.parent.name)]


def _read(path: Path, language: str | None) -> list[Example]:
    blocks = yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
    return [
        Example(line[2:].strip(), block["intent"], language or block["metadata"]["language"])
        for block in blocks
        for line in block["examples"].splitlines()
    ]
