"""Whose rule an answer tells: that of those who may move freely (EU, EEA, Switzerland), or that of everybody else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import numpy as np

from knowledge.schema import Entry
from knowledge.stores.base import Floats1d
from knowledge.units import SUMMARY

#: What a rule for others counts: an answer that also helps them may still be told where nothing else is.
OTHERS_RULE = 0.4
_OTHER = re.compile(
    r"(?:outside|without|no|not|non)[ -](?:of |an? |citizens of )?(?:the )?(?:EU|EEA)\b"
    r"(?:,? (?:the )?EEA)?(?:,?(?: and| or)? (?:Switzerland|Swiss))?",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"\bEU\b[^.]{0,40}\b(?:citizen|national|student|intern|passport)"
    r"|\b(?:citizen|national|passport|nationality|student)s?\b[^.]{0,25}\b(?:EU|EEA)\b"
)


def moves_freely(text: str) -> bool | None:
    """Tell whether the English `text` is about those who may move freely alone, or others alone; None for neither."""
    is_other = _OTHER.search(text) is not None
    is_free = _FREE.search(_OTHER.sub("", text)) is not None
    return is_free if is_other != is_free else None


class RuleClasses:
    """Knows of every unit whose rule it tells."""

    def __init__(self, entries: Mapping[str, Entry], units: Iterable[tuple[str, str]]) -> None:
        """`units`: (entry, point) by row."""
        told = [moves_freely(_newest_text(entries[entry], point)) for entry, point in units]
        self._free = np.array([one is True for one in told])
        self._other = np.array([one is False for one in told])

    def shares(self, *, is_free: bool) -> Floats1d:
        """Return what each unit counts for somebody who may move freely, or may not; shape (units,)."""
        others: Floats1d = np.where(self._other if is_free else self._free, OTHERS_RULE, 1.0).astype(np.float32)
        return others


def _newest_text(entry: Entry, point: str) -> str:
    for version in entry.versions:
        if point == SUMMARY and version.summary:
            return version.summary["en"]
        found = next((one for one in version.points if one.id == point), None)
        if found:
            return found.text["en"]
    return ""
