"""The one place that decides which vector engine is used."""

from __future__ import annotations

import logging

from knowledge.stores.base import BATCH, Progress, VectorSet, VectorStore
from knowledge.stores.faiss_store import EXACT_LIMIT, FaissStore
from knowledge.stores.hnsw_store import WORTHWHILE, HnswStore
from knowledge.stores.milvus_store import MilvusStore
from knowledge.stores.place import HNSW, IN_PROCESS, VARIABLE, Place

logger = logging.getLogger(__name__)

_STEPS = 10


def log_progress(done: int, total: int) -> None:
    """Log each tenth of the way."""
    before = (done - BATCH) * _STEPS // total
    if done * _STEPS // total > before:
        logger.info("%d of %d vectors", done, total)


def open_store(wanted: VectorSet, place: Place = IN_PROCESS, progress: Progress = log_progress) -> VectorStore:
    """Return a store that holds `wanted`; what it lacks of them is put in first.

    A set too small for a graph to be worthwhile is searched exactly also where a graph is asked for. `progress`: called
    while vectors are put in.

    Raises:
        StoreError: Milvus is wanted, and its client is not installed.
        StoreUnavailable: Milvus cannot be reached, or refuses us.
    """
    if place.is_milvus:
        return MilvusStore.open(place, wanted, progress)
    if place.approximate and wanted.count >= WORTHWHILE:
        return HnswStore.open(place.graphs, wanted, progress)
    if wanted.count > EXACT_LIMIT:
        logger.warning(
            "%d vectors are searched exactly in this process, more than the %d for which that is fast: set %s=%s,"
            " or name a Milvus server there (docs/vectors.md; docs/benchmarks.md tells what each costs)",
            wanted.count,
            EXACT_LIMIT,
            VARIABLE,
            HNSW,
        )
    return FaissStore.from_vectors(wanted.read())
