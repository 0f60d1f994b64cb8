from __future__ import annotations

import pytest

from knowledge.statements import tells_situation


@pytest.mark.parametrize(
    "text",
    [
        "hi im from india doing my masters in eindhoven",
        "Goedemiddag, ik heb een bedrijf in Venlo en er heeft zich een jongen uit Duitsland gemeld",
        "ich bin erzieherin und möchte in den niederlanden arbeiten",
        "hallo, we zoeken een lasser voor het voorjaar",
    ],
)
def test_who_tells_of_a_situation_asks_nothing(text: str) -> None:
    assert tells_situation(text)


@pytest.mark.parametrize(
    "text",
    [
        "I am from India, can I work?",
        "mag ik werken naast mijn studie",
        "wie viele stunden darf ich arbeiten",
        "where do i apply for a bsn",
        "minimumloon 2026",
        "kosten diplomawaardering IDW nederland",
        "",
        "🙂🙂🙂🙂",
    ],
)
def test_questions_and_keywords_tell_nothing(text: str) -> None:
    assert not tells_situation(text)
