"""How well the bot understands what a user does, and what a message names, on messages that it was not trained on.

The messages stand in `tests/bot/data/`; who wrote them had not seen the training examples. What the bot is not sure of
is searched for, and so counts as a question.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sklearn.metrics import confusion_matrix, f1_score

from benchmarks import nlu_report
from benchmarks.options import benchmark_parser
from benchmarks.rasa_peer import PYTHON, QUIET
from benchmarks.reporting import ROOT, command, machine, versions
from knowledge.clock import clock_from_environment
from knowledge.loading import KnowledgeError, read_yaml
from knowledge.schema import LANGUAGES
from setup.builds import rasa_model

DATA = ROOT / "tests" / "bot" / "data"
ENTITIES = DATA / "entities_test.yml"
UNSURE, QUESTION = "nlu_fallback", "ask"
#: Entities that say something of the message as a whole, and stand nowhere in it.
OF_THE_WHOLE = frozenset({"language", "requested_language", "user_role", "user_region"})


@dataclass(frozen=True)
class Message:
    """A message with what a careful reader makes of it."""

    text: str
    language: str
    intent: str | None
    #: (entity, value) of each, in no order.
    entities: tuple[tuple[str, str], ...] = ()


class BotFailed(KnowledgeError):
    """The bot could not read the messages."""


def messages_with_intents() -> list[Message]:
    """Return the held-out messages of `nlu_*test.yml`."""
    return [
        Message(line[2:].strip(), block["metadata"]["language"], block["intent"])
        for path in sorted(DATA.glob("nlu_*test.yml"))
        for block in read_yaml(path)["nlu"]
        for line in block["examples"].splitlines()
    ]


def messages_with_entities() -> list[Message]:
    """Return the held-out messages of `entities_test.yml`."""
    return [
        Message(
            row["text"],
            row["language"],
            None,
            tuple((entity, str(value)) for entity, values in row["entities"].items() for value in values),
        )
        for row in read_yaml(ENTITIES)
    ]


def parse(messages: Sequence[Message], model: Path | None = None) -> list[dict[str, Any]]:
    """Return what the trained bot makes of each message; `model`: another one than today's.

    Raises:
        BotFailed: it says nothing.
    """
    lines = "".join(json.dumps(message.text) + "\n" for message in messages)
    done = subprocess.run(
        [str(PYTHON), "-m", "benchmarks.nlu_parses", str(model or rasa_model())],
        cwd=ROOT,
        input=lines,
        capture_output=True,
        text=True,
        env={**os.environ, **QUIET},
        check=False,
    )
    if done.returncode:
        raise BotFailed(f"The bot does not read: {done.stderr.strip().splitlines()[-1:]}. `make build` trains it.")
    return [json.loads(line) for line in done.stdout.splitlines()]


def intents(messages: Sequence[Message], parsed: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return macro F1 and accuracy in all and per language, F1 per intent, and the confusion matrix."""
    rows = [
        (message.language, str(message.intent), QUESTION if one["intent"] == UNSURE else str(one["intent"]))
        for message, one in zip(messages, parsed, strict=True)
    ]
    names = sorted({right for _, right, _ in rows})
    parts: dict[str, list[tuple[str, str, str]]] = {"all": rows}
    parts |= {code: [row for row in rows if row[0] == code] for code in LANGUAGES}
    per_intent = f1_score(*_columns(rows), labels=names, average=None, zero_division=0)
    return {
        "messages": {part: len(of) for part, of in parts.items()},
        "macro_f1": {part: float(f1_score(*_columns(of), labels=names, average="macro")) for part, of in parts.items()},
        "accuracy": {part: sum(right == said for _, right, said in of) / len(of) for part, of in parts.items()},
        "f1": {name: float(f1) for name, f1 in zip(names, per_intent, strict=True)},
        "names": names,
        "confusion": confusion_matrix(*_columns(rows), labels=names).tolist(),
    }


def _columns(rows: Sequence[tuple[str, str, str]]) -> tuple[list[str], list[str]]:
    return [right for _, right, _ in rows], [said for _, _, said in rows]


def entities(messages: Sequence[Message], parsed: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return precision, recall and F1 of entities with their values, in all, per language and per kind."""
    found: dict[str, list[int]] = {}
    for message, one in zip(messages, parsed, strict=True):
        right = Counter(message.entities)
        said = Counter(
            (str(entity["entity"]), str(entity["value"]))
            for entity in one["entities"]
            if entity["entity"] not in OF_THE_WHOLE
        )
        for pair in {*right, *said}:
            both = min(right[pair], said[pair])
            for part in ("all", message.language, pair[0]):
                counts = found.setdefault(part, [0, 0, 0])
                counts[0] += both
                counts[1] += said[pair] - both
                counts[2] += right[pair] - both
    return {
        part: {
            "precision": hit / max(1, hit + wrong),
            "recall": hit / max(1, hit + missed),
            "f1": 2 * hit / max(1, 2 * hit + wrong + missed),
            "entities": hit + missed,
        }
        for part, (hit, wrong, missed) in sorted(found.items())
    }


def _options() -> argparse.Namespace:
    return benchmark_parser("bench-nlu", __doc__).parse_args()


def main() -> int:
    """Let the bot read all messages and write down what it understood."""
    options = _options()
    before = machine()
    try:
        with_intents, with_entities = messages_with_intents(), messages_with_entities()
        parsed = parse([*with_intents, *with_entities])
    except KnowledgeError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    report = {
        "machine": before,
        "versions": versions(("scikit-learn",)),
        "command": command("bench-nlu"),
        "day": clock_from_environment().today().isoformat(),
        "intents": intents(with_intents, parsed[: len(with_intents)]),
        "entities": entities(with_entities, parsed[len(with_intents) :]),
        "median_ms": sorted(1000 * one["seconds"] for one in parsed)[len(parsed) // 2],
    }
    nlu_report.write(options.out, report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
