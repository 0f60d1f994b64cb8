"""Entries whose questions lie close together are found."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.adapter import Adapter
from knowledge.editing.likeness import LikePair, closest_pairs, groups
from knowledge.index import open_index


def pair(first: str, second: str, closeness: float = 0.9) -> LikePair:
    return LikePair(first, second, closeness, "nl", "?", "?")


@pytest.mark.unit
def test_pairs_that_share_an_entry_are_one_group() -> None:
    found = groups([pair("a", "b", 0.99), pair("c", "d"), pair("b", "e"), pair("f", "g"), pair("d", "g")])
    assert [entries for entries, _ in found] == [["c", "d", "f", "g"], ["a", "b", "e"]]
    assert [len(pairs) for _, pairs in found] == [3, 2]


@pytest.mark.unit
@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("ghijkl")), unique=True))
def test_every_pair_and_entry_stands_in_exactly_one_group(names: list[tuple[str, str]]) -> None:
    found = groups([pair(*both) for both in names])
    assert sorted((p.first, p.second) for _, pairs in found for p in pairs) == sorted(names)
    members = [entry for entries, _ in found for entry in entries]
    assert sorted(members) == sorted({entry for both in names for entry in both})


@pytest.mark.integration
def test_the_closest_pairs_are_of_different_entries_each_pair_once_and_in_order(sample_index: Path) -> None:
    index = open_index(sample_index, None)
    seen: list[tuple[int, int]] = []
    pairs = closest_pairs(index, Adapter.load(), 10, lambda done, total: seen.append((done, total)))
    assert 0 < len(pairs) <= 10
    assert len({(p.first, p.second) for p in pairs}) == len(pairs)
    assert all(p.first < p.second and p.closeness < 1 for p in pairs)
    assert [p.closeness for p in pairs] == sorted((p.closeness for p in pairs), reverse=True)
    assert seen[-1][0] == seen[-1][1]
    questions = {(p.entry, p.text) for p in index.passages if p.kind == "question"}
    assert all((p.first, p.first_question) in questions and (p.second, p.second_question) in questions for p in pairs)
