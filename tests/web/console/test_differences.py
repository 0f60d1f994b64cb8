"""What differs between two texts is marked, and nothing of either is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.console.differences import changed_points, differences

pytestmark = pytest.mark.unit
TEXT = st.text(st.sampled_from("ab €.,5\n"), max_size=60)


@pytest.mark.parametrize(
    ("before", "after", "gone", "new"),
    [
        ("U verdient € 5.331 per maand.", "U verdient € 5.942 per maand.", ["5.331"], ["5.942"]),
        ("Hooguit 10 uur.", "Hooguit 16 uur per week.", ["10 uur"], ["16 uur per week"]),
        ("Gelijk.", "Gelijk.", [], []),
        ("Een twee drie vier.", "Vijf twee zes vier.", ["Een twee drie"], ["Vijf twee zes"]),
    ],
)
def test_words_that_differ_are_marked_and_chance_matches_are_not(
    before: str, after: str, gone: list[str], new: list[str]
) -> None:
    left, right = differences(before, after)
    assert [text for text, differs in left if differs] == gone
    assert [text for text, differs in right if differs] == new


@given(TEXT, TEXT)
def test_the_pieces_put_together_are_the_texts(before: str, after: str) -> None:
    left, right = differences(before, after)
    assert "".join(text for text, _ in left) == before
    assert "".join(text for text, _ in right) == after
    if before == after:
        assert not any(differs for _, differs in left + right)
    # What is not marked is the same on both sides.
    assert [text for text, differs in left if not differs] == [text for text, differs in right if not differs]


def test_points_that_came_or_went_are_told_whole() -> None:
    before = {"summary": "Oud.", "points": [{"id": "gone", "text": "Weg."}, {"id": "same", "text": "Blijft."}]}
    after = {"summary": "Nieuw.", "points": [{"id": "same", "text": "Blijft."}, {"id": "new", "text": "Erbij."}]}
    found = {one["point"]: (one["before"], one["after"]) for one in changed_points(before, after)}
    assert found == {
        "summary": ([("Oud", True), (".", False)], [("Nieuw", True), (".", False)]),
        "new": (None, [("Erbij.", False)]),
        "gone": ([("Weg.", False)], None),
    }
