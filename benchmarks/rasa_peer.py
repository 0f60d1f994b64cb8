"""Rasa's stock pipeline as a search: DIET and TED around a ResponseSelector that chooses the entry."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from rich.progress import track
from ruamel.yaml import YAML

from benchmarks.judging import Judge, quality, read_sets
from benchmarks.passages import Corpus
from benchmarks.reporting import ROOT, command, machine, provenance, table, write_report, write_section
from benchmarks.systems import ENTRIES, Grenswijzer, TimedEncoder
from evaluation.arithmetic import percentile
from evaluation.memory import read_process
from knowledge.clock import clock_from_environment
from knowledge.encoder import load_encoder
from knowledge.schema import LANGUAGES
from knowledge.units import SUMMARY, Passage

PYTHON = ROOT / ".venv" / "bot" / "bin" / "python"
#: Rasa's own template trains for 100, which takes hours on these questions.
EPOCHS = 10
#: Sample questions of each entry and language that are trained on, at even distances.
EXAMPLES = 8
TRAINING_LIMIT_S = 1800
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore",
}


class RasaFailed(Exception):
    """Rasa could not be trained or asked; the message says where to look."""


def _config(epochs: int) -> dict[str, Any]:
    """Return the pipeline and policies that `rasa init` writes, with the selector for the entries."""
    return {
        "recipe": "default.v1",
        "assistant_id": "stock",
        "language": "nl",
        "pipeline": [
            {"name": "WhitespaceTokenizer"},
            {"name": "RegexFeaturizer"},
            {"name": "LexicalSyntacticFeaturizer"},
            {"name": "CountVectorsFeaturizer"},
            {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
            {"name": "DIETClassifier", "epochs": epochs, "random_seed": 1, "constrain_similarities": True},
            {"name": "EntitySynonymMapper"},
            {
                "name": "ResponseSelector",
                "retrieval_intent": "faq",
                "epochs": epochs,
                "random_seed": 1,
                "constrain_similarities": True,
            },
            {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
        ],
        "policies": [
            {"name": "MemoizationPolicy"},
            {"name": "RulePolicy"},
            {"name": "TEDPolicy", "max_history": 5, "epochs": epochs, "constrain_similarities": True},
        ],
    }


def samples(passages: Sequence[Passage], each: int) -> dict[str, list[str]]:
    """Return at most `each` sample questions per language of every entry, those of the index itself."""
    grouped: dict[tuple[str, str], list[str]] = defaultdict(list)
    for passage in passages:
        if passage.kind in ("question", "asked"):
            grouped[passage.entry, passage.language].append(passage.text)
    chosen: dict[str, list[str]] = defaultdict(list)
    for (entry, _), texts in grouped.items():
        chosen[entry] += texts[:: max(1, -(-len(texts) // each))]
    return chosen


def write_project(folder: Path, examples: dict[str, list[str]], epochs: int) -> None:
    """Write a Rasa project whose only knowledge is which question belongs to which entry."""
    folder.mkdir(parents=True)
    small_talk = [
        "hallo",
        "hoi",
        "goedemorgen",
        "hallo zusammen",
        "guten tag",
        "moin",
        "hello",
        "hi there",
        "good morning",
    ]
    nlu = [{"intent": "greet", "examples": _listed(small_talk)}]
    nlu += [{"intent": f"faq/{entry}", "examples": _listed(texts)} for entry, texts in examples.items()]
    domain = {
        "version": "3.1",
        "intents": ["greet", "faq"],
        "responses": {
            "utter_greet": [{"text": "Hallo!"}],
            **{f"utter_faq/{entry}": [{"text": entry}] for entry in examples},
        },
    }
    steps = [{"intent": "greet"}, {"action": "utter_greet"}, {"intent": "faq"}, {"action": "utter_faq"}]
    stories = [{"story": "greeting first", "steps": steps}, {"story": "question alone", "steps": steps[2:]}]
    yaml = YAML()
    for name, data in {
        "config.yml": _config(epochs),
        "domain.yml": domain,
        "data/nlu.yml": {"version": "3.1", "nlu": nlu},
        "data/stories.yml": {"version": "3.1", "stories": stories},
    }.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        with path.open("w", encoding="utf-8") as file:
            yaml.dump(data, file)


def _listed(texts: Sequence[str]) -> str:
    # Brackets would mark entities.
    plain = (" ".join(text.translate(str.maketrans("[]{}", "()()")).split()) for text in texts)
    return "".join(f"- {text}\n" for text in plain)


def train(folder: Path) -> dict[str, Any]:
    """Train in the bot's environment and return how long it took and how much memory it held at most.

    Raises:
        RasaFailed: the training failed or took more than `TRAINING_LIMIT_S`.
    """
    log = folder / "train.log"
    began = time.monotonic()
    peak = 0.0
    command_line = [str(PYTHON), "-m", "rasa", "train", "--fixed-model-name", "stock"]
    with log.open("wb") as file:
        process = subprocess.Popen(command_line, cwd=folder, stdout=file, stderr=file, env={**os.environ, **QUIET})
        try:
            while process.poll() is None:
                if time.monotonic() - began > TRAINING_LIMIT_S:
                    raise RasaFailed(f"Training took more than {TRAINING_LIMIT_S} s: use fewer --rasa-epochs.")
                held = read_process("training", process.pid)
                peak = max(peak, held.peak_mib if held else 0.0)
                time.sleep(1)
        finally:
            process.kill()
            process.wait()
    if process.returncode:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        raise RasaFailed("Rasa could not be trained: " + " / ".join(lines[-3:]))
    return {"train_s": round(time.monotonic() - began), "train_peak_mib": round(peak)}


class Rasa:
    """A trained model that answers in a process of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._ask("ready")

    def ask(self, question: str) -> dict[str, Any]:
        """Return what `rasa_turns` tells about one turn."""
        return self._ask("seconds", json.dumps(question))

    def memory(self) -> dict[str, float]:
        """Return what its process holds, in MiB."""
        return self._ask("rss_mib", "")

    def _ask(self, wanted: str, line: str | None = None) -> dict[str, Any]:
        sent, received = self._pipes()
        if line is not None:
            sent.write(line + "\n")
            sent.flush()
        answer: dict[str, Any] = json.loads(received.readline() or "{}")
        if not answer.get(wanted):
            raise RasaFailed("Rasa loaded the trained model but does not answer: its messages stand above.")
        return answer

    def _pipes(self) -> tuple[IO[str], IO[str]]:
        if self._process.stdin is None or self._process.stdout is None:
            raise RasaFailed("Rasa has no pipes.")
        return self._process.stdin, self._process.stdout


