"""Short questions around a check: one of its outcome, and one that the check answers better than a search."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from knowledge.checks.reading import WORDS
from knowledge.checks.schema import Detail
from knowledge.checks.words import Phrase, Word, phrases, words_in
from knowledge.countries import NamedCountry
from knowledge.loading import read_yaml

#: A longer question says more than which part of the outcome it is about.
SHORT_WORDS = 8


def detail_asked(text: str) -> Detail | None:
    """Return the part of an outcome that the short question `text` asks for."""
    words = words_in(text)
    if len(words) > SHORT_WORDS:
        return None
    return next((detail for detail, cues in _details().items() if _any(cues, words)), None)


def asks_whether_needed(text: str) -> bool:
    """Tell whether `text` asks if, or which, permit is needed."""
    words, whether = words_in(text), _whether()
    return _any(whether["needed"], words) and _any(whether["permits"], words) and not _any(whether["otherwise"], words)


def asks_for_permit_of(text: str, named: Iterable[NamedCountry]) -> frozenset[str]:
    """Return of which countries, as ISO codes, `text` names a permit: "a German permit"; `named` are those in it."""
    permits = _whether()["permits"]
    return frozenset(
        one.country for one in named if any(cue.at(words_in(text[one.end :]), 0, exactly=True) for cue in permits)
    )


def _any(cues: tuple[Phrase, ...], words: list[Word]) -> bool:
    return any(cue.places(words, exactly=True) for cue in cues)


@lru_cache(maxsize=1)
def _details() -> Mapping[Detail, tuple[Phrase, ...]]:
    return {Detail(name): phrases(cues) for name, cues in _words()["details"].items()}


@lru_cache(maxsize=1)
def _whether() -> Mapping[str, tuple[Phrase, ...]]:
    return {name: phrases(cues) for name, cues in _words()["whether"].items()}


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    words: dict[str, Any] = read_yaml(WORDS)
    return words
