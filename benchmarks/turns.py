"""Measure a chat turn of the running product: time against one plain embedding, turns a second, depth, memory.

    .venv/service/bin/python -m benchmarks.turns

Starts a product of its own on free ports. A turn goes through the gateway, Rasa, its action and the search; the plain
embedding is the same question through sentence-transformers in floats, in the process that asks. Both are taken in
turns, so that a busy machine slows both alike: read the ratio. Processor time is that of both processes of the product.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from rich.progress import Progress

from benchmarks.reporting import DOCS, command, machine, provenance, table, versions, write_report, write_section
from evaluation.arithmetic import percentile
from evaluation.client import Client
from evaluation.errors import EvaluationError
from evaluation.memory import pid_at, read_process
from evaluation.questions import read_questions
from evaluation.speed import AT_ONCE, at_depths, in_parallel, turns_needed
from evaluation.starting import with_own_stack
from knowledge.clock import clock_from_environment
from knowledge.encoder import DEFAULT_FOLDER, Encoder, EncoderError, load_encoder
from knowledge.encoder.sentence import load_sentence_transformer
from knowledge.reply import ReplyKind

PACKAGES = ("sentence-transformers", "torch", "onnxruntime", "fastapi", "httpx")
SEED = 1
WARM_UP = 10


def processor_seconds(pids: Sequence[int]) -> float:
    """Return how long the processes `pids` have been running on a processor since they began."""
    ticks = 0
    for pid in pids:
        # The name of the command, in brackets, may hold blanks.
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def against_embedding(client: Client, plain: Encoder, texts: Sequence[str], progress: Progress) -> dict[str, Any]:
    """Return times of turns that were answered, each in a new conversation, and of embedding the same questions."""
    turns, embeddings = [], []
    for text in progress.track(texts, description="One after the other"):
        began = time.perf_counter()
        plain.encode_queries([text])
        embedding = (time.perf_counter() - began) * 1000
        turn = client.say(text)
        if any(message.get("kind") == ReplyKind.ANSWER for message in turn.messages):
            turns.append(turn.milliseconds)
            embeddings.append(embedding)
    return {
        "answered": len(turns),
        "turn_ms": _spread(turns),
        "embedding_ms": _spread(embeddings),
        "ratio": round(statistics.median(turns) / statistics.median(embeddings), 2),
    }


def _spread(times: Sequence[float]) -> dict[str, float]:
    return {"p50": round(percentile(times, 0.5) or 0.0, 1), "p95": round(percentile(times, 0.95) or 0.0, 1)}


def together(client: Client, texts: Sequence[str], pids: dict[str, int], progress: Progress) -> dict[str, Any]:
    """Return how many turns a second come back, `AT_ONCE` at a time, and what a turn costs each process."""
    task = progress.add_task(f"{AT_ONCE} at a time", total=len(texts))
    before = {name: processor_seconds([pid]) for name, pid in pids.items()}
    began = time.perf_counter()
    times = in_parallel(client, texts, lambda: progress.advance(task))
    seconds = time.perf_counter() - began
    spent = {name: processor_seconds([pid]) - before[name] for name, pid in pids.items()}
    return {
        "turns": len(texts),
        "per_second": round(len(texts) / seconds, 1),
        "turn_ms": _spread(times),
        "processor_ms": {name: round(used / len(texts) * 1000, 1) for name, used in spent.items()},
    }


def deeper(client: Client, texts: Sequence[str], progress: Progress) -> dict[int, float]:
    """Return the median time of a turn in milliseconds by the number of the turn in its conversation."""
    task = progress.add_task("Deep in a conversation", total=turns_needed(len(texts)))
    depths = at_depths(client, texts, lambda: progress.advance(task))
    return {depth: round(ms, 1) for depth, ms in depths.items()}


def measure(address: str, rasa_port: int, texts: Sequence[str], parallel: int) -> dict[str, Any]:
    """Measure the product at `address`.

    Raises:
        NotRunning: it stopped answering.
    """
    plain = load_sentence_transformer(DEFAULT_FOLDER, load_encoder().fingerprint, workers=1)
    service_port = int(address.rpartition(":")[2])
    pids = {name: pid for name, port in (("service", service_port), ("bot", rasa_port)) if (pid := pid_at(port))}
    with closing(Client(address)) as client, Progress(transient=True) as progress:
        for text in texts[:WARM_UP]:
            plain.encode_queries([text])
            client.say(text)
        result = {
            "serial": against_embedding(client, plain, texts, progress),
            "parallel": together(client, list(islice(cycle(texts), parallel)), pids, progress),
            "depths_ms": deeper(client, texts, progress),
        }
    held = [process for name, pid in pids.items() if (process := read_process(name, pid))]
    return result | {"memory": {process.name: process.to_json() for process in held}}


def lines(report: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Return the rows of the table: what was measured, and the figure."""
    serial, parallel = report["serial"], report["parallel"]
    yield "one plain embedding, median", f"{serial['embedding_ms']['p50']} ms"
    yield "one answered turn, median (95 %)", f"{serial['turn_ms']['p50']} ms ({serial['turn_ms']['p95']} ms)"
    yield "**turn / embedding**", f"**{serial['ratio']}**"
    yield f"turns a second, {AT_ONCE} at a time", str(parallel["per_second"])
    yield (
        f"a turn, {AT_ONCE} at a time, median (95 %)",
        (f"{parallel['turn_ms']['p50']} ms ({parallel['turn_ms']['p95']} ms)"),
    )
    for name, used in parallel["processor_ms"].items():
        yield f"processor time of a turn, {name}", f"{used} ms"
    for depth, ms in report["depths_ms"].items():
        yield f"turn {depth} of a conversation, median of five", f"{ms} ms"
    for name, held in report["memory"].items():
        yield f"memory, {name} (of it files)", f"{held['rss_mib']:.0f} MiB ({held['rss_mib'] - held['own_mib']:.0f})"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=100, help="asked one after the other (default 100)")
    parser.add_argument("--parallel", type=int, default=200, help="turns taken eight at a time (default 200)")
    parser.add_argument("--out", type=Path, default=DOCS, help="folder of benchmarks.md (default docs)")
    options = parser.parse_args()
    if min(options.questions, options.parallel) < 1:
        parser.error("--questions and --parallel are numbers from 1 on")
    return options


def main() -> int:
    """Measure, print and write the report."""
    options = _options()
    texts = [question.text for question in read_questions()]
    texts = random.Random(SEED).sample(texts, min(options.questions, len(texts)))  # noqa: S311 - a repeatable choice
    report: dict[str, Any] = {
        "machine": machine(),
        "versions": versions(PACKAGES),
        "command": command("bench"),
        "day": clock_from_environment().today().isoformat(),
    }
    try:
        with_own_stack(lambda address, port: report.update(measure(address, port, texts, options.parallel)))
    except (EvaluationError, EncoderError, statistics.StatisticsError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    text = table(("Chat turns", ""), list(lines(report)))
    sys.stdout.write(text)
    options.out.mkdir(parents=True, exist_ok=True)
    write_report(options.out, "turns", report)
    data = f"{len(texts)} questions of `evaluation/data/dev.jsonl`"
    write_section(options.out, "turns", f"## A chat turn\n\n{provenance(report, data)}\n{text}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
