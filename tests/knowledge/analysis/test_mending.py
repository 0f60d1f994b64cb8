"""Typos are mended before a question is matched by meaning; what some language knows is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.analysis import Analyser, mend

TEXTS = {
    "nl": ["De verblijfsvergunning voor studenten", "Wie vraagt de vergunning aan?"],
    "de": ["Die Hochschule nimmt Studierende auf", "Eine Erlaubnis für Studierende", "Die Gebühr zahlt die Hochschule"],
    "en": ["The university renews the residence permit", "Renew it every year"],
}


@pytest.fixture(scope="module")
def analysers() -> list[Analyser]:
    return [Analyser.from_texts(language, texts) for language, texts in TEXTS.items()]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nimmt die Hochschuhle auf?", "nimmt die hochschule auf?"),
        ("the resydence permit, renewwwed", "the residence permit, renewwwed"),
        ("verblijfsvergunnning of Erlaubniss?", "verblijfsvergunning of erlaubnis?"),
    ],
)
def test_a_word_that_no_language_knows_becomes_its_likeliest_correction(
    typed: str, meant: str, analysers: list[Analyser]
) -> None:
    assert mend(typed, analysers) == meant


@pytest.mark.parametrize(
    "typed",
    ["", "Erlaubnis?", "verblijfsvergunningen", "hochschulen", "Xyzzy 2026", "😀", "gebuhr", "residance", "<b>"],
)
def test_known_words_their_forms_and_what_is_near_none_are_left_alone(typed: str, analysers: list[Analyser]) -> None:
    assert mend(typed, analysers) is None


@given(st.text(max_size=60))
def test_any_text_has_at_most_its_words_changed(text: str) -> None:
    analysers = [Analyser.from_texts("nl", TEXTS["nl"])]
    mended = mend(text, analysers)
    assert mended is None or (mended != text and mend(mended, analysers) is None)
