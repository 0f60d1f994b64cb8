from __future__ import annotations

import pytest

from bot.components.openings import Openings

OPENINGS = Openings()


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Hallo, mag ik werken?", "mag ik werken?"),
        ("guten Tag! was kostet die TWV", "was kostet die TWV"),
        ("thanks. and the costs?", "and the costs?"),
        ("hoi, goedemorgen, korte vraag: stage", "stage"),
        ("ok danke und tschüss", "und tschüss"),
    ],
)
def test_politeness_before_a_question_is_taken_off(text: str, rest: str) -> None:
    assert OPENINGS.without(text) == rest


@pytest.mark.parametrize("text", ["hallo", "Danke!", "ok, super", "mag ik werken?", "hallootjes", "", "..."])
def test_a_message_that_is_only_politeness_or_has_none_stays_whole(text: str) -> None:
    assert OPENINGS.without(text) == text
