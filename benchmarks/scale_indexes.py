"""Build every kind of index over so many vectors and search them in turn, in a process of its own.

    .venv/peers/bin/python -m benchmarks.scale_indexes VECTORS.npy QUESTIONS.jsonl SIZE

The last line of the output is JSON: one row per index and setting, and the times of embedding.
"""

from __future__ import annotations

import ctypes
import gc
import json
import math
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from evaluation.arithmetic import percentile
from evaluation.memory import read_process
from knowledge.adapter import Adapter
from knowledge.encoder import DEFAULT_FOLDER, Encoder, Floats2d, load_encoder
from knowledge.encoder.sentence import load_sentence_transformer

TOP = 10
_NEIGHBOURS = 32
_EF = (32, 64, 128, 256)
_PROBES = (4, 16, 64)
#: Vectors per cell that its centre is found from; FAISS asks for at least 39.
_TRAINED_ON = 64
_KMEANS_ROUNDS = 10
_PQ_PARTS = 48
_MIB = 1024**2


@dataclass
class Built:
    """One index, and what it took."""

    name: str
    index: Any
    #: Name of the setting that trades time for recall, and its values; none of an exhaustive index.
    setting: str
    values: Sequence[int]
    build_s: float
    memory_mb: float


def own_mib() -> float:
    """Return the memory that is this process's own, after giving back what is free, in MiB."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    process = read_process("", os.getpid())
    return process.own_mib if process else 0.0


def build_all(vectors: Floats2d) -> Iterator[Built]:
    """Build each kind over `vectors`, shape (n, dimensions), with all cores."""
    faiss.omp_set_num_threads(len(os.sched_getaffinity(0)))
    dimensions, product = vectors.shape[1], faiss.METRIC_INNER_PRODUCT
    cells = max(16, 2 * round(math.sqrt(len(vectors))))
    centres = faiss.IndexFlatIP(dimensions)
    eight_bit = faiss.ScalarQuantizer.QT_8bit
    kinds: dict[str, tuple[Any, str, Sequence[int]]] = {
        "Flat": (lambda: faiss.IndexFlatIP(dimensions), "", ()),
        "SQ8": (lambda: faiss.IndexScalarQuantizer(dimensions, eight_bit, product), "", ()),
        "HNSW": (lambda: faiss.IndexHNSWFlat(dimensions, _NEIGHBOURS, product), "efSearch", _EF),
        "IVF-Flat": (lambda: faiss.IndexIVFFlat(centres, dimensions, cells, product), "nprobe", _PROBES),
        "IVF-SQ8": (
            lambda: faiss.IndexIVFScalarQuantizer(centres, dimensions, cells, eight_bit, product),
            "nprobe",
            _PROBES,
        ),
        "IVF-PQ": (lambda: faiss.IndexIVFPQ(centres, dimensions, cells, _PQ_PARTS, 8, product), "nprobe", _PROBES),
    }
    for name, (make, setting, values) in kinds.items():
        before = own_mib()
        began = time.perf_counter()
        index = make()
        if not index.is_trained:
            # The kinds with cells share their centres, which the first of them finds.
            if hasattr(index, "cp"):
                index.cp.niter, index.cp.seed = _KMEANS_ROUNDS, 1
            for clustering in (getattr(index, "cp", None), getattr(getattr(index, "pq", None), "cp", None)):
                if clustering is not None:
                    # A warning for each of its parts would say that 1,000 vectors are few.
                    clustering.min_points_per_centroid = 1
            step = max(1, len(vectors) // (_TRAINED_ON * cells))
            index.train(np.ascontiguousarray(vectors[::step]))
        index.add(vectors)
        seconds = time.perf_counter() - began
        held = (own_mib() - before) * _MIB / 1e6
        yield Built(name, index, setting, values, seconds, held)


def search_in_turn(
    built: Sequence[Built], plain: Encoder, vectors: Floats2d, questions: Sequence[str]
) -> tuple[list[float], dict[tuple[str, int], tuple[list[float], list[NDArray[np.int64]]]]]:
    """Embed each question and search its row of `vectors` in every index with every setting, on one core in turn.

    `plain`: the encoder whose time is the yardstick.

    Returns:
        Milliseconds of embedding; and by (index, value of the setting) those of searching, with the rows found.
    """
    faiss.omp_set_num_threads(1)
    variants = [(one, value) for one in built for value in (one.values or (0,))]
    embedding: list[float] = []
    times: dict[tuple[str, int], tuple[list[float], list[NDArray[np.int64]]]] = {
        (one.name, value): ([], []) for one, value in variants
    }
    for number, question in enumerate(questions):
        began = time.perf_counter()
        plain.encode_queries([question])
        embedding.append((time.perf_counter() - began) * 1000)
        first = number % len(variants)
        for one, value in variants[first:] + variants[:first]:
            if one.setting == "efSearch":
                one.index.hnsw.efSearch = value
            elif one.setting:
                one.index.nprobe = value
            began = time.perf_counter()
            _, rows = one.index.search(vectors[number : number + 1], TOP)
            taken, found = times[one.name, value]
            taken.append((time.perf_counter() - began) * 1000)
            found.append(rows[0])
    return embedding, times


def rows_of(
    built: Sequence[Built],
    embedding: Sequence[float],
    times: Mapping[tuple[str, int], tuple[list[float], list[NDArray[np.int64]]]],
    size: int,
) -> list[dict[str, Any]]:
    """Return one row of figures per index and setting; recall is the share of the exact ten that were found."""
    exact = times["Flat", 0][1]
    rows = []
    for one in built:
        for value in one.values or (0,):
            taken, found = times[one.name, value]
            hits = [len(np.intersect1d(right, rows)) / TOP for right, rows in zip(exact, found, strict=True)]
            ratios = [search / embed for search, embed in zip(taken, embedding, strict=True)]
            rows.append(
                {
                    "size": size,
                    "index": one.name,
                    "setting": f"{one.setting} {value}" if one.setting else "",
                    "build_s": round(one.build_s, 2),
                    "memory_mb": round(one.memory_mb, 1),
                    "p50_ms": round(percentile(taken, 0.5) or 0, 3),
                    "p95_ms": round(percentile(taken, 0.95) or 0, 3),
                    "of_embedding": round(percentile(ratios, 0.5) or 0, 4),
                    "recall": round(float(np.mean(hits)), 4),
                }
            )
    return rows


def main() -> None:
    """Measure one size."""
    path, questions_path, size = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    vectors = np.load(path, mmap_mode="r")[:size]
    questions = [json.loads(line) for line in questions_path.read_text(encoding="utf-8").splitlines()]
    encoder, adapter = load_encoder(), Adapter.load()
    asked = encoder.encode_queries(questions)
    # What any other encoder is run with, on one core as in the service; ours in integers takes a quarter of its time.
    plain = load_sentence_transformer(DEFAULT_FOLDER, encoder.fingerprint, workers=1)
    plain.encode_queries(questions[:5])
    built = list(build_all(vectors))
    embedding, times = search_in_turn(built, plain, adapter.apply(asked) if adapter else asked, questions)
    told = {
        "embedding_ms": round(percentile(embedding, 0.5) or 0, 2),
        "rows": rows_of(built, embedding, times, size),
    }
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
