"""What every vector store must do; exactness is checked against plain matrix multiplication."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from knowledge.stores import FaissStore, VectorStore
from knowledge.stores.base import Floats2d

pytestmark = pytest.mark.unit
STORES: list[Callable[[Floats2d], VectorStore]] = [FaissStore.from_vectors]


def unit_vectors(count: int, seed: int = 7) -> Floats2d:
    vectors = np.random.default_rng(seed).normal(size=(count, 32)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.mark.parametrize("make", STORES)
def test_the_ranking_is_that_of_exact_search(make: Callable[[Floats2d], VectorStore]) -> None:
    vectors, queries = unit_vectors(500), unit_vectors(20, seed=8)
    store = make(vectors)
    for query in queries:
        ids, scores = store.search(query, 10)
        exact = vectors @ query
        assert list(ids) == list(np.argsort(-exact, kind="stable")[:10])
        np.testing.assert_allclose(scores, exact[ids], atol=1e-5)


@pytest.mark.parametrize("make", STORES)
def test_ties_are_broken_by_id(make: Callable[[Floats2d], VectorStore]) -> None:
    store = make(np.repeat(unit_vectors(1), 5, axis=0))
    ids, _ = store.search(unit_vectors(1)[0], 5)
    assert list(ids) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("make", STORES)
def test_asking_for_more_than_there_is_gives_all(make: Callable[[Floats2d], VectorStore]) -> None:
    assert len(make(unit_vectors(3)).search(unit_vectors(1)[0], 50)[0]) == 3


def test_a_saved_store_is_the_same_when_loaded(tmp_path: Path) -> None:
    vectors = unit_vectors(40)
    FaissStore.from_vectors(vectors).save(tmp_path / "v")
    np.testing.assert_array_equal(FaissStore.load(tmp_path / "v").vectors(), vectors)
