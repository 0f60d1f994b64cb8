"""What every part measures with: the questions, both encoders, the running product, and taking times in turns."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from rich.progress import Progress

from benchmarks.bootstrap import SEED
from benchmarks.judging import SETS, read_sets
from evaluation.client import Client
from evaluation.memory import pid_at
from evaluation.speed import AT_ONCE
from knowledge.encoder import Encoder

QUESTIONS = 150
QUICK_QUESTIONS = 16
WARM_UP = 8

#: Does something with a question and returns the milliseconds that count of it; NaN where it is not to be counted.
Job = Callable[[str], float]


@dataclass(frozen=True)
class Setting:
    """What is measured with. `plain`: the model as it is, in floats, by sentence-transformers; `built`: ours."""

    plain: Encoder
    built: Encoder
    texts: Sequence[str]
    progress: Progress
    #: Whether to measure a sample, only to see that it works.
    quick: bool
    #: Whether a stock bot that was trained on other entries will do.
    reuse_stock: bool = False


@dataclass(frozen=True)
class Running:
    """The running product, and its processes by name."""

    client: Client
    pids: Mapping[str, int]


def running(client: Client, rasa_port: int) -> Running:
    """Return the product that `client` talks to; a process that cannot be found is left out."""
    ports = {"service": int(client.url.rpartition(":")[2]), "bot": rasa_port}
    return Running(client, {name: pid for name, port in ports.items() if (pid := pid_at(port))})


def draw_questions(count: int) -> list[str]:
    """Return `count` held-out questions, the same ones each time."""
    texts = [question.text for rows in read_sets(SETS, None).values() for question in rows]
    return random.Random(SEED).sample(texts, min(count, len(texts)))  # noqa: S311 - a repeatable choice


def stopwatch(work: Callable[[str], object]) -> Job:
    """Return a job that does `work` and takes its time."""

    def job(text: str) -> float:
        began = time.perf_counter()
        work(text)
        return (time.perf_counter() - began) * 1000

    return job


def embedding(encoder: Encoder) -> Job:
    """Return the job of embedding a question with `encoder`."""
    return stopwatch(lambda text: encoder.encode_queries([text]))


def in_turns(
    jobs: Mapping[str, Job], texts: Sequence[str], progress: Progress, description: str
) -> dict[str, list[float]]:
    """Do every job with every text, and return the milliseconds of those texts that count for all jobs.

    The jobs take turns at being first, so that a busy machine, and what one leaves in the caches, hits all alike.
    """
    for job in jobs.values():
        for text in texts[:WARM_UP]:
            job(text)
    names = list(jobs)
    kept: dict[str, list[float]] = {name: [] for name in names}
    for number, text in enumerate(progress.track(texts, description=description)):
        first = number % len(names)
        times = {name: jobs[name](text) for name in names[first:] + names[:first]}
        if not any(ms != ms for ms in times.values()):  # noqa: PLR0124 - NaN alone is not itself
            for name, ms in times.items():
                kept[name].append(ms)
    return kept


def at_once(work: Callable[[str], object], texts: Sequence[str], tick: Callable[[], object]) -> float:
    """Do `work` with all `texts`, `AT_ONCE` at a time, and return the seconds that took."""

    def one(text: str) -> None:
        work(text)
        tick()

    began = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, texts))
    return time.perf_counter() - began


def processor_seconds(pid: int) -> float:
    """Return how long process `pid` has been running on a processor since it began."""
    # The name of the command, in brackets, may hold blanks.
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
