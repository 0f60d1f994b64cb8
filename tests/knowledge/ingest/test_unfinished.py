"""Vectors of a stopped run are taken up again, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from knowledge.ingest.unfinished import Unfinished

pytestmark = pytest.mark.unit
TEXTS = ["een", "twee", "drie"]
VECTORS = np.arange(12, dtype=np.float32).reshape(3, 4)


@pytest.fixture
def unfinished(tmp_path: Path) -> Unfinished:
    return Unfinished(tmp_path, "encoder-1", 4)


def test_nothing_is_kept_at_first(unfinished: Unfinished) -> None:
    assert unfinished.read(TEXTS) == {}


def test_what_was_added_in_several_steps_is_read(unfinished: Unfinished) -> None:
    unfinished.add(TEXTS[:1], VECTORS[:1])
    unfinished.add(TEXTS[1:], VECTORS[1:])
    found = unfinished.read([*TEXTS, "vier"])
    assert list(found) == TEXTS
    assert all(np.array_equal(found[text], vector) for text, vector in zip(TEXTS, VECTORS, strict=True))


def test_a_record_that_was_cut_off_is_lost_and_the_next_ones_are_not(unfinished: Unfinished, tmp_path: Path) -> None:
    unfinished.add(TEXTS[:2], VECTORS[:2])
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:-3])
    assert list(unfinished.read(TEXTS)) == TEXTS[:1]
    unfinished.add(TEXTS[2:], VECTORS[2:])
    assert list(unfinished.read(TEXTS)) == [TEXTS[0], TEXTS[2]]


def test_vectors_of_another_making_are_not_taken_up(unfinished: Unfinished, tmp_path: Path) -> None:
    unfinished.add(TEXTS, VECTORS)
    assert Unfinished(tmp_path, "encoder-2", 4).read(TEXTS) == {}


def test_after_clearing_nothing_is_left(unfinished: Unfinished, tmp_path: Path) -> None:
    unfinished.add(TEXTS, VECTORS)
    unfinished.clear()
    unfinished.clear()
    assert list(tmp_path.iterdir()) == []
