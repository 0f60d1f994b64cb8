"""The one place that decides which vector engine is used."""

from __future__ import annotations

import logging

from knowledge.stores.base import Progress, VectorSet, VectorStore
from knowledge.stores.faiss_store import EXACT_LIMIT, FaissStore
from knowledge.stores.milvus_store import BATCH, MilvusStore
from knowledge.stores.place import IN_PROCESS, Place

logger = logging.getLogger(__name__)

_STEPS = 10


def log_progress(done: int, total: int) -> None:
    """Log each tenth of the way."""
    before = (done - BATCH) * _STEPS // total
    if done * _STEPS // total > before:
        logger.info("%d of %d vectors", done, total)


def open_store(wanted: VectorSet, place: Place = IN_PROCESS, progress: Progress = log_progress) -> VectorStore:
    """Return a store that holds `wanted`; where Milvus keeps vectors, what it lacks is put in first.

    `progress`: called while vectors are put in.

    Raises:
        StoreError: Milvus is wanted, and its client is not installed.
        StoreUnavailable: Milvus cannot be reached, or refuses us.
    """
    if place.is_milvus:
        return MilvusStore.open(place, wanted, progress)
    if wanted.count > EXACT_LIMIT:
        logger.warning(
            "%d vectors are searched exactly in this process, more than the %d for which that is fast:"
            " docs/benchmarks.md tells what it costs and what to change",
            wanted.count,
            EXACT_LIMIT,
        )
    return FaissStore.from_vectors(wanted.read())
