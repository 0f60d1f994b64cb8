"""Compounds are split into words of the vocabulary, and into nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.analysis.compounds import LINKS, CompoundSplitter

pytestmark = pytest.mark.unit
WORDS = {
    "nl": ["tewerkstelling", "vergunning", "verblijf", "studenten", "baan", "stage", "vergoeding", "recht"],
    "de": ["arbeit", "erlaubnis", "aufenthalt", "kranken", "versicherung", "pflicht", "recht"],
}


@pytest.mark.parametrize(
    ("language", "word", "parts"),
    [
        ("nl", "tewerkstellingsvergunning", ("tewerkstelling", "vergunning")),
        ("nl", "verblijfsvergunning", ("verblijf", "vergunning")),
        ("nl", "studentenbaan", ("studenten", "baan")),
        ("nl", "stagevergoeding", ("stage", "vergoeding")),
        ("de", "aufenthaltserlaubnis", ("aufenthalt", "erlaubnis")),
        ("de", "krankenversicherungspflicht", ("kranken", "versicherung", "pflicht")),
        ("de", "erlaubnis", ()),
        ("nl", "tewerkstellingsding", ()),
        ("nl", "", ()),
    ],
)
def test_known_compounds_are_split_at_their_seams(language: str, word: str, parts: tuple[str, ...]) -> None:
    assert CompoundSplitter(language, WORDS[language]).split(word) == parts


def test_english_words_are_left_whole() -> None:
    assert CompoundSplitter("en", ["work", "permit", "place"]).split("workplace") == ()


@given(st.lists(st.sampled_from(WORDS["de"]), min_size=2, max_size=4), st.sampled_from(LINKS["de"]))
def test_every_part_is_a_known_word_and_the_parts_spell_the_compound(words: list[str], link: str) -> None:
    compound = link.join(words)
    parts = CompoundSplitter("de", WORDS["de"]).split(compound)
    assert len(parts) > 1
    assert set(parts) <= set(WORDS["de"])
    rest = compound
    for part in parts:
        assert part in rest
        rest = rest[rest.index(part) + len(part) :]


@given(st.text(max_size=80))
def test_any_text_can_be_tried(word: str) -> None:
    assert CompoundSplitter("nl", WORDS["nl"]).split(word) == () or word.isalpha()
