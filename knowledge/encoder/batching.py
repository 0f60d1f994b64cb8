"""Running many texts through a network that takes one batch at a time, on a bounded number of cores."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from knowledge.encoder.protocol import Floats2d

MAX_WORKERS = 4


def default_workers() -> int:
    """Return how many batches may run at once on this machine."""
    return min(MAX_WORKERS, len(os.sched_getaffinity(0)))


class Batches:
    """Cuts texts into batches and runs at most `workers` of them at once, each on one core.

    A batch spread over all cores would wait for the slowest of them, which costs most of the speed where other
    processes are busy too. A question that comes while an index is built waits for one batch, not for all.
    """

    def __init__(self, workers: int, size: int) -> None:
        """`size`: how many texts go through the network together."""
        self._workers = workers
        self._size = size
        self._turns = threading.BoundedSemaphore(workers)

    def run(self, texts: Sequence[str], dimensions: int, encode: Callable[[list[str]], Floats2d]) -> Floats2d:
        """Return the rows that `encode` gives for `texts`, shape (len(texts), dimensions), in their order."""
        vectors = np.empty((len(texts), dimensions), dtype=np.float32)
        # Texts of like length share a batch, or short ones would be padded to the longest.
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        batches = [order[start : start + self._size] for start in range(0, len(order), self._size)]

        def fill(batch: list[int]) -> None:
            with self._turns:
                vectors[batch] = encode([texts[index].strip() for index in batch])

        if len(batches) == 1:
            fill(batches[0])
        elif batches:
            with ThreadPoolExecutor(self._workers) as pool:
                list(pool.map(fill, batches))
        return vectors
