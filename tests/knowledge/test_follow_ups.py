"""What is asked about an answer: its source, what held before, the short of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge.follow_ups import corrects, first_sentence, told_older, told_shorter, told_source
from knowledge.reply import CitedSource, OlderRule, Reply, ReplyKind, ReplyStatus

ANSWER = Reply(
    text="Students may work 16 hours a week. Or full-time in June, July and August.",
    kind=ReplyKind.ANSWER,
    status=ReplyStatus.ANSWERED_WITH_OLDER_RULE,
    language="en",
    entry="work-beside-study",
    point="hours",
    as_of="January 2025",
    older=OlderRule("In the 2016 report: at most 10 hours a week.", "March 2016"),
    sources=(
        CitedSource("Nuffic", "", "https://www.nuffic.nl", "2018"),
        CitedSource("Report", "section 2", None, "2016"),
    ),
)


def test_the_source_is_told_with_its_place_and_date() -> None:
    told = told_source(ANSWER)
    assert told.text == "That answer comes from: Nuffic; Report, section 2. As of January 2025."
    assert told.sources == ANSWER.sources
    assert told.id != ANSWER.id


def test_what_held_before_stands_beside_what_holds_now() -> None:
    told = told_older(ANSWER)
    assert told.text == "In the 2016 report: at most 10 hours a week.\nNow: Students may work 16 hours a week."
    assert told.older is None


def test_where_nothing_older_is_known_that_is_said() -> None:
    told = told_older(replace(ANSWER, older=None))
    assert (told.kind, told.older) == (ReplyKind.NOTICE, None)
    assert "January 2025" in told.text


def test_the_short_of_it_is_the_first_sentence() -> None:
    assert told_shorter(ANSWER).text == "Students may work 16 hours a week."


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("No. An intern needs none. More here.", "No. An intern needs none."),
        ("Ja, z. B. ab dem 1. März 2026. Danach nicht.", "Ja, z. B. ab dem 1. März 2026."),
        ("Tot 90 dagen (TWV). Daarna GVVA.", "Tot 90 dagen (TWV)."),
        ("It costs €254. Pay at once.", "It costs €254."),
        ("one\ntwo", "one two"),
        ("", ""),
    ],
)
def test_a_sentence_ends_where_readers_think_so(text: str, first: str) -> None:
    assert first_sentence(text) == first


@pytest.mark.parametrize(
    ("text", "correction"),
    [
        ("nee ik bedoel in het noorden", True),
        ("Nein, ich meinte Belgien", True),
        ("I mean the other permit", True),
        ("no, what I need is a visa", False),
        ("ik heb een vraag", False),
        ("Mein Praktikant kommt aus Indien", False),
        ("", False),
    ],
)
def test_a_correction_says_the_last_question_anew(text: str, correction: bool) -> None:
    assert corrects(text) is correction
