"""How hard a text is to read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.lint.readability import readability
from knowledge.schema import LANGUAGES, Language

pytestmark = pytest.mark.unit


def test_lix_is_words_per_sentence_plus_the_percentage_of_long_words() -> None:
    # 13 words in 2 sentences, 3 of them long: vergunning, gemeente, daarbij.
    measured = readability("Je vraagt de vergunning zelf aan. De gemeente helpt je daarbij graag verder.", "nl")
    assert measured.lix == pytest.approx(13 / 2 + 100 * 3 / 13)
    assert measured.long_words == pytest.approx(100 * 3 / 13)
    assert len(measured.longest_sentence) == 7


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("Das gilt seit dem 1. Juli 2026 für alle, z. B. für die Schulen hier.", "de", 15),
        ("Dat geldt sinds 2026. Een ander jaar is het niet zo geweest, zegt men.", "nl", 10),
        ("Drie dingen tellen mee: een contract; een plek om te wonen; een beurs of loon.", "nl", 5),
        ("Levels run from 1 to 8. The German ones run from 1 to 8 as well.", "en", 10),
        ("It is open (from Monday to Friday, but not in the summer) for all of you and me too.", "en", 10),
    ],
)
def test_sentences_end_where_a_reader_may_pause(text: str, language: Language, words: int) -> None:
    assert len(readability(text, language).longest_sentence) == words


def test_names_are_no_long_words_outside_german() -> None:
    text = "Er zijn ook bij: Groningen, Heerenveen, Leeuwarden, Smallingerland, Noordenveld, Veendam en wij"
    assert readability(text, "nl").long_words == 0
    assert readability(text, "de").long_words > 0


def test_a_short_text_is_not_judged() -> None:
    assert readability("Tewerkstellingsvergunningsaanvraag indienen", "nl").lix == 0


@given(st.text(), st.sampled_from(LANGUAGES))
def test_any_text_can_be_measured(text: str, language: Language) -> None:
    measured = readability(text, language)
    assert measured.lix >= measured.long_words >= 0
    assert all(word in text for word in measured.longest_sentence)
