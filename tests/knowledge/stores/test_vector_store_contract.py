"""What every vector store must do, checked against plain matrix multiplication.

A graph may miss one in a hundred, and is held to all else alike.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from knowledge.adapter import Adapter
from knowledge.index import Index, IndexUnusable, open_index
from knowledge.ranking import DEPTH
from knowledge.stores import IN_PROCESS, FaissStore, Place, VectorStore, open_store, opening
from knowledge.stores.base import Floats1d, Floats2d, Ints1d
from tests.knowledge.stores.making import set_of, unit_vectors
from tests.support import need

pytestmark = pytest.mark.integration
INDEX = Path(__file__).parents[3] / "models" / "index"
#: Scores that differ by no more are a tie: engines round differently.
TIE = 1e-5
ASKED = 200
#: The share of the nearest that a graph must find.
LEAST = 0.99
Make = Callable[[Floats2d], VectorStore]


@pytest.fixture(params=["faiss", "faiss+hnsw", pytest.param("milvus", marks=pytest.mark.milvus)])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Where vectors are kept."""
    if request.param == "faiss":
        return IN_PROCESS
    if request.param == "faiss+hnsw":
        # Else what is small would be searched exactly.
        monkeypatch.setattr(opening, "WORTHWHILE", 0)
        return Place(approximate=True, graphs=tmp_path / "graphs")
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


def share_in_order(exact: Floats1d, found: tuple[Ints1d, Floats1d], k: int) -> float:
    """Hold `k` passages to be those of the `exact` inner products, best first; return the share of the `k` best."""
    ids, scores = found
    best = np.sort(exact)[::-1][:k]
    assert len(ids) == len(set(ids.tolist())) == len(best)
    np.testing.assert_allclose(scores, exact[ids], atol=TIE)
    assert (np.diff(exact[ids]) <= TIE).all()
    return float((exact[ids] >= best[-1] - TIE).mean())


def assert_found(place: Place, shares: list[float]) -> None:
    """The share of the best that each search found is enough for a store at `place`."""
    assert np.mean(shares) >= LEAST if place.approximate else min(shares) == 1


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
    assert share_in_order(vectors @ vectors[1], store.search(vectors[1], 50), 50) == 1


@pytest.mark.parametrize("k", [5, 300, 500])
def test_ties_are_broken_by_id_also_where_the_cut_parts_them(make: Make, place: Place, k: int) -> None:
    store = make(np.repeat(unit_vectors(1), 500, axis=0))
    ids, _ = store.search(unit_vectors(1)[0], k)
    # No edge of a graph leads to some of hundreds that are all the same.
    expected = sorted(ids.tolist()) if place.approximate else list(range(k))
    assert ids.tolist() == expected


def test_duplicates_far_apart_are_all_found_by_id_and_before_what_is_less_near(make: Make) -> None:
    vectors = unit_vectors(2500)
    rows = [3, 1200, 2499]
    vectors[rows] = vectors[3]
    found = make(vectors).search(vectors[3], 40)
    assert found[0][:3].tolist() == rows
    assert share_in_order(vectors @ vectors[3], found, 40) == 1


def test_the_ranking_of_ten_thousand_vectors_is_that_of_exact_search(make: Make, place: Place) -> None:
    vectors = unit_vectors(10_000)
    store = make(vectors)
    assert len(store) == 10_000
    for k in (1, 10, 400):
        queries = unit_vectors(20, seed=8)
        assert_found(place, [share_in_order(vectors @ query, store.search(query, k), k) for query in queries])


def test_a_store_that_is_opened_again_ranks_as_before(make: Make, place: Place, tmp_path: Path) -> None:
    vectors = unit_vectors(40)
    before = make(vectors).search(vectors[7], 10)
    if place.is_milvus:
        from milvus_lite.server_manager import server_manager_instance

        # As after the end of the process.
        server_manager_instance.release_server(place.address)
        again = make(vectors)
    elif place.approximate:
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


def test_real_questions_are_ranked_as_by_exact_search_over_the_shipped_corpus(
    make: Make, place: Place, shipped: Index
) -> None:
    vectors = shipped.vector_set(Adapter.load()).read()
    asked = [row for row, passage in enumerate(shipped.passages) if passage.kind == "asked"]
    questions = vectors[asked[:: len(asked) // ASKED][:ASKED]]
    assert len(questions) == ASKED
    store = make(vectors)
    pairs = zip(questions, questions @ vectors.T, strict=True)
    assert_found(place, [share_in_order(exact, store.search(question, DEPTH), DEPTH) for question, exact in pairs])
