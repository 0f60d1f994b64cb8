"""Check that texts are not far harder to read than B1.

The measure is LIX (Björnsson 1968), made for comparing languages: words per sentence plus the percentage of words
of more than six letters. It needs no syllables, and its two halves say what to mend.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.lint.finding import Finding, Level
from knowledge.lint.texts import located_texts
from knowledge.schema import LANGUAGES, PLACEHOLDER, Entry, Language
from knowledge.sentences import split_sentences

#: Above the 99.5th percentile of our own texts when it was set (72, 80 and 72; the medians are 35, 48 and 34): what
#: lies above is far harder than the rest. German counts its nouns with a capital, which the others' names are not.
MAX_LIX: dict[Language, float] = {"nl": 78.0, "de": 85.0, "en": 78.0}
#: Nobody at B1 keeps the beginning of a longer sentence in mind; the 99th percentile is 38 words.
MAX_SENTENCE_WORDS = 45
LONG_WORD_LETTERS = 6
#: The percentage of long words says nothing about a shorter text.
MIN_WORDS = 10

_BRACKETS = re.compile(r"\s*\([^()]*\)")
#: A colon or semicolon ends a thought as a full stop does.
_THOUGHT_END = re.compile(r"(?<=[:;])\s+")
_WORD = re.compile(r"[^\W\d_](?:[\w’'-]*\w)?")


@dataclass(frozen=True)
class Readability:
    """How hard a text is to read, and why."""

    lix: float
    #: Its words and numbers.
    longest_sentence: tuple[str, ...]
    #: Percentage (0 to 100) of words with more than `LONG_WORD_LETTERS` letters.
    long_words: float


def readability(text: str, language: Language) -> Readability:
    """Measure `text`; one of less than `MIN_WORDS` words is as easy as can be.

    What stands in brackets is left out: it explains, or gives the official term. Outside German, where every noun has
    one, a capital within a sentence marks a name, which is long for nobody's want of simple words.
    """
    plain = PLACEHOLDER.sub(" ", _BRACKETS.sub("", text))
    sentences = [thought for sentence in split_sentences(plain) for thought in _THOUGHT_END.split(sentence)] or [""]
    words = [word for sentence in sentences for word in _WORD.findall(sentence)]
    if len(words) < MIN_WORDS:
        return Readability(0.0, (), 0.0)
    long_words = 100 * sum(_is_long(word, language) for word in words) / len(words)
    longest = max(map(_spoken, sentences), key=len)
    return Readability(len(words) / len(sentences) + long_words, longest, long_words)


def _spoken(sentence: str) -> tuple[str, ...]:
    return tuple(part for part in sentence.split() if any(map(str.isalnum, part)))


def _is_long(word: str, language: Language) -> bool:
    return len(word) > LONG_WORD_LETTERS and (language == "de" or not word[0].isupper())


def check_readability(path: Path, entry: Entry) -> Iterator[Finding]:
    """Warn of texts that are far harder to read than the others."""
    for location, text, _ in located_texts(entry):
        for code in LANGUAGES:
            measured = readability(text[code], code)
            words = measured.longest_sentence
            if len(words) > MAX_SENTENCE_WORDS:
                yield Finding(
                    path, (*location, code), f"a sentence of {len(words)} words: „{' '.join(words[:6])} …“.",
                    f"Split it: at most {MAX_SENTENCE_WORDS} words.", Level.WARNING,
                )  # fmt: skip
            elif measured.lix > MAX_LIX[code]:
                yield Finding(
                    path, (*location, code),
                    f"hard to read (LIX {measured.lix:.0f}, at most {MAX_LIX[code]:.0f}): "
                    f"{measured.long_words:.0f} % of the words have more than {LONG_WORD_LETTERS} letters.",
                    "Use shorter words, and shorter sentences.", Level.WARNING,
                )  # fmt: skip