@contextmanager
def answering(model: Path) -> Iterator[Rasa]:
    """Start a process that answers with `model`, and stop it."""
    process = subprocess.Popen(
        [str(PYTHON), "-m", "benchmarks.rasa_turns", str(model)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **QUIET},
    )
    try:
        yield Rasa(process)
    finally:
        process.kill()
        process.wait()


def run(options: argparse.Namespace, corpus: Corpus, folder: Path) -> None:
    """Train, ask Rasa and ourselves the same questions in turn, and write it down.

    Raises:
        RasaFailed: Rasa cannot be trained or asked.
    """
    before = machine()
    examples = samples(corpus.index.passages, EXAMPLES)
    write_project(folder, examples, options.rasa_epochs)
    sys.stdout.write(f"Training Rasa on {sum(map(len, examples.values()))} questions ...\n")
    trained = train(folder)
    today = clock_from_environment().today()
    ours = Grenswijzer(corpus.folder, TimedEncoder(load_encoder()), today)
    judge = Judge(corpus.index.entries, today)
    sets = read_sets(options.sets, options.limit)
    figures: dict[str, dict[str, list[Any]]] = {
        name: {"ranks": [], "seconds": [], "languages": []} for name in ("Rasa, stock", Grenswijzer.name)
    }
    with answering(folder / "models" / "stock.tar.gz") as rasa:
        rasa.ask("hallo")
        for question in track([q for questions in sets.values() for q in questions], description="Asking"):
            said = rasa.ask(question.text)
            began = time.perf_counter()
            found = ours.search(question.text)
            own_s = time.perf_counter() - began
            keys = [(key.partition("/")[2], SUMMARY) for key in said["keys"][:ENTRIES]]
            answered = keys if said["intent"] == "faq" else []
            for name, result, seconds in (("Rasa, stock", answered, said["seconds"]), (ours.name, found, own_s)):
                figures[name]["ranks"].append(judge.rank_of_entry(result, question))
                figures[name]["seconds"].append(seconds)
                figures[name]["languages"].append(question.language)
        held = rasa.memory()
    report = {
        "machine": before,
        "versions": {"rasa": _rasa_version()},
        "command": command("bench-peers"),
        "day": today.isoformat(),
        "training": {"examples": sum(map(len, examples.values())), "epochs": options.rasa_epochs, **trained},
        "memory_mib": {key: round(value) for key, value in held.items()},
        "entries": len(examples),
        "systems": {name: _summary(figures[name]) for name in figures},
    }
    write_report(options.out, "peers-rasa", report)
    text = _section(report)
    path = write_section(options.out, "peers-rasa", text)
    sys.stdout.write(f"{text}\nWritten to {path}.\n")


def _summary(figures: dict[str, list[Any]]) -> dict[str, Any]:
    seconds, ranks = figures["seconds"], figures["ranks"]
    return {
        "all": quality(ranks),
        "languages": {
            code: quality(
                [rank for rank, language in zip(ranks, figures["languages"], strict=True) if language == code]
            )
            for code in LANGUAGES
            if code in figures["languages"]
        },
        "per_s": round(len(seconds) / sum(seconds), 1),
        "median_ms": round(1000 * (percentile(seconds, 0.5) or 0), 1),
        "p95_ms": round(1000 * (percentile(seconds, 0.95) or 0), 1),
    }


def _section(report: dict[str, Any]) -> str:
    training, memory = report["training"], report["memory_mib"]
    epochs = "epoch" if training["epochs"] == 1 else "epochs"
    data = (
        f"trained on {training['examples']:,} of the entries' sample questions (at most {EXAMPLES} per entry and "
        f"language), {training['epochs']} {epochs} instead of the template's 100; {report['entries']} entries"
    )
    codes = list(next(iter(report["systems"].values()))["languages"])
    rows = []
    for name, system in report["systems"].items():
        scores = (
            " · ".join(f"{part[key]:.3f}" for key in ("hit@1", "hit@5", "mrr"))
            for part in (system["all"], *system["languages"].values())
        )
        rows.append([name, *scores, f"{system['median_ms']:.1f} / {system['p95_ms']:.1f}", f"{system['per_s']:.0f}"])
    header = ["hit@1 · hit@5 · MRR by entry", "all", *codes, "ms per turn, median / p95", "turns/s"]
    told = (
        f"Rasa's training took {training['train_s']} s and {training['train_peak_mib']:,} MiB; its process held "
        f"{memory['rss_mib']:,} MiB after the questions, at most {memory['peak_mib']:,} MiB.\n"
    )
    return "\n".join([provenance(report, data), table(header, rows), told])


def _rasa_version() -> str:
    code = "from importlib.metadata import version; print(version('rasa'))"
    return subprocess.run([str(PYTHON), "-c", code], capture_output=True, text=True, check=True).stdout.strip()
