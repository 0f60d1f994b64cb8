"""Passages hold every word of a document once, within bounds, under its headings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ingest.blocks import Block
from knowledge.ingest.passages import MAX_WORDS, WINDOW_WORDS, sentences_of, split, windows_of

pytestmark = pytest.mark.unit

words = st.text(st.sampled_from("abcdeABC.!?€9•-"), min_size=1, max_size=6)
paragraphs = st.lists(words, min_size=1, max_size=300).map(" ".join)
levels = st.none() | st.integers(1, 6)
blocks = st.lists(st.builds(Block, paragraphs, levels, st.none()), max_size=12)


@given(blocks)
def test_no_word_of_a_paragraph_is_lost_or_told_twice(blocks: list[Block]) -> None:
    paragraphs = [word for block in blocks if block.level is None for word in block.text.split()]
    headings = {word for block in blocks if block.level is not None for word in block.text.split()}
    told = [word for piece in split(blocks) for word in piece.text.split()]
    assert [word for word in told if word not in headings] == [word for word in paragraphs if word not in headings]


@given(blocks)
def test_every_heading_stands_over_a_passage_or_is_one(blocks: list[Block]) -> None:
    pieces = split(blocks)
    kept = {heading for piece in pieces for heading in piece.headings}
    told = " ".join(" ".join(piece.text.split()) for piece in pieces)
    assert all(block.text in kept or block.text in told for block in blocks if block.level is not None)


@given(blocks)
def test_no_passage_is_empty_or_longer_than_allowed(blocks: list[Block]) -> None:
    assert all(1 <= len(piece.text.split()) <= MAX_WORDS for piece in split(blocks))


@given(st.lists(st.tuples(paragraphs, st.integers(1, 5)), min_size=1, max_size=8))
def test_pages_of_a_passage_are_those_its_words_stand_on(drawn: list[tuple[str, int]]) -> None:
    pages = sorted(page for _, page in drawn)
    pieces = split([Block(text, None, page) for (text, _), page in zip(drawn, pages, strict=True)])
    assert pieces[0].first_page == pages[0]
    assert pieces[-1].last_page == pages[-1]
    assert all(piece.first_page is not None and piece.last_page is not None for piece in pieces)
    assert all((piece.first_page or 0) <= (piece.last_page or 0) for piece in pieces)


@given(paragraphs)
def test_windows_hold_all_words_in_order_and_are_short_but_for_long_sentences(text: str) -> None:
    found = windows_of(text)
    assert [word for window in found for sentence in window for word in sentence.split()] == text.split()
    assert all(len(window) == 1 or len(" ".join(window).split()) <= WINDOW_WORDS for window in found)


def test_many_abbreviations_in_a_row_are_read_in_time() -> None:
    # Searched from the beginning of the sentence each time, these took hours.
    assert len(sentences_of("bijv. A " * 100_000)) == 1


def test_a_long_section_is_cut_into_passages_of_like_length() -> None:
    section = [Block("Een zin van precies acht woorden, niet meer. " * 10) for _ in range(5)]
    assert [len(piece.text.split()) for piece in split(section)] == [80] * 5


def test_a_heading_parts_passages_and_stays_above_what_follows() -> None:
    pieces = split(
        [Block("Gids", 1), Block("Vooraf."), Block("Geld", 2), Block("Loon."), Block("Reis", 2), Block("Trein.")]
    )
    assert [(piece.headings, piece.text) for piece in pieces] == [
        (("Gids",), "Vooraf."), (("Gids", "Geld"), "Loon."), (("Gids", "Reis"), "Trein."),
    ]  # fmt: skip


def test_a_sentence_that_a_page_parts_is_joined() -> None:
    (piece,) = split([Block("De student vraagt", None, 1), Block("het zelf aan.", None, 2)])
    assert (piece.text, piece.first_page, piece.last_page) == ("De student vraagt het zelf aan.", 1, 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Een. Twee! Drie? Vier", ["Een.", "Twee!", "Drie?", "Vier"]),
        ("Bel tel. 06 of nr. 12 bijv. Anna. Klaar.", ["Bel tel. 06 of nr. 12 bijv. Anna.", "Klaar."]),
        ("Das gilt z.B. Mo bis Fr. Danach nicht.", ["Das gilt z.B. Mo bis Fr.", "Danach nicht."]),
        ("Kosten: 3.500 euro. € 5 extra.", ["Kosten: 3.500 euro.", "€ 5 extra."]),
    ],
)
def test_sentences_end_where_readers_see_an_end(text: str, expected: list[str]) -> None:
    assert sentences_of(text) == expected
