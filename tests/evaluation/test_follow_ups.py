from __future__ import annotations

from collections import Counter

import pytest

from evaluation.follow_ups import read_follow_ups
from knowledge.checks import load_tables
from knowledge.loading import load_entries
from knowledge.schema import LANGUAGES

pytestmark = pytest.mark.unit


def test_each_language_and_kind_has_as_many() -> None:
    follow_ups = read_follow_ups()
    assert len({one.id for one in follow_ups}) == len(follow_ups)
    assert len(set(Counter((one.language, one.kind) for one in follow_ups).values())) == 1
    assert {one.language for one in follow_ups} == set(LANGUAGES)


def test_they_name_entries_and_checks_that_there_are() -> None:
    entries, checks = load_entries(), load_tables()
    for one in read_follow_ups():
        assert one.entries <= set(entries), one.id
        assert one.check is None or one.check in checks, one.id
        assert (one.kind == "nothing") == (not one.entries), one.id
