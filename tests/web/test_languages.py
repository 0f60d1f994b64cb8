from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.languages import accepted_language, spoken_language

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de", "de"),
        ("nl-BE,nl;q=0.9,en;q=0.8", "nl"),
        ("fr-FR,fr;q=0.9,de;q=0.5,en;q=0.7", "en"),
        ("tr", None),
        ("*", None),
        ("", None),
        (None, None),
        ("de;q=0", None),
        ("nle,dex;q=1", None),
    ],
)
def test_the_browsers_best_language_of_ours_is_taken(header: str | None, language: str | None) -> None:
    assert accepted_language(header) == language


@given(st.text())
def test_no_header_breaks_the_choice_of_a_language(header: str) -> None:
    assert accepted_language(header) in {None, "nl", "de", "en"}


def test_the_users_choice_goes_before_the_words() -> None:
    words = "Wie viele Stunden darf ich arbeiten?"
    assert spoken_language(chosen="en", text=words, last="nl", accepted="nl") == "en"


def test_the_words_go_before_the_conversation() -> None:
    words = "Wie viele Stunden darf ich arbeiten?"
    assert spoken_language(chosen=None, text=words, last="nl", accepted="en") == "de"


def test_without_telling_words_the_conversation_then_the_browser_then_dutch_decides() -> None:
    assert spoken_language(chosen=None, text="BSN", last="de", accepted="en") == "de"
    assert spoken_language(chosen=None, text="BSN", last=None, accepted="en") == "en"
    assert spoken_language(chosen=None, text=None, last=None, accepted=None) == "nl"
