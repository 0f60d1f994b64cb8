"""Measure exact and approximate vector search from 1,000 to 1,000,000 passages, and where the default should change.

    make bench-scale
    make bench-scale ARGS="--sizes 1000 10000 --questions 50 --out /tmp/try"

Vectors: those of the index as they are searched, then neighbours drawn around them (benchmarks/scale_vectors.py).
Questions: the held-out ones, real. Each size has a process of its own, in which every question is embedded once and
searched in every index in turn, on one core as in the service: read the ratios to embedding (the plain network, not
ours in integers). Results:
docs/benchmarks.md and docs/benchmarks/.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.progress import track

from benchmarks import scale_report
from benchmarks.judging import SETS, read_sets
from benchmarks.options import benchmark_parser
from benchmarks.passages import Corpus, part_of, read_corpus
from benchmarks.reporting import ROOT, command, machine, versions
from benchmarks.scale_vectors import SEED, look_at_neighbours, write_vectors
from knowledge.adapter import Adapter
from knowledge.clock import clock_from_environment
from knowledge.encoder import EncoderError, load_encoder
from knowledge.loading import KnowledgeError

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
#: An exact search may take this share of embedding the question with the plain network, on one core as any encoder runs
#: in the service: 4 ms of 32. On two idle cores, which halve the embedding, it is a quarter.
SEARCH_SHARE = 0.125
#: What the service may hold: both processes together stay under 1.5 GB, and Rasa takes some 650 MB of it.
MEMORY_MB = 850.0
#: An approximate index is worth a look from this recall on.
RECALL = 0.95
#: Shares of the index's passages with which the memory of the service is taken.
SHARES = (0.25, 0.5, 1.0)


class MeasuringFailed(Exception):
    """A process that measures ended without figures."""


def measure(module: str, *arguments: str) -> dict[str, Any]:
    """Run a measuring module and return the JSON of its last line.

    Raises:
        MeasuringFailed: it ended with an error, for example because memory ran out.
    """
    process = subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False
    )
    lines = process.stdout.splitlines()
    if process.returncode or not lines:
        raise MeasuringFailed(f"{module} {' '.join(arguments)} failed with status {process.returncode}: see above.")
    figures: dict[str, Any] = json.loads(lines[-1])
    return figures


def mark_kept(rows: Sequence[dict[str, Any]]) -> None:
    """Mark what no other row of its size beats in time, recall and memory, and of each index the row to draw.

    Drawn is an index's fastest setting on the front with a recall of `RECALL` at least.
    """
    for row in rows:
        peers = [other for other in rows if other["size"] == row["size"] and other is not row]
        row["front"] = not any(_beats(other, row) for other in peers)
    for row in rows:
        same = [
            other
            for other in rows
            if (other["size"], other["index"]) == (row["size"], row["index"])
            and other["front"]
            and other["recall"] >= RECALL
        ]
        row["kept"] = row["index"] == "Flat" or (bool(same) and row is min(same, key=lambda one: float(one["p50_ms"])))


def _beats(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    costs = [(row["p50_ms"], row["memory_mb"], -row["recall"]) for row in (one, other)]
    return all(a <= b for a, b in zip(*costs, strict=True)) and costs[0] != costs[1]


def crossing(sizes: Sequence[float], values: Sequence[float], limit: float) -> int | None:
    """Return the size at which `values` reach `limit`, linear in logarithms between two; None: beyond all."""
    pairs = sorted(zip(sizes, values, strict=True))
    for (small, low), (large, high) in zip(pairs, pairs[1:], strict=False):
        if low < limit <= high:
            share = math.log(limit / low) / math.log(high / low)
            return int(math.exp(math.log(small) + share * math.log(large / small)))
    return None


def measure_memory(corpus: Corpus, scratch: Path) -> dict[str, Any]:
    """Return what the service holds with parts of the index, and the line through it."""
    generator = np.random.default_rng(SEED)
    count = len(corpus.index.passages)
    points = []
    for share in track(SHARES, description="Memory of the service"):
        rows = np.sort(generator.permutation(count)[: round(share * count)])
        part = part_of(corpus.index, [int(row) for row in rows], scratch / f"part-{share}")
        points.append({"passages": len(rows), **measure("benchmarks.scale_memory", str(part.folder))})
    slope, base = np.polyfit([p["passages"] for p in points], [p["rss_mb"] for p in points], 1)
    limit = int((MEMORY_MB - base) / slope)
    return {"points": points, "base_mb": round(base), "kb_per_passage": round(slope * 1000, 2), "passages": limit}


def run(options: argparse.Namespace, scratch: Path) -> dict[str, Any]:
    """Measure all sizes and return the report."""
    before = machine()
    encoder = load_encoder()
    corpus = read_corpus(encoder, "all", scratch)
    adapter = Adapter.load()
    real = adapter.apply(corpus.vectors) if adapter else corpus.vectors
    neighbours = look_at_neighbours(real)
    vectors, asked = scratch / "vectors.npy", scratch / "questions.jsonl"
    write_vectors(vectors, real, neighbours, max(options.sizes))
    questions = [question.text for rows in read_sets(SETS, None).values() for question in rows]
    chosen = questions[:: max(1, len(questions) // options.questions)][: options.questions]
    asked.write_text("".join(json.dumps(text) + "\n" for text in chosen), encoding="utf-8")
    rows: list[dict[str, Any]] = []
    embedding: dict[str, float] = {}
    for size in track(sorted(options.sizes), description="Sizes"):
        measured = measure("benchmarks.scale_indexes", str(vectors), str(asked), str(size))
        rows += measured["rows"]
        embedding[str(size)] = measured["embedding_ms"]
    mark_kept(rows)
    memory = measure_memory(corpus, scratch)
    flat = [row for row in rows if row["index"] == "Flat"]
    by_time = crossing([row["size"] for row in flat], [row["of_embedding"] for row in flat], SEARCH_SHARE)
    return {
        "machine": before,
        "versions": versions(("faiss-cpu", "numpy", "onnxruntime")),
        "command": command("bench-scale"),
        "day": clock_from_environment().today().isoformat(),
        "data": {
            "real": len(real),
            "dimensions": real.shape[1],
            "questions": len(chosen),
            "seed": SEED,
            "neighbour_cosine": [round(float(np.quantile(neighbours.cosines, q)), 3) for q in (0.1, 0.5, 0.9)],
        },
        "limits": {
            "search_share": SEARCH_SHARE,
            "search_ms": round(SEARCH_SHARE * float(np.median(list(embedding.values()))), 2),
            "memory_mb": MEMORY_MB,
            "recall": RECALL,
        },
        "embedding_ms": embedding,
        "memory": memory,
        "change_at": {"time": by_time, "memory": memory["passages"]},
        "rows": rows,
    }


def _options() -> argparse.Namespace:
    parser = benchmark_parser("bench-scale", __doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of passages (default 1,000 to 1M)")
    parser.add_argument("--questions", type=int, default=300, help="questions asked of every index (default 300)")
    options = parser.parse_args()
    if min(options.sizes) < 1000 or options.questions < 1:
        parser.error("--sizes are numbers from 1000 on, --questions is one from 1 on")
    return options


def main() -> int:
    """Run what is asked for and write it down."""
    options = _options()
    try:
        with tempfile.TemporaryDirectory() as scratch:
            scale_report.write(options.out, run(options, Path(scratch)))
    except (EncoderError, KnowledgeError, MeasuringFailed) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
