"""What loading leaves behind."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest

from web.memory import give_back

pytestmark = pytest.mark.unit


def own_kib() -> int:
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon"))


def test_what_is_free_goes_back_to_the_system() -> None:
    # Blocks this small come from the heap, which keeps them; the last one keeps its end in use.
    taken = [bytearray(1000) for _ in range(100_000)]
    last = taken[-1]
    del taken
    before = own_kib()
    give_back()
    assert before - own_kib() > 50_000
    assert len(last) == 1000


def test_what_stays_is_passed_over_by_later_collections_of_garbage_and_is_collected_by_the_next_giving_back() -> None:
    class Knot:
        """Refers to itself."""

    knot = Knot()
    knot.itself = knot  # type: ignore[attr-defined]
    seen = weakref.ref(knot)
    try:
        give_back()
        del knot
        gc.collect()
        assert seen()
        give_back()
        assert not seen()
    finally:
        gc.unfreeze()
