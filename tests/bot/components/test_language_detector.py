from __future__ import annotations

from typing import Any

import pytest

from bot.components.language_detector import LanguageDetector
from tests.bot.building import create, entities, message, tracker


@pytest.fixture(scope="module")
def detector(tmp_path_factory: pytest.TempPathFactory) -> LanguageDetector:
    return create(LanguageDetector, tmp_path_factory.mktemp("detector"))


def detected(detector: LanguageDetector, text: str | None, before: str | None = None, **metadata: Any) -> Any:
    """Return the language that the conversation is in after the message."""
    found = entities(detector.process([message(text, **metadata)], tracker(language=before))[0])
    return found.get("requested_language") or found.get("language") or before


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Mag ik als student uit Peru hier werken?", "nl"),
        ("Darf ich als Student aus Peru hier arbeiten?", "de"),
        ("May I work here as a student from Peru?", "en"),
    ],
)
@pytest.mark.parametrize("before", [None, "nl", "de", "en"])
def test_a_clear_message_of_three_words_or_more_sets_the_language(
    detector: LanguageDetector, text: str, language: str, before: str | None
) -> None:
    assert detected(detector, text, before, default_language="nl") == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("bedankt", "nl"),
        ("Goedemorgen!", "nl"),
        ("Guten Tag", "de"),
        ("danke", "de"),
        ("hi there, good morning", "en"),
        ("thank you", "en"),
    ],
)
@pytest.mark.parametrize("before", [None, "nl", "de", "en"])
def test_a_short_message_of_the_closed_list_sets_the_language(
    detector: LanguageDetector, text: str, language: str, before: str | None
) -> None:
    assert detected(detector, text, before) == language


@pytest.mark.parametrize("text", ["hallo", "TWV", "ok", "MVV?", "123", "😀", "", None, "Europass", "hi", "thanks"])
@pytest.mark.parametrize("before", ["nl", "de", "en"])
def test_a_message_that_shows_no_language_keeps_that_of_the_conversation(
    detector: LanguageDetector, text: str | None, before: str
) -> None:
    assert detected(detector, text, before, default_language="en") == before


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("nl", "mijn employer"),
        ("nl", "die residence permit"),
        ("nl", "heeft mijn employer een work permit nodig"),
        ("nl", "is de orientation year ook voor PhD's"),
        ("nl", "thanks, dat is clear"),
        ("nl", "Praktikum in Nordhorn bij een Agentur für Arbeit"),
        ("de", "brauche ich ein job offer"),
        ("de", "Wer zahlt die stagevergoeding"),
        ("de", "was bedeutet tewerkstellingsvergunning"),
        ("de", "kann mein Employer die residence permit beantragen"),
        ("en", "do I need a tewerkstellingsvergunning"),
        ("en", "stagevergoeding tax"),
        ("en", "is the hogeschool allowed to waive collegegeld"),
    ],
)
def test_borrowed_words_do_not_change_the_language(detector: LanguageDetector, before: str, text: str) -> None:
    assert detected(detector, text, before) == before


def test_names_do_not_change_the_language(detector: LanguageDetector) -> None:
    named = message("Rijksdienst voor Ondernemend Nederland erreichbar?")
    named.set("entities", [{"entity": "organisation", "value": "rvo", "start": 0, "end": 38}])
    assert entities(detector.process([named], tracker(language="de"))[0]).get("language") is None


def test_the_choice_of_the_page_goes_before_what_the_message_is_in(detector: LanguageDetector) -> None:
    assert detected(detector, "Darf ich hier als Student arbeiten?", "nl", language="nl") == "nl"
    assert detected(detector, "hallo", "nl", language="en") == "en"


def test_a_wish_goes_before_the_choice_of_the_page_for_it_is_newer(detector: LanguageDetector) -> None:
    assert detected(detector, "auf Deutsch bitte", "nl", language="nl") == "de"


@pytest.mark.parametrize("text", ["hallo", "MVV", "😀", "IND"])
def test_the_pages_own_language_counts_only_while_none_is_known(detector: LanguageDetector, text: str) -> None:
    assert detected(detector, text, None, default_language="de") == "de"
    assert detected(detector, text, "en", default_language="de") == "en"


def test_a_hint_goes_before_the_pages_own_language(detector: LanguageDetector) -> None:
    assert detected(detector, "insurance", None, default_language="nl") == "en"


def test_without_any_sign_the_language_stays_unknown(detector: LanguageDetector) -> None:
    assert detected(detector, "hallo") is None
    assert detected(detector, "TWV", None, default_language="fr", language="es") is None


def test_a_named_language_is_the_wish_where_the_intent_says_that_there_is_one(detector: LanguageDetector) -> None:
    asked = message("zet het eens op Engels als dat gaat")
    assert "requested_language" not in entities(detector.process([asked], tracker(language="nl"))[0])
    asked.set("intent", {"name": "switch_language", "confidence": 0.9})
    assert entities(detector.process([asked], tracker(language="nl"))[0])["requested_language"] == "en"


def test_what_is_not_new_is_not_said(detector: LanguageDetector) -> None:
    same = detector.process([message("Mag ik als student hier werken?")], tracker(language="nl"))[0]
    assert same.get("entities") is None


@pytest.mark.parametrize("text", ["\ud800\udfff und was", "a" * 100_000, "\x00", "«»„“", "/restart", "   "])
def test_odd_texts_are_no_error(detector: LanguageDetector, text: str) -> None:
    detector.process([message(text)], tracker(language=None))
    assert detector.process([], tracker(language=None)) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("IHK Fosa Kosten Anerkennung", "de"),
        ("Euregio vergoeding aanvragen", "nl"),
        ("Interreg eligible costs", "en"),
    ],
)
def test_keywords_are_in_the_language_of_our_own_texts(detector: LanguageDetector, text: str, language: str) -> None:
    assert detected(detector, text) == language


@pytest.mark.parametrize(
    ("text", "language"), [("Benego Bedeutung", "de"), ("salary threshold", "en"), ("eis inkomen", "nl")]
)
def test_two_clear_keywords_weigh_more_than_the_language_of_the_page(
    detector: LanguageDetector, text: str, language: str
) -> None:
    default = "en" if language == "nl" else "nl"
    assert detected(detector, text, default_language=default) == language


def test_a_name_alone_leaves_the_language_of_the_page(detector: LanguageDetector) -> None:
    assert detected(detector, "Benego", default_language="de") == "de"
