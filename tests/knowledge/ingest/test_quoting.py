"""A quotation is whole sentences, short enough for a phone, around what was asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ingest.passages import MAX_WORDS, windows_of
from knowledge.ingest.quoting import MAX_QUOTED, SURE_ANSWER, gives_way, quote, shortened
from knowledge.ingest.search import DocumentResult
from knowledge.ingest.store import Document, DocumentPassage
from knowledge.reply import Contact, Reply, ReplyKind, ReplyStatus

SENTENCES = [f"Zin nummer {n} van deze tekst gaat over onderwerp{n} en verder nergens over." for n in range(10)]


def found(confidence: float) -> DocumentResult:
    document = Document("gids", "gids.pdf", "/x", "0", 1, 2, 1, ("nl",), "2026-01-01", "2026-01-02", "e", "s", {})
    passage = DocumentPassage("De borg is 75 euro.", (), 2, 2, "nl", 1)
    return DocumentResult(document, 1, passage, 0.5, confidence, (), 0)


def answer(confidence: float | None) -> Reply:
    desk = Contact("ind", "IND", None, None, None, None, None, None)
    return Reply(
        "Dat kost € 254.", ReplyKind.ANSWER, ReplyStatus.ANSWERED, "nl", "ind", "fees", confidence, contacts=(desk,)
    )


@pytest.mark.parametrize(
    ("entry", "passage", "gives"),
    [(0.7, 0.8, True), (0.8, 0.7, False), (0.8, 0.8, False), (SURE_ANSWER, 0.99, False), (None, 0.99, False)],
)
def test_an_answer_gives_way_to_a_surer_passage_unless_it_is_very_sure(
    entry: float | None, passage: float, gives: bool
) -> None:
    assert gives_way(answer(entry), found(passage)) == gives


def test_what_is_no_answer_always_gives_way() -> None:
    handover = Reply("", ReplyKind.HANDOVER, ReplyStatus.HANDOVER_NOTHING_FOUND, "nl", confidence=0.99)
    assert gives_way(handover, found(0.4))


def test_an_answer_that_gave_way_is_one_click_away_and_its_desks_go_with_it() -> None:
    reply = quote(found(0.8), answer(0.7), "Leges")
    assert "75 euro" in reply.text
    assert reply.contacts == ()
    assert [(button.title, button.payload) for button in reply.buttons] == [("Leges", '/choose{"choice": "ind#fees"}')]


def test_a_short_passage_is_quoted_whole() -> None:
    text = "\n".join(SENTENCES[:3])
    assert shortened(text, ()) == text


def window_of(number: int) -> int:
    """Return which window of all the sentences holds the one of that number."""
    return next(i for i, window in enumerate(windows_of(" ".join(SENTENCES))) if SENTENCES[number] in window)


def test_a_long_passage_is_cut_between_sentences_around_the_window_that_was_found() -> None:
    quoted = shortened(" ".join(SENTENCES), ("onderwerp9",), window_of(9))
    assert quoted.startswith("… Zin nummer")
    assert quoted.endswith("onderwerp9 en verder nergens over.")
    assert len(quoted.split()) <= MAX_QUOTED + 1


def test_the_quotation_begins_with_the_window_that_was_found() -> None:
    quoted = shortened(" ".join(SENTENCES), ("onderwerp3",), window_of(3))
    assert quoted.startswith(f"… {windows_of(' '.join(SENTENCES))[window_of(3)][0]}")


def test_the_window_that_was_found_is_quoted_wherever_the_words_stand() -> None:
    quoted = shortened(" ".join(SENTENCES), ("onderwerp0", "onderwerp1"), window_of(8))
    assert SENTENCES[8] in quoted


def test_sentences_before_the_window_are_quoted_where_they_hold_words_of_the_question() -> None:
    quoted = shortened(" ".join(SENTENCES), ("onderwerp2", "onderwerp5"), window_of(5))
    assert SENTENCES[2] in quoted
    assert SENTENCES[5] in quoted


def test_what_is_left_out_behind_is_marked() -> None:
    quoted = shortened(" ".join(SENTENCES), ("onderwerp0",))
    assert quoted.startswith("Zin nummer 0")
    assert quoted.endswith(" …")


@given(st.lists(st.text("abcAB.!? \n", min_size=1, max_size=30), min_size=1, max_size=MAX_WORDS).map(" ".join))
def test_a_quotation_never_has_a_word_that_the_passage_has_not(text: str) -> None:
    quoted = shortened(text, ("ab",)).replace("…", " ").split()
    assert len(quoted) <= MAX_QUOTED + 2 or len(text.split()) <= MAX_QUOTED
    rest = iter(text.split())
    assert all(word in rest for word in quoted)
