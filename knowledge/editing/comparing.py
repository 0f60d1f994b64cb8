"""What an edit changes for readers: the texts of a day before and after it, and the fields around them."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.rendering import format_partial_date
from knowledge.schema import Entry, Language
from knowledge.units import Unit, effective_units

_PIECE = re.compile(r"\S+\s*")
#: Fields that are compared as texts or questions, or are the same on both sides.
_TOLD = {"id", "title", "questions", "versions"}


@dataclass(frozen=True)
class TextChange:
    """One text that readers see, before and after; None where it is not told."""

    place: str
    language: Language
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Comparison:
    """All that differs between two states of an entry."""

    entry: str
    texts: tuple[TextChange, ...]
    #: What else differs, one sentence each.
    fields: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.texts or self.fields)


def compare(before: Entry | None, after: Entry | None, on: dt.date, languages: Sequence[Language]) -> Comparison:
    """Compare what the two states of an entry tell on the day `on`; None: the entry is not there.

    Raises:
        ValueError: neither is given.
    """
    entry = after or before
    if entry is None:
        raise ValueError("one of the two entries must be given")
    texts = tuple(change for code in languages for change in _texts(before, after, on, code))
    return Comparison(entry.id, texts, tuple(_fields(before, after, languages, bool(texts))))


def _told(entry: Entry | None, on: dt.date, language: Language) -> dict[str, str]:
    """Return every text that readers see, by its place, in the order of the entry."""
    if entry is None:
        return {}
    told = {"title": entry.title[language]}
    for unit in effective_units(entry, on):
        told[unit.point] = f"{unit.text[language]} {_remark(unit, language)}"
        if unit.older:
            told[f"{unit.point}, before"] = unit.older.text[language]
    return told


def _remark(unit: Unit, language: Language) -> str:
    """Return what stands beside the text: its date, status and confidence."""
    expired = ", expired" if unit.expired else ""
    return f"[{format_partial_date(unit.as_of, language)}, {unit.status}, {unit.confidence}{expired}]"


def _texts(before: Entry | None, after: Entry | None, on: dt.date, language: Language) -> Iterator[TextChange]:
    old, new = _told(before, on, language), _told(after, on, language)
    for place in dict.fromkeys([*new, *old]):
        if old.get(place) != new.get(place):
            yield TextChange(place, language, old.get(place), new.get(place))


def _questions(entry: Entry, language: Language) -> set[str]:
    of_points = (q for version in entry.versions for point in version.points for q in point.questions[language])
    return {*entry.questions[language], *of_points}


def _fields(
    before: Entry | None, after: Entry | None, languages: Sequence[Language], texts_differ: bool
) -> Iterator[str]:
    if before is None or after is None:
        yield "new entry" if before is None else "entry taken out"
        return
    for code in languages:
        old, new = _questions(before, code), _questions(after, code)
        yield from (f"question ({code}) added: {question}" for question in sorted(new - old))
        yield from (f"question ({code}) taken out: {question}" for question in sorted(old - new))
    olds, news = before.model_dump(mode="json"), after.model_dump(mode="json")
    for name in sorted(set(news) - _TOLD):
        if olds[name] != news[name]:
            yield f"{name}: {olds[name]} -> {news[name]}"
    if before.versions != after.versions and not texts_differ:
        yield "versions: what differs is not told on this day (sources, questions, other years); --on names another day"


Piece = tuple[Literal["same", "out", "in"], str]


def word_pieces(before: str | None, after: str | None) -> list[Piece]:
    """Return the two texts as one, word by word: what stayed, what went out, what came in."""
    old, new = _PIECE.findall(before or ""), _PIECE.findall(after or "")
    pieces: list[Piece] = []
    for tag, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(("same", "".join(new[k:m])))
            continue
        pieces += [("out", "".join(old[i:j]))] if i < j else []
        pieces += [("in", "".join(new[k:m]))] if k < m else []
    return pieces
