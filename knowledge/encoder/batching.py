"""Running many texts through a network that takes one batch at a time, on a bounded number of cores."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence, Sized
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

import numpy as np

from knowledge.encoder.protocol import Floats2d

MAX_WORKERS = 4

Item = TypeVar("Item", bound=Sized)


def default_workers() -> int:
    """Return how many batches may run at once on this machine."""
    return min(MAX_WORKERS, len(os.sched_getaffinity(0)))


class Batches(Generic[Item]):
    """Cuts texts into batches and runs at most `workers` of them at once, each on one core.

    A batch spread over all cores would wait for the slowest of them, which costs most of the speed where other
    processes are busy too. A question that comes while an index is built waits for one batch, not for all.
    """

    def __init__(self, workers: int, size: int, *, same_length: bool = False) -> None:
        """`size`: how many texts go through the network together; `same_length`: only such as are equally long."""
        self._workers = workers
        self._size = size
        self._same_length = same_length
        self._turns = threading.BoundedSemaphore(workers)

    def run(self, items: Sequence[Item], dimensions: int, encode: Callable[[list[Item]], Floats2d]) -> Floats2d:
        """Return the rows that `encode` gives for `items`, shape (len(items), dimensions), in their order."""
        vectors = np.empty((len(items), dimensions), dtype=np.float32)
        batches = list(self._cut(items))

        def fill(batch: list[int]) -> None:
            with self._turns:
                vectors[batch] = encode([items[index] for index in batch])

        if len(batches) == 1:
            fill(batches[0])
        elif batches:
            with ThreadPoolExecutor(self._workers) as pool:
                list(pool.map(fill, batches))
        return vectors

    def _cut(self, items: Sequence[Item]) -> Iterator[list[int]]:
        """Yield the positions of each batch: items of like length share one, or short ones would be padded."""
        batch: list[int] = []
        for index in sorted(range(len(items)), key=lambda index: len(items[index])):
            if len(batch) == self._size or (self._same_length and batch and len(items[index]) != len(items[batch[0]])):
                yield batch
                batch = []
            batch.append(index)
        if batch:
            yield batch
