from __future__ import annotations

import pytest

from bot.components.language_wish import WishFinder

FINDER = WishFinder()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("in het Nederlands graag", "nl"),
        ("Kan dit ook in het Engels?", "en"),
        ("kun je het in het Duits uitleggen, en wat kost dat?", "de"),
        ("spreek je ook Nederlands", "nl"),
        ("liever Engels", "en"),
        ("auf Deutsch bitte", "de"),
        ("Können wir auf Englisch weitermachen?", "en"),
        ("sprechen Sie Niederländisch?", "nl"),
        ("Sprache auf Deutsch", "de"),
        ("can we speak English", "en"),
        ("ENGLISH PLEASE", "en"),
        ("could you answer in Dutch, and is it free?", "nl"),
        ("Switch to German", "de"),
        ("Deutsch", "de"),
        ("  english! ", "en"),
        ("I’d like to continue in English", "en"),
    ],
)
def test_a_wish_names_the_language(text: str, language: str) -> None:
    wish = FINDER.find(text)
    assert wish is not None
    assert wish.language == language
    assert wish.end > wish.start


@pytest.mark.parametrize(
    "text",
    [
        "Is the programme taught in English?",
        "Muss ich Niederländisch sprechen, um in Emmen zu arbeiten?",
        "Moet ik Duits spreken voor een stage in Nordhorn?",
        "kun je in Nederland een studie in het Engels volgen?",
        "Do I have to speak Dutch to work in a shop?",
        "Gibt es einen Kurs auf Niederländisch für Pflegekräfte",
        "I don't speak Dutch",
        "ik spreek geen Duits",
        "ein deutsches Zeugnis in den Niederlanden",
        "cursus Nederlands voor collega's",
        "mijn contract is in het Engels, mag dat?",
        "which German office recognises my English diploma",
        "",
    ],
)
def test_a_question_about_a_language_is_no_wish(text: str) -> None:
    assert FINDER.find(text) is None


def test_a_single_name_of_a_language_is_found_unless_it_is_refused() -> None:
    one = FINDER.only_name("doe het maar eens op z'n Duits dan")
    assert one is not None and one.language == "de"
    assert FINDER.only_name("ik versta geen Engels") is None
    assert FINDER.only_name("Deutsch oder Englisch") is None
    assert FINDER.only_name("andere taal") is None
