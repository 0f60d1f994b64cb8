"""The language of a message, and when it cannot be told."""

from __future__ import annotations

import pytest

from evaluation.counting import read_questions
from knowledge.language import detect

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("bedankt", "nl"), ("danke", "de"), ("thanks", "en"),
        ("Heb ik een TWV nodig?", "nl"), ("mijn employer wil een residence permit", "nl"),
        ("Brauche ich für den job eine permission?", "de"), ("do i need a tewerkstellingsvergunning", "en"),
        ("", None), ("TWV", None), ("12345 !!! 🙂", None),
    ],
)  # fmt: skip
def test_function_words_decide_and_loanwords_do_not(text: str, language: str | None) -> None:
    assert detect(text) == language


def test_hardly_any_sample_question_is_taken_for_another_language() -> None:
    questions = read_questions()
    wrong = [q.text for q in questions if detect(q.text) not in (q.language, None)]
    assert len(wrong) <= 0.02 * len(questions), wrong
