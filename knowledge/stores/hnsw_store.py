"""FAISS in this process, by a graph (HNSW): a few in a thousand are missed, and time hardly grows with size.

Of what FAISS offers it finds the most in the time (docs/benchmarks.md). A second is enough to build it for some
thousands of vectors only, so it is kept in a file.
"""

from __future__ import annotations

import logging
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import faiss
import numpy as np

from knowledge.stores.base import BATCH, Floats1d, Floats2d, Ints1d, Progress, VectorSet
from knowledge.stores.ties import nearest

logger = logging.getLogger(__name__)

#: Below so many vectors exact search is as fast at the depth that ours ask for.
WORTHWHILE = 20_000
#: Edges of each vector; more find more, and take longer to build.
_EDGES = 32
#: How many times as many vectors are visited as are asked for. On our own entries, at 400 of 29,194: 99.2 % found at
#: 1.5 times, 99.8 % at 2.5.
VISITED = 2.5


class HnswStore:
    """A graph over vectors in full."""

    def __init__(self, index: faiss.IndexHNSWFlat) -> None:
        """`index`: its positions are the ids of the passages."""
        self._index = index

    @classmethod
    def from_vectors(cls, vectors: Floats2d, progress: Progress) -> Self:
        """Build a graph over `vectors`, shape (n, dimensions), with all cores."""
        index = faiss.IndexHNSWFlat(vectors.shape[1], _EDGES, faiss.METRIC_INNER_PRODUCT)
        with _all_cores():
            for start in range(0, len(vectors), BATCH):
                index.add(np.ascontiguousarray(vectors[start : start + BATCH], dtype=np.float32))
                progress(int(index.ntotal), len(vectors))
        return cls(index)

    @classmethod
    def open(cls, folder: Path | None, wanted: VectorSet, progress: Progress) -> Self:
        """Read the graph of `wanted` that is kept in `folder`; build it, and keep it there, where there is none.

        Graphs of sets that nobody wants any more are removed. A folder that cannot be written to is told in the log.
        """
        if folder is None:
            return cls.from_vectors(wanted.read(), progress)
        path = _path(folder, wanted.family, wanted.key)
        kept = cls._read(path, wanted.count)
        if kept:
            return kept
        began = time.monotonic()
        built = cls.from_vectors(wanted.read(), progress)
        logger.info("a graph of %d vectors was built (%.1f s)", len(built), time.monotonic() - began)
        try:
            built.save(path)
            wanted_paths = {path, *(_path(folder, wanted.family, key) for key in wanted.kept())}
            for other in folder.glob(f"{wanted.family}_*.hnsw"):
                if other not in wanted_paths:
                    other.unlink(missing_ok=True)
        except (OSError, RuntimeError) as error:
            logger.warning("the graph of the vectors cannot be kept, and is built at each start: %s", error)
        return built

    @classmethod
    def _read(cls, path: Path, count: int) -> Self | None:
        """Return the graph in `path`; None where there is none, or one that is damaged."""
        if not path.is_file():
            return None
        try:
            index = faiss.read_index(str(path))
        except RuntimeError:
            index = None
        if not isinstance(index, faiss.IndexHNSWFlat) or index.ntotal != count:
            logger.warning("%s is damaged and made anew", path)
            return None
        return cls(index)

    @property
    def label(self) -> str:
        """The engine."""
        return "faiss hnsw"

    @property
    def is_up(self) -> bool:
        """True: it is in this process."""
        return True

    def recover(self) -> None:
        """Do nothing: it cannot be lost."""

    def __len__(self) -> int:
        """Return how many vectors are stored."""
        return int(self._index.ntotal)

    def search(self, query: Floats1d, k: int, visited: float = VISITED) -> tuple[Ints1d, Floats1d]:
        """Return ids and inner products of the `k` nearest passages found, best first, ties by id.

        `visited`: how many times `k` vectors are looked at.
        """

        def ask(n: int) -> tuple[Ints1d, Floats1d]:
            parameters = faiss.SearchParametersHNSW(  # type: ignore[attr-defined]  # its stubs lack it
                efSearch=max(n, int(visited * n))
            )
            scores, ids = self._index.search(query.reshape(1, -1), n, params=parameters)
            # What it did not reach has the id -1.
            found = ids[0] >= 0
            return ids[0][found], scores[0][found]

        return nearest(ask, k, len(self))

    def save(self, path: Path) -> None:
        """Write the graph with its vectors to the file `path`, beside an older one first.

        Raises:
            OSError: the folder cannot be made or written to.
            RuntimeError: FAISS cannot write the file.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, beside = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        os.close(descriptor)
        try:
            faiss.write_index(self._index, beside)
            Path(beside).replace(path)
        finally:
            Path(beside).unlink(missing_ok=True)


def _path(folder: Path, family: str, key: str) -> Path:
    return folder / f"{family}_{key}.hnsw"


@contextmanager
def _all_cores() -> Iterator[None]:
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(len(os.sched_getaffinity(0)))
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)
