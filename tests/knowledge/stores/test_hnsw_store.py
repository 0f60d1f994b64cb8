"""What only a graph can suffer: it misses some, takes long to build, and is kept in a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from knowledge.stores import HnswStore, VectorSet
from knowledge.stores.base import Floats2d
from knowledge.stores.checking import share_found
from tests.knowledge.stores.making import set_of, unit_vectors

pytestmark = pytest.mark.unit
VECTORS = unit_vectors(3000)


def quiet(_done: int, _total: int) -> None:
    pass


def unread() -> Floats2d:
    pytest.fail("a graph that is kept was built again")


def opened(folder: Path, wanted: VectorSet) -> HnswStore:
    return HnswStore.open(folder, wanted, quiet)


def test_the_more_is_visited_the_more_is_found() -> None:
    vectors = unit_vectors(6000, dimensions=64)
    store = HnswStore.from_vectors(vectors, quiet)

    class Hasty(HnswStore):
        def search(self, query, k, visited=0.0):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            return super().search(query, k, visited)

    queries = unit_vectors(20, dimensions=64, seed=9)
    hasty, usual = (
        float(np.mean([share_found(one, vectors, query, 10) for query in queries]))
        for one in (Hasty(store._index), store)
    )
    assert hasty < usual


def test_building_tells_how_far_it_is() -> None:
    told = list[tuple[int, int]]()
    HnswStore.from_vectors(unit_vectors(2300), lambda done, total: told.append((done, total)))
    assert told == [(1000, 2300), (2000, 2300), (2300, 2300)]


def test_a_graph_is_built_once_and_finds_the_same_when_it_is_read(tmp_path: Path) -> None:
    wanted = set_of(VECTORS, "once")
    before = opened(tmp_path / "graphs", wanted).search(VECTORS[7], 10)
    after = opened(tmp_path / "graphs", replace(wanted, read=unread)).search(VECTORS[7], 10)
    for one, other in zip(before, after, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("size", [0, 100, 50_000])
def test_a_graph_whose_file_was_cut_off_is_built_anew(
    tmp_path: Path, size: int, caplog: pytest.LogCaptureFixture
) -> None:
    wanted = set_of(VECTORS, "cut")
    opened(tmp_path, wanted)
    [file] = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:size])
    assert opened(tmp_path, wanted).search(VECTORS[7], 1)[0].tolist() == [7]
    assert "made anew" in caplog.text
    opened(tmp_path, replace(wanted, read=unread))


def test_a_graph_of_other_vectors_under_the_same_name_is_built_anew(tmp_path: Path) -> None:
    opened(tmp_path, set_of(VECTORS[:500], "same"))
    assert len(opened(tmp_path, set_of(VECTORS, "same"))) == len(VECTORS)


def test_graphs_that_nobody_wants_any_more_are_removed_and_those_of_others_stay(tmp_path: Path) -> None:
    few = VECTORS[:50]
    opened(tmp_path, VectorSet("documents", "guide", 50, lambda: few))
    opened(tmp_path, set_of(few, "first"))
    opened(tmp_path, set_of(few, "second", kept=["first"]))
    assert len(list(tmp_path.iterdir())) == 3
    opened(tmp_path, set_of(few, "third", kept=["second"]))
    assert {path.name for path in tmp_path.iterdir()} == {
        "documents_guide.hnsw",
        "entries_second.hnsw",
        "entries_third.hnsw",
    }


def test_where_it_cannot_be_kept_it_is_searched_all_the_same(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").touch()
    store = opened(tmp_path / "file" / "graphs", set_of(VECTORS, "nowhere"))
    assert store.search(VECTORS[7], 1)[0].tolist() == [7]
    assert "built at each start" in caplog.text
