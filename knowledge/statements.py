"""Whether a message asks something, or tells of somebody's situation."""

from __future__ import annotations

import re
from functools import lru_cache

from knowledge.checks.words import words_in
from knowledge.loading import PACKAGE, read_yaml
from knowledge.places.spelling import fold

WORDS = PACKAGE / "data" / "statement_words.yml"
#: Less is keywords.
LEAST_WORDS = 4
_CLAUSE = re.compile(r"[.,;:!\n]+")
_MEANING = (["i", "mean"], ["ik", "bedoel"], ["ich", "meine"], ["ich", "mein"])


def tells_situation(text: str) -> bool:
    """Tell whether `text` speaks of people, and asks nothing: "I am from India, doing my master's in Eindhoven"."""
    words = [word.folded for word in words_in(text)]
    if (
        "?" in text
        or _words("wondering").intersection(words)
        or len(words) < LEAST_WORDS
        or not _words("people").intersection(words)
    ):
        return False
    return not any(map(_asks, _CLAUSE.split(text)))


def without_openers(question: str) -> str:
    """Return what a follow-up asks: "health insurance?" of "ok and health insurance?"."""
    words = question.split()
    first = next((at for at, word in enumerate(words) if fold(word).strip(",.!?") not in _words("openers")), -1)
    return " ".join(words[first:])


def _asks(clause: str) -> bool:
    """Tell whether `clause` begins as a question does, or asks the same for somebody else: "and for my friend"."""
    words = [word.folded for word in words_in(clause)]
    opened = next((at for at, word in enumerate(words) if word not in _words("openers")), len(words))
    rest = words[opened:]
    if rest[:2] in _MEANING:
        rest = rest[2:]
    joined = opened > 0 and rest[:1] and rest[0] in _words("for")
    # A verb asks at the beginning of a clause alone: "mag ik", but "ik mag".
    return bool(joined) or bool(rest and rest[0] in _words("asking"))


@lru_cache(maxsize=8)
def _words(kind: str) -> frozenset[str]:
    return frozenset(map(fold, read_yaml(WORDS)[kind]))
