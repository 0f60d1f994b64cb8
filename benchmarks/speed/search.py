"""A search without the embedding: language, analysis, both arms, fusion, reranker, confidence."""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

from benchmarks.bootstrap import SEED
from benchmarks.passages import INDEX, part_of
from benchmarks.speed.figures import Figure, Measured, ratio, spread
from benchmarks.speed.measuring import Job, Setting, embedding, in_turns
from benchmarks.systems import TimedEncoder
from knowledge.assistant import Assistant
from knowledge.clock import clock_from_environment
from knowledge.index import open_index

OF_EMBEDDING = 0.25
#: Measured at so many vectors, and at all of the index.
PART = 15_000


def measure(setting: Setting) -> Measured:
    """Measure `Assistant.find` at both sizes, in turn with the plain embedding, less the time of its own encoder.

    Raises:
        IndexUnusable: the index is missing, damaged, or of another encoder.
    """
    index = open_index(INDEX, setting.built.fingerprint)
    count = len(index.passages)
    jobs: dict[str, Job] = {"plain": embedding(setting.plain)}
    with tempfile.TemporaryDirectory() as scratch:
        for size in sorted({min(PART, count), count}):
            rows = sorted(random.Random(SEED).sample(range(count), size))  # noqa: S311 - a repeatable choice
            jobs[f"{size:,}"] = _rest_of_search(part_of(index, rows, Path(scratch) / str(size)).folder, setting)
        times = in_turns(jobs, setting.texts, setting.progress, "Searching")
    plain = times.pop("plain")
    return Measured(
        [
            Figure.of(f"rest of a search / plain embedding, at {size} vectors", ratio(rest, plain), OF_EMBEDDING)
            for size, rest in times.items()
        ],
        {"plain_ms": spread(plain), "rest_ms": {size: spread(rest) for size, rest in times.items()}},
    )


def _rest_of_search(folder: Path, setting: Setting) -> Job:
    encoder = TimedEncoder(setting.built)
    assistant = Assistant(folder, encoder, clock_from_environment())

    def job(text: str) -> float:
        encoder.seconds, began = 0.0, time.perf_counter()
        assistant.find(text)
        return (time.perf_counter() - began - encoder.seconds) * 1000

    return job
