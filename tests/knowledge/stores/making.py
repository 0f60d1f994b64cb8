"""Vectors and sets of them."""

from __future__ import annotations

from collections.abc import Collection
from importlib.util import find_spec

import numpy as np

from knowledge.stores import VectorSet
from knowledge.stores.base import Floats2d
from tests.support import need


def unit_vectors(count: int, dimensions: int = 32, seed: int = 7) -> Floats2d:
    vectors = np.random.default_rng(seed).normal(size=(count, dimensions)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def set_of(vectors: Floats2d, key: str, kept: Collection[str] = ()) -> VectorSet:
    return VectorSet("entries", key, len(vectors), lambda: vectors, lambda: kept)


def need_milvus() -> None:
    need(find_spec("pymilvus") and find_spec("milvus_lite"), "Milvus's client", "`make milvus` installs it")
