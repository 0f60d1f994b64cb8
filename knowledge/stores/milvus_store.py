"""Milvus: exact search in a server of its own, or in this process on a file (Milvus Lite).

One collection holds one set of vectors and is never changed: a row's id is its position, the index is FLAT with inner
products, and every read is strongly consistent, so that it ranks as FAISS does. What is put in is put in by id, so that
a process that finds a collection half filled, or fills it at the same time as another, ends with the same rows.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Any, Self

import numpy as np

from knowledge.stores.base import BATCH, Floats1d, Floats2d, Ints1d, Progress, StoreUnavailable, VectorSet
from knowledge.stores.milvus_client import connect, told
from knowledge.stores.place import Place
from knowledge.stores.ties import nearest

logger = logging.getLogger(__name__)

#: The most that Milvus reports for one search.
MOST = 16_384
#: A lost server is tried again after this many seconds.
RETRY_S = 5.0
#: How long a search may take; the others are for a server that is busy with much else.
_SEARCH_S = 1.0
_CALL_S = 30.0
_SETTLE_S = 120.0
_ID, _VECTOR = "id", "vector"


class MilvusStore:
    """One collection of Milvus."""

    def __init__(self, place: Place, wanted: VectorSet, progress: Progress) -> None:
        """Only `open` makes one that is ready."""
        self._place = place
        self._wanted = wanted
        self._progress = progress
        self._prefix = f"grenswijzer_{place.owner}_{wanted.family}_"
        self._client: Any = None
        self._recovering = threading.Lock()
        self._tried_s = 0.0

    @classmethod
    def open(cls, place: Place, wanted: VectorSet, progress: Progress) -> Self:
        """Open the collection of `wanted`, put in what is missing, and remove collections that nobody wants.

        `progress`: called while vectors are put in, and not at all where they are there.

        Raises:
            StoreError: pymilvus is not installed.
            StoreUnavailable: the server cannot be reached, or refuses us.
        """
        store = cls(place, wanted, progress)
        store._client = store._ready()
        store._remove_others()
        return store

    @property
    def name(self) -> str:
        """The name of the collection."""
        return self._prefix + self._wanted.key

    @property
    def label(self) -> str:
        """The engine and the collection."""
        return f"milvus {self.name}"

    @property
    def is_up(self) -> bool:
        """Whether the last attempt to reach the server succeeded."""
        return self._client is not None

    def __len__(self) -> int:
        """Return how many vectors are stored."""
        return self._wanted.count

    def search(self, query: Floats1d, k: int) -> tuple[Ints1d, Floats1d]:
        """Return ids and inner products of the `k` nearest passages, best first, ties by id.

        At most `MOST` come back.

        Raises:
            StoreUnavailable: the server does not answer; `is_up` is False until `recover` has reached it.
        """
        client = self._client
        if client is None:
            raise StoreUnavailable(f"{self._place} has been lost and is tried again every {RETRY_S:.0f} seconds.")

        def ask(n: int) -> tuple[Ints1d, Floats1d]:
            parameters = {"metric_type": "IP"}
            found = client.search(
                self.name, [query], limit=n, anns_field=_VECTOR, search_params=parameters, timeout=_SEARCH_S
            )[0]
            return (
                np.array([hit[_ID] for hit in found], dtype=np.int64),
                np.array([hit["distance"] for hit in found], dtype=np.float32),
            )

        try:
            with told(self._place):
                ids, scores = nearest(ask, k, min(len(self), MOST))
                if len(ids) < min(k, len(self), MOST):
                    raise ValueError(f"{self.name} has lost vectors")  # noqa: TRY301 - told like all that is wrong
        except StoreUnavailable as error:
            self._lose(error)
            raise
        return ids, scores

    def _lose(self, error: StoreUnavailable) -> None:
        self._client = None
        self._tried_s = time.monotonic()
        logger.warning("searching by words only: %s", error)

    def recover(self) -> None:
        """Try to reach a lost server again, at most every `RETRY_S` seconds, and put back what it no longer holds."""
        early = time.monotonic() - self._tried_s < RETRY_S
        if self.is_up or early or not self._recovering.acquire(blocking=False):
            return
        try:
            self._client = self._ready()
            logger.info("%s is back", self._place)
        except StoreUnavailable as error:
            logger.debug("%s", error)
        finally:
            self._tried_s = time.monotonic()
            self._recovering.release()

    def _ready(self) -> Any:
        """Return a client whose collection is loaded and whole."""
        client = connect(self._place)
        with told(self._place):
            self._load(client)
            held = self._held(client)
            if held > len(self):
                # Nothing of ours makes such a one.
                client.drop_collection(self.name, timeout=_CALL_S)
                self._load(client)
            if held != len(self):
                self._fill(client)
        return client

    def _load(self, client: Any) -> None:
        """Load the collection, and make it first, or what is missing of it: another process may have been cut off."""
        if not client.has_collection(self.name, timeout=_CALL_S):
            self._create(client)
        if not client.list_indexes(self.name):
            index = client.prepare_index_params()
            index.add_index(_VECTOR, index_type="FLAT", metric_type="IP")
            client.create_index(self.name, index, timeout=_CALL_S)
        client.load_collection(self.name, timeout=_SETTLE_S)

    def _create(self, client: Any) -> None:
        from pymilvus import DataType
        from pymilvus.exceptions import MilvusException

        schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field(_ID, DataType.INT64, is_primary=True)
        schema.add_field(_VECTOR, DataType.FLOAT_VECTOR, dim=self._wanted.read().shape[1])
        try:
            client.create_collection(self.name, schema=schema, consistency_level="Strong", timeout=_CALL_S)
        except MilvusException:
            # Another process may have been faster.
            if not client.has_collection(self.name, timeout=_CALL_S):
                raise

    def _held(self, client: Any) -> int:
        counted = client.query(self.name, output_fields=["count(*)"], consistency_level="Strong", timeout=_CALL_S)
        return int(counted[0]["count(*)"])

    def _fill(self, client: Any) -> None:
        """Put in every vector, whatever is there; a row that is there is replaced by the same."""
        vectors: Floats2d = self._wanted.read()
        began = time.monotonic()
        logger.info("putting %d vectors into %s", len(vectors), self._place)
        for start in range(0, len(vectors), BATCH):
            rows = [{_ID: start + i, _VECTOR: vector} for i, vector in enumerate(vectors[start : start + BATCH])]
            client.upsert(self.name, rows, timeout=_CALL_S)
            self._progress(start + len(rows), len(vectors))
        client.flush(self.name, timeout=_SETTLE_S)
        held = self._held(client)
        if held != len(self):
            raise ValueError(f"{self.name} holds {held} of {len(self)} vectors")
        logger.info("%d vectors put in (%.1f s)", held, time.monotonic() - began)

    def _remove_others(self) -> None:
        """Remove the collections of this installation and family that nobody wants any more."""
        wanted = {self.name, *(self._prefix + key for key in self._wanted.kept())}
        try:
            with told(self._place):
                for name in self._client.list_collections(timeout=_CALL_S):
                    if name.startswith(self._prefix) and name not in wanted:
                        self._client.drop_collection(name, timeout=_CALL_S)
                        logger.info("removed the vectors of an older build: %s", name)
        except StoreUnavailable as error:
            logger.warning("collections that nobody wants stay: %s", error)
