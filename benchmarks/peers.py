"""Compare our search with other libraries: the same passages, questions and encoder.

    make bench-peers
    make bench-peers ARGS="--limit 40 --out /tmp/try"     a sample, elsewhere than in docs/
    make bench-peers ARGS="--passages texts"              only without the sample questions of the entries
    make bench-peers ARGS="--rasa"                        Rasa's own pipeline too: 15 minutes more

Every question goes to every search in turn, in an order that changes with each question, so that a busy machine slows
all alike: read the ratios. Nothing is trained on the questions. Results: docs/benchmarks.md and docs/benchmarks/.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.progress import track

from benchmarks import peers_report, rasa_peer
from benchmarks.judging import Judge, quality, read_sets
from benchmarks.options import add_questions, benchmark_parser
from benchmarks.passages import KEPT, Corpus, read_corpus
from benchmarks.reporting import command, machine, versions
from benchmarks.systems import Grenswijzer, System, TimedEncoder, build_systems
from evaluation.arithmetic import percentile, rate_of
from evaluation.questions import Question
from knowledge.clock import clock_from_environment
from knowledge.encoder import EncoderError, load_encoder
from knowledge.loading import KnowledgeError
from knowledge.schema import LANGUAGES

PACKAGES = ("bm25s", "faiss-cpu", "haystack-ai", "txtai", "onnxruntime", "numpy")


@dataclass(frozen=True)
class Turn:
    """One question to one search; times in milliseconds."""

    set: str
    language: str
    rank: int | None
    embedding_ms: float
    rest_ms: float

    @property
    def total_ms(self) -> float:
        """The whole time of the question."""
        return self.embedding_ms + self.rest_ms


def ask(
    systems: Mapping[str, tuple[System, float]],
    encoder: TimedEncoder,
    sets: Mapping[str, Sequence[Question]],
    judge: Judge,
) -> dict[str, list[Turn]]:
    """Ask every search every question and return the turns by search, in the same order for all."""
    names = list(systems)
    turns: dict[str, list[Turn]] = {name: [] for name in names}
    for name in names:
        systems[name][0].search("Hoeveel uur mag een student werken?")
    asked = [(label, question) for label, questions in sets.items() for question in questions]
    for number, (label, question) in enumerate(track(asked, description="Asking")):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            encoder.seconds = 0.0
            began = time.perf_counter()
            found = systems[name][0].search(question.text)
            total = time.perf_counter() - began
            rank = judge.rank(found, question)
            embedding = encoder.seconds * 1000
            turns[name].append(Turn(label, question.language, rank, embedding, total * 1000 - embedding))
    return turns


def summary(turns: Sequence[Turn], own: Sequence[Turn], build_s: float) -> dict[str, Any]:
    """Return the figures of one search; `own` are ours on the same questions."""
    labels = list(dict.fromkeys(turn.set for turn in turns))
    times = {
        "embedding": [turn.embedding_ms for turn in turns],
        "rest": [turn.rest_ms for turn in turns],
        "total": [turn.total_ms for turn in turns],
    }
    ratios = [turn.total_ms / other.total_ms for turn, other in zip(turns, own, strict=True)]
    return {
        "all": quality([turn.rank for turn in turns]),
        "hit@1": rate_of([turn.rank == 1 for turn in turns]).to_json(),
        "sets": {label: quality([turn.rank for turn in turns if turn.set == label]) for label in labels},
        "languages": {
            code: quality([turn.rank for turn in turns if turn.language == code])
            for code in LANGUAGES
            if any(turn.language == code for turn in turns)
        },
        "ms": {
            part: {"median": round(statistics.median(ms), 2), "p95": round(percentile(ms, 0.95) or 0.0, 2)}
            for part, ms in times.items()
        },
        "times_ours": round(statistics.median(ratios), 2),
        "build_s": round(build_s, 1),
    }


def compare(options: argparse.Namespace, kept: str, corpus: Corpus, encoder: TimedEncoder) -> dict[str, Any]:
    """Build and ask all searches over `corpus`, which holds the passages that are `kept`, and return the report."""
    before = machine()
    today = clock_from_environment().today()
    sets = read_sets(options.sets, options.limit)
    systems = build_systems(
        corpus.index.passages, corpus.vectors, encoder, lambda: Grenswijzer(corpus.folder, encoder, today)
    )
    turns = ask(systems, encoder, sets, Judge(corpus.index.entries, today))
    own = turns[Grenswijzer.name]
    return {
        "machine": before,
        "versions": versions(PACKAGES),
        "command": command("bench-peers"),
        "day": today.isoformat(),
        "data": {
            "index": corpus.index.name,
            "knowledge": corpus.index.manifest.content[:16],
            "passages": len(corpus.index.passages),
            "kept": kept,
            "entries": len(corpus.index.entries),
            "questions": {label: len(questions) for label, questions in sets.items()},
        },
        "systems": {name: summary(turns[name], own, systems[name][1]) for name in systems},
    }


def _options() -> argparse.Namespace:
    parser = benchmark_parser("bench-peers", __doc__)
    add_questions(parser)
    parser.add_argument(
        "--passages", nargs="+", choices=tuple(KEPT), default=tuple(KEPT), help="what is indexed (default each in turn)"
    )
    parser.add_argument("--rasa", action="store_true", help="also train and ask Rasa's own pipeline")
    parser.add_argument("--rasa-epochs", type=int, default=rasa_peer.EPOCHS, help="of DIET, TED and the selector")
    parser.add_argument("--only-rasa", action="store_true", help="with --rasa: keep the searches' last results")
    options = parser.parse_args()
    if options.only_rasa and not options.rasa:
        parser.error("--only-rasa goes with --rasa")
    return options


def main() -> int:
    """Run what is asked for and write it down."""
    options = _options()
    try:
        encoder = TimedEncoder(load_encoder())
        with tempfile.TemporaryDirectory() as scratch:
            for kept in () if options.only_rasa else options.passages:
                corpus = read_corpus(encoder, kept, Path(scratch) / kept)
                peers_report.write(options.out, compare(options, kept, corpus, encoder))
            if options.rasa:
                rasa_peer.run(options, read_corpus(encoder, "all", Path(scratch)), Path(scratch) / "rasa")
    except (EncoderError, KnowledgeError, rasa_peer.RasaFailed) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
