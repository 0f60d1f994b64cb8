"""Where passage vectors are kept and searched."""

from knowledge.stores.base import StoreError, StoreUnavailable, VectorSet, VectorStore
from knowledge.stores.faiss_store import FaissStore
from knowledge.stores.hnsw_store import HnswStore
from knowledge.stores.milvus_store import MilvusStore
from knowledge.stores.opening import open_store
from knowledge.stores.place import IN_PROCESS, Place, place_from_environment

__all__ = [
    "IN_PROCESS",
    "FaissStore",
    "HnswStore",
    "MilvusStore",
    "Place",
    "StoreError",
    "StoreUnavailable",
    "VectorSet",
    "VectorStore",
    "open_store",
    "place_from_environment",
]
