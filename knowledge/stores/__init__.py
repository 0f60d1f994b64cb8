"""Where passage vectors are kept and searched."""

from knowledge.stores.base import VectorStore
from knowledge.stores.faiss_store import FaissStore

__all__ = ["FaissStore", "VectorStore"]
