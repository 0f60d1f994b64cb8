"""Questions as people type them: with slips, in key words, without capitals."""

from __future__ import annotations

import random
from collections.abc import Mapping

from knowledge.schema import Language

#: Share of questions with slips, and of those cut to their key words; the rest only lose capitals and question mark.
WITH_SLIPS, IN_KEY_WORDS = 0.45, 0.3
#: Share of words that get a slip.
SLIPS = 0.25
#: Share of questions with slips that lose their question mark, and their capitals.
CARELESS = 0.6
_SHORT = 4


def as_typed(
    question: str, language: Language, function_words: Mapping[Language, frozenset[str]], rnd: random.Random
) -> str:
    """Return `question` as somebody in a hurry might type it."""
    kind, words = rnd.random(), question.split()
    if kind < WITH_SLIPS:
        typed = " ".join(_slip(word, rnd) if rnd.random() < SLIPS else word for word in words)
        typed = typed.rstrip("?") if rnd.random() < CARELESS else typed
        return typed.lower() if rnd.random() < CARELESS else typed
    if kind < WITH_SLIPS + IN_KEY_WORDS:
        kept = [word for word in words if word.strip("?,.").lower() not in function_words[language]]
        return " ".join(kept).rstrip("?").lower() if len(kept) > 1 else question.lower()
    return question.rstrip("?").lower()


def _slip(word: str, rnd: random.Random) -> str:
    """Leave out, double, swap or replace one letter within `word`."""
    if len(word) < _SHORT:
        return word
    place, kind = rnd.randrange(1, len(word) - 1), rnd.randrange(4)
    if kind == 0:
        return word[:place] + word[place + 1 :]
    if kind == 1:
        return word[:place] + word[place] + word[place:]
    if kind == 2:
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return word[:place] + rnd.choice("aeioutnsr") + word[place + 1 :]
