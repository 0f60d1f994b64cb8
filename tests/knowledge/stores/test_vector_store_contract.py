"""What every vector store must do; exactness is checked against plain matrix multiplication."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from knowledge.adapter import Adapter
from knowledge.index import Index, IndexUnusable, open_index
from knowledge.stores import IN_PROCESS, FaissStore, Place, VectorStore, open_store
from knowledge.stores.base import Floats1d, Floats2d, Ints1d
from tests.knowledge.stores.making import set_of, unit_vectors
from tests.support import need

pytestmark = pytest.mark.integration
INDEX = Path(__file__).parents[3] / "models" / "index"
#: Scores that differ by no more are a tie: engines round differently.
TIE = 1e-5
ASKED = 200
Make = Callable[[Floats2d], VectorStore]


@pytest.fixture(params=["faiss", pytest.param("milvus", marks=pytest.mark.milvus)])
def place(request: pytest.FixtureRequest) -> Place:
    """Where vectors are kept."""
    if request.param == "faiss":
        return IN_PROCESS
    place = request.getfixturevalue("milvus_file")
    assert isinstance(place, Place)
    return place


@pytest.fixture
def make(place: Place) -> Make:
    """Open a store of vectors."""

    def open_one(vectors: Floats2d) -> VectorStore:
        key = hashlib.sha256(vectors.tobytes()).hexdigest()[:16]
        # What the tests before have put in stays, for all of it is wanted.
        return open_store(set_of(vectors, f"{key}_{len(vectors)}"), place)

    return open_one


def assert_exact(exact: Floats1d, found: tuple[Ints1d, Floats1d], k: int) -> None:
    """The `k` best, each with its inner product, in the order of the `exact` ones wherever these differ."""
    ids, scores = found
    best = np.argsort(-exact, kind="stable")[:k]
    assert len(ids) == len(set(ids.tolist())) == len(best)
    np.testing.assert_allclose(scores, exact[ids], atol=TIE)
    np.testing.assert_allclose(exact[ids], exact[best], atol=TIE)


def test_an_empty_store_finds_nothing(make: Make) -> None:
    store = make(np.empty((0, 32), dtype=np.float32))
    ids, scores = store.search(unit_vectors(1)[0], 5)
    assert (len(store), len(ids), len(scores)) == (0, 0, 0)
    assert ids.dtype == np.int64
    assert scores.dtype == np.float32


def test_a_single_vector_is_found(make: Make) -> None:
    [vector] = unit_vectors(1)
    ids, scores = make(vector[np.newaxis]).search(vector, 1)
    assert ids.tolist() == [0]
    assert scores[0] == pytest.approx(1, abs=TIE)


def test_asking_for_more_than_there_is_gives_all(make: Make) -> None:
    vectors = unit_vectors(3)
    store = make(vectors)
    assert len(store) == 3
    assert_exact(vectors @ vectors[1], store.search(vectors[1], 50), 50)


@pytest.mark.parametrize("k", [5, 300, 500])
def test_ties_are_broken_by_id_also_where_the_cut_parts_them(make: Make, k: int) -> None:
    store = make(np.repeat(unit_vectors(1), 500, axis=0))
    ids, _ = store.search(unit_vectors(1)[0], k)
    assert ids.tolist() == list(range(k))


def test_duplicates_far_apart_are_all_found_by_id_and_before_what_is_less_near(make: Make) -> None:
    vectors = unit_vectors(2500)
    rows = [3, 1200, 2499]
    vectors[rows] = vectors[3]
    found = make(vectors).search(vectors[3], 40)
    assert found[0][:3].tolist() == rows
    assert_exact(vectors @ vectors[3], found, 40)


def test_the_ranking_of_ten_thousand_vectors_is_that_of_exact_search(make: Make) -> None:
    vectors = unit_vectors(10_000)
    store = make(vectors)
    assert len(store) == 10_000
    for query in unit_vectors(20, seed=8):
        for k in (1, 10, 400):
            assert_exact(vectors @ query, store.search(query, k), k)


def test_a_store_that_is_opened_again_ranks_as_before(make: Make, place: Place, tmp_path: Path) -> None:
    vectors = unit_vectors(40)
    before = make(vectors).search(vectors[7], 10)
    if place.is_milvus:
        from milvus_lite.server_manager import server_manager_instance

        # As after the end of the process.
        server_manager_instance.release_server(place.address)
        again = make(vectors)
    else:
        FaissStore.from_vectors(vectors).save(tmp_path / "v")
        again = FaissStore.load(tmp_path / "v")
        np.testing.assert_array_equal(again.vectors(), vectors)
    assert len(again) == 40
    for one, other in zip(before, again.search(vectors[7], 10), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.fixture(scope="module")
def shipped() -> Index:
    """The index that `make build` built."""
    try:
        return open_index(INDEX, None)
    except IndexUnusable as error:
        need(False, "The index", f"{error} (`make build` makes it)")
        raise


def test_real_questions_are_ranked_as_by_exact_search_over_the_shipped_corpus(make: Make, shipped: Index) -> None:
    vectors = shipped.vector_set(Adapter.load()).read()
    asked = [row for row, passage in enumerate(shipped.passages) if passage.kind == "asked"]
    questions = vectors[asked[:: len(asked) // ASKED][:ASKED]]
    assert len(questions) == ASKED
    store = make(vectors)
    for question, exact in zip(questions, questions @ vectors.T, strict=True):
        assert_exact(exact, store.search(question, 400), 400)
