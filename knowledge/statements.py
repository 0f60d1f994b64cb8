"""Whether a message asks something, or tells of somebody's situation."""

from __future__ import annotations

from functools import lru_cache

from knowledge.checks.words import words_in
from knowledge.loading import PACKAGE, read_yaml
from knowledge.places.spelling import fold

WORDS = PACKAGE / "data" / "statement_words.yml"
#: Less is keywords.
LEAST_WORDS = 4


def tells_situation(text: str) -> bool:
    """Tell whether `text` speaks of people, and asks nothing: "I am from India, doing my master's in Eindhoven"."""
    words = [word.folded for word in words_in(text)]
    if "?" in text or len(words) < LEAST_WORDS:
        return False
    people, asking = _words("people"), _words("asking")
    # A verb asks at the beginning of a sentence alone: "mag ik", but "ik mag".
    first = next((at for at, word in enumerate(words) if word in people), None)
    return first is not None and not asking.intersection(words[:first])


@lru_cache(maxsize=2)
def _words(kind: str) -> frozenset[str]:
    return frozenset(map(fold, read_yaml(WORDS)[kind]))
