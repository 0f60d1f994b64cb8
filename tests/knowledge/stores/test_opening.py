"""Which store is opened, and what is told when vectors outgrow exact search."""

from __future__ import annotations

import pytest

from knowledge.stores import FaissStore, HnswStore, Place, VectorSet, open_store, opening
from knowledge.stores.faiss_store import EXACT_LIMIT
from tests.knowledge.stores.making import set_of, unit_vectors

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(("count", "lines"), [(EXACT_LIMIT, 0), (EXACT_LIMIT + 1, 1)])
def test_an_index_beyond_the_measured_size_is_told_once_in_the_log(
    count: int, lines: int, caplog: pytest.LogCaptureFixture
) -> None:
    vectors = unit_vectors(3)
    with caplog.at_level("WARNING"):
        open_store(VectorSet("entries", "large", count, lambda: vectors))
    told = [record.getMessage() for record in caplog.records if "docs/benchmarks.md" in record.getMessage()]
    assert len(told) == lines
    assert all(str(count) in line and "GRENSWIJZER_VECTORS=faiss+hnsw" in line for line in told)


@pytest.mark.parametrize(("worthwhile", "kind"), [(100, HnswStore), (101, FaissStore)])
def test_a_graph_is_made_of_what_is_large_enough_for_it(
    worthwhile: int, kind: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "WORTHWHILE", worthwhile)
    assert isinstance(open_store(set_of(unit_vectors(100), "x"), Place(approximate=True)), kind)
