"""Typos planted at random, always the same ones for the same seed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from random import Random

from evaluation.questions import Question

SEED = 20261123
#: Only longer words get a typo, and each of them gets this many at most.
LONG = 8
MAX_EDITS = 2
#: Keys beside each other on the rows of a keyboard.
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_WORD = re.compile(rf"[^\W\d_]{{{LONG},}}")


def plant(questions: Iterable[Question], seed: int = SEED) -> list[Question]:
    """Return those of `questions` that hold a long word, with one or two typos in each of these.

    A typo drops, doubles or replaces a letter or swaps two, anywhere in the word, its first letter included.
    """
    planted = []
    for question in questions:
        # Each question has its own, so that those of a sample are the same as in the whole.
        generator = Random(f"{seed} {question.id}")  # noqa: S311 - nothing is kept secret by it
        text = _WORD.sub(lambda word, g=generator: misspell(word[0], g), question.text)  # type: ignore[misc]
        if text != question.text:
            planted.append(replace(question, text=text))
    return planted


def misspell(word: str, generator: Random) -> str:
    """Return `word`, of at least four letters, with one or two typos."""
    wrong = word
    for _ in range(generator.randint(1, MAX_EDITS)):
        edited = _edit(wrong, generator)
        while edited == word:
            edited = _edit(wrong, generator)
        wrong = edited
    return wrong


def _edit(word: str, generator: Random) -> str:
    place = generator.randrange(len(word) - 1)
    here, following = word[place], word[place + 1]
    kind = generator.choice(("drop", "double", "replace", "swap"))
    if kind == "swap":
        return word[:place] + following + here + word[place + 2 :]
    instead = {"drop": "", "double": 2 * here, "replace": generator.choice(_beside(here))}[kind]
    return word[:place] + instead + word[place + 1 :]


def _beside(letter: str) -> str:
    for row in _ROWS:
        if (place := row.find(letter.casefold())) >= 0:
            return row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
    return "e"
