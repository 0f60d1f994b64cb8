"""Rasa's stock pipeline as a search: DIET and TED around a ResponseSelector that chooses the entry."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from rich.progress import track

from benchmarks.judging import Judge, quality, read_sets
from benchmarks.passages import Corpus
from benchmarks.rasa_project import samples, write_project
from benchmarks.reporting import ROOT, command, machine, provenance, table, write_results
from benchmarks.systems import ENTRIES, Grenswijzer
from evaluation.arithmetic import percentile
from evaluation.memory import read_process
from evaluation.questions import Question
from knowledge.clock import clock_from_environment
from knowledge.encoder import load_encoder
from knowledge.schema import LANGUAGES
from knowledge.units import SUMMARY

NAME = "peers-rasa"
RASA = "Rasa, stock"
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


@dataclass(frozen=True)
class Turn:
    """One question to one of both."""

    language: str
    rank: int | None
    seconds: float


class RasaFailed(Exception):
    """Rasa could not be trained or asked; the message says where to look."""


def train(folder: Path, arguments: Sequence[str | Path] = (), cwd: Path | None = None) -> dict[str, Any]:
    """Train in the bot's environment and return how long it took and how much memory it held at most.

    `arguments` of `rasa train`, run in `cwd`: by default the project in `folder`, where the log is kept.

    Raises:
        RasaFailed: the training failed or took more than `TRAINING_LIMIT_S`.
    """
    log = folder / "train.log"
    began = time.monotonic()
    peak = 0.0
    command_line = [PYTHON, "-m", "rasa", "train", "--fixed-model-name", "stock", *arguments]
    with log.open("wb") as file:
        process = subprocess.Popen(
            command_line, cwd=cwd or folder, stdout=file, stderr=file, env={**os.environ, **QUIET}
        )
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
        raise RasaFailed(f"Rasa could not be trained: {_last_lines(log)}")
    return {"train_s": round(time.monotonic() - began), "train_peak_mib": round(peak)}


def _last_lines(log: Path) -> str:
    return " / ".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-3:])


class Rasa:
    """A trained model that answers in a process of its own, whose other output goes to `log`."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self._process = process
        self._log = log
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
            raise RasaFailed(f"Rasa does not answer with the trained model: {_last_lines(self._log)}")
        return answer

    def _pipes(self) -> tuple[IO[str], IO[str]]:
        if self._process.stdin is None or self._process.stdout is None:
            raise RasaFailed("Rasa has no pipes.")
        return self._process.stdin, self._process.stdout


@contextmanager
def answering(model: Path) -> Iterator[Rasa]:
    """Start a process that answers with `model`, and stop it."""
    log = model.with_suffix(".log")
    with log.open("wb") as file:
        process = subprocess.Popen(
            [str(PYTHON), "-m", "benchmarks.rasa_turns", str(model)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=file,
            text=True,
            env={**os.environ, **QUIET},
        )
        try:
            yield Rasa(process, log)
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
    count = sum(map(len, examples.values()))
    write_project(folder, examples, options.rasa_epochs)
    sys.stdout.write(f"Training Rasa on {count} questions ...\n")
    trained = train(folder)
    questions = [question for rows in read_sets(options.sets, options.limit).values() for question in rows]
    with answering(folder / "models" / "stock.tar.gz") as rasa:
        figures = ask_both(rasa, corpus, questions)
        held = rasa.memory()
    report = {
        "machine": before,
        "versions": {"rasa": rasa_version()},
        "command": command("bench-peers"),
        "day": clock_from_environment().today().isoformat(),
        "training": {"examples": count, "epochs": options.rasa_epochs, **trained},
        "memory_mib": {key: round(value) for key, value in held.items()},
        "entries": len(examples),
        "systems": {name: _summary(turns) for name, turns in figures.items()},
    }
    write_results(options.out, NAME, report, _section(report))


def ask_both(rasa: Rasa, corpus: Corpus, questions: Sequence[Question]) -> dict[str, list[Turn]]:
    """Ask Rasa and our search every question in turn; both are right with an entry that holds the facts anywhere.

    What Rasa does not take for a question to the entries it answers with none.
    """
    today = clock_from_environment().today()
    ours = Grenswijzer(corpus.folder, load_encoder(), today)
    judge = Judge(corpus.index.entries, today)
    turns: dict[str, list[Turn]] = {RASA: [], ours.name: []}
    rasa.ask("hallo")
    for question in track(questions, description="Asking"):
        said = rasa.ask(question.text)
        began = time.perf_counter()
        found = ours.search(question.text)
        seconds = time.perf_counter() - began
        keys = [(key.partition("/")[2], SUMMARY) for key in said["keys"][:ENTRIES]]
        chosen = keys if said["intent"] == "faq" else []
        turns[RASA].append(Turn(question.language, judge.rank_of_entry(chosen, question), said["seconds"]))
        turns[ours.name].append(Turn(question.language, judge.rank_of_entry(found, question), seconds))
    return turns


def _summary(turns: Sequence[Turn]) -> dict[str, Any]:
    seconds = [turn.seconds for turn in turns]
    by_language = {code: [turn.rank for turn in turns if turn.language == code] for code in LANGUAGES}
    return {
        "all": quality([turn.rank for turn in turns]),
        "languages": {code: quality(ranks) for code, ranks in by_language.items() if ranks},
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


def rasa_version() -> str:
    """Return the version of Rasa in the bot's environment."""
    code = "from importlib.metadata import version; print(version('rasa'))"
    return subprocess.run([str(PYTHON), "-c", code], capture_output=True, text=True, check=True).stdout.strip()
