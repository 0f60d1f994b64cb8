"""Measure in one run whether the product is as fast and as small as was wanted, as ratios.

    make bench
    make bench ARGS="--quick"                         a sample of everything, to see that it works: some minutes
    make bench ARGS="--only embedding,search"         some parts: embedding search turn parallel depth memory index

What is compared is measured in turns, so that a busy machine hits both alike. The whole run writes docs/benchmarks.md;
a sample or some parts are printed, and written only into the folder that --out names. Two cores are used, whatever the
machine has. The stock Rasa bot beside which ours is set is trained once (some minutes) and kept in models/stock-rasa/.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks.passages import INDEX
from benchmarks.rasa_peer import RasaFailed
from benchmarks.reporting import DOCS, command, machine, versions
from benchmarks.speed import building, depth, embedding, memory, parallel, report, search, turn
from benchmarks.speed.figures import Figure, Measured, NothingMeasured
from benchmarks.speed.measuring import QUESTIONS, QUICK_QUESTIONS, Running, Setting, draw_questions, running
from evaluation.client import Client
from evaluation.errors import EvaluationError
from evaluation.starting import with_own_stack
from knowledge.clock import clock_from_environment
from knowledge.encoder import DEFAULT_FOLDER, EncoderError, load_encoder
from knowledge.encoder.sentence import load_sentence_transformer
from knowledge.index import read_manifest
from knowledge.loading import KnowledgeError

PACKAGES = ("onnxruntime", "sentence-transformers", "torch", "faiss-cpu", "numpy", "fastapi")
CORES = 2
#: Parts that need nothing but the library, and those that need the running product, in the order of the table.
LIBRARY: Mapping[str, Callable[[Setting], Measured]] = {"embedding": embedding.measure, "search": search.measure}
PRODUCT: Mapping[str, Callable[[Setting, Running], Measured]] = {
    "turn": turn.measure,
    "parallel": parallel.measure,
    "depth": depth.measure,
    "memory": memory.measure,
}
#: Last, for it heats the machine for minutes.
BUILD: Mapping[str, Callable[[Setting], Measured]] = {"index": building.measure}
PARTS = (*LIBRARY, *PRODUCT, *BUILD)


def measure(setting: Setting, wanted: Sequence[str]) -> dict[str, Measured]:
    """Measure the parts that are `wanted`; the product is started if one of them needs it.

    Raises:
        EvaluationError: the product does not start, or stops answering.
        KnowledgeError: the index or an entry cannot be used.
        RasaFailed: the stock bot cannot be trained or asked.
    """
    done = {name: part(setting) for name, part in LIBRARY.items() if name in wanted}

    def ask_product(address: str, rasa_port: int) -> None:
        with closing(Client(address)) as client:
            product = running(client, rasa_port)
            done.update({name: part(setting, product) for name, part in PRODUCT.items() if name in wanted})

    if set(PRODUCT) & set(wanted):
        with_own_stack(ask_product)
    done.update({name: part(setting) for name, part in BUILD.items() if name in wanted})
    return done


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", metavar="PART,...", help=f"measure these alone: {', '.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="take samples, which are not judged")
    parser.add_argument("--strict", action="store_true", help="end with status 1 where something is not as wanted")
    parser.add_argument("--reuse-stock", action="store_true", help="a stock bot trained on other entries will do")
    parser.add_argument("--out", type=Path, help="folder of benchmarks.md (default docs)")
    options = parser.parse_args(arguments)
    options.only = [name.strip() for name in options.only.split(",")] if options.only else list(PARTS)
    if unknown := sorted(set(options.only) - set(PARTS)):
        parser.error(f"--only names {', '.join(unknown)}: the parts are {', '.join(PARTS)}")
    return options


def run(options: argparse.Namespace) -> list[Figure]:
    """Measure, print, and write what is to be written; return the rows of the table.

    Raises:
        EncoderError: the encoder is missing or damaged.
        EvaluationError, KnowledgeError, RasaFailed: as `measure`.
    """
    # What is started later inherits it.
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    told: dict[str, Any] = {
        "machine": machine(),
        "versions": versions(PACKAGES),
        "command": command("bench"),
        "day": clock_from_environment().today().isoformat(),
    }
    built = load_encoder()
    plain = load_sentence_transformer(DEFAULT_FOLDER, built.fingerprint, workers=1)
    texts = draw_questions(QUICK_QUESTIONS if options.quick else QUESTIONS)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        setting = Setting(plain, built, texts, progress, options.quick, options.reuse_stock)
        done = measure(setting, options.only)
    figures = [replace(figure, sample=options.quick) for measured in done.values() for figure in measured.figures]
    parts = {name: measured.details for name, measured in done.items()}
    manifest = read_manifest(INDEX)
    data = (
        f"{len(texts)} held-out questions, index of {manifest.passages:,} passages (knowledge {manifest.content[:16]})"
    )
    told |= {"data": data, "figures": [figure.to_json() for figure in figures], "parts": parts}
    whole = not options.quick and set(options.only) == set(PARTS)
    if whole or options.out:
        report.write(options.out or DOCS, told, figures, data)
    else:
        sys.stdout.write(f"{report.figures_table(figures)}\n{report.behind_table(parts)}\n")
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0; 1 where nothing could be measured or, with `--strict`, where something is not as wanted."""
    options = _options(arguments)
    try:
        figures = run(options)
    except (EncoderError, EvaluationError, KnowledgeError, NothingMeasured, OSError, RasaFailed) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return int(options.strict and any(figure.holds is False for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
