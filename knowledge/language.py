"""Which of the three languages a message is in, when that can be told."""

from __future__ import annotations

import re
from functools import cache

from lingua import Language as LinguaLanguage
from lingua import LanguageDetector, LanguageDetectorBuilder

from knowledge.analysis.analyser import stop_words
from knowledge.places.spelling import fold
from knowledge.schema import LANGUAGES, Language
from knowledge.vocabulary import path_of

#: What is spoken where nothing tells.
DEFAULT_LANGUAGE: Language = "nl"
#: Statistical detection fails on short messages; below this, only the closed word list decides.
MIN_WORDS = 3
#: How much surer than the runner-up detection must be, in [0, 1].
MIN_MARGIN = 0.1
_CODES: dict[LinguaLanguage, Language] = {
    LinguaLanguage.DUTCH: "nl",
    LinguaLanguage.GERMAN: "de",
    LinguaLanguage.ENGLISH: "en",
}
_WORD = re.compile(r"[^\W\d_]+")


@cache
def _detector() -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(*_CODES).with_low_accuracy_mode().build()


@cache
def function_words() -> dict[Language, frozenset[str]]:
    """Return the words that belong to one of the three languages alone, by language."""
    lists = {code: stop_words(code) for code in LANGUAGES}
    return {
        code: frozenset(words - set().union(*(lists[other] for other in LANGUAGES if other != code)))
        for code, words in lists.items()
    }


@cache
def small_words() -> frozenset[str]:
    """Return the words of all three languages that carry no meaning of their own, without capitals and accents."""
    return frozenset(fold(word) for code in LANGUAGES for word in stop_words(code))


@cache
def vocabulary() -> dict[Language, frozenset[str]]:
    """Return the words that our own texts use in one language only (see `knowledge.vocabulary`)."""
    return {code: frozenset(path_of(code).read_text(encoding="utf-8").split()) for code in LANGUAGES}


def detect(text: str) -> Language | None:
    """Return the language of `text`, or None where it cannot be told.

    Function words decide first: code-switching borrows nouns ("mijn employer"), hardly ever these. Then the words of
    our own texts, for keywords have no function words.
    """
    words = [word.lower() for word in _WORD.findall(text)]
    for lists in (function_words(), vocabulary()):
        counts = {code: sum(word in known for word in words) for code, known in lists.items()}
        best = max(LANGUAGES, key=lambda code: counts[code])
        if counts[best] > max(counts[code] for code in LANGUAGES if code != best):
            return best
    if len(words) < MIN_WORDS:
        return None
    ranked = _detector().compute_language_confidence_values(text)
    if ranked[0].value - ranked[1].value < MIN_MARGIN:
        return None
    return _CODES[ranked[0].language]
