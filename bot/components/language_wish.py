"""Finds the wish to be answered in another language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Optional

import yaml

FILE = Path(__file__).with_name("language_wishes.yml")
#: The patterns look for an apostrophe; phones type a curly one.
APOSTROPHES = str.maketrans("’‘`", "'''")


@dataclass(frozen=True)
class Wish:
    """The language that was asked for, and where in the text."""

    language: str
    start: int
    end: int


class WishFinder:
    """Knows the phrases of `language_wishes.yml`."""

    def __init__(self) -> None:
        """Compile the patterns."""
        data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
        self._language_of: Dict[str, str] = {n: code for code, names in data["names"].items() for n in names}
        names = "|".join(sorted(map(re.escape, self._language_of), key=len, reverse=True))
        named = f"(?P<name>{names})"
        self._name = re.compile(rf"\b{named}\b", re.IGNORECASE)
        self._negation = re.compile(rf"\b(?:{'|'.join(map(re.escape, data['negations']))})\b", re.IGNORECASE)
        self._whole: List[re.Pattern[str]] = [
            re.compile(rf"^\W*{p.replace('{L}', named)}\W*$", re.IGNORECASE) for p in data["whole"]
        ]
        self._parts: List[re.Pattern[str]] = [
            re.compile(rf"(?<!\w){p.replace('{L}', named)}(?!\w)", re.IGNORECASE) for p in data["parts"]
        ]

    def find(self, text: str) -> Optional[Wish]:
        """Return the wish that `text` states in one of the known phrases; the first where there are two."""
        text = text.translate(APOSTROPHES)
        if not self._name.search(text):
            return None
        found = [match for pattern in (*self._whole, *self._parts) if (match := pattern.search(text))]
        return self._wish(min(found, key=lambda match: match.start())) if found else None

    def only_name(self, text: str) -> Optional[Wish]:
        """Return the one language that `text` names, unless it names several or says "not"."""
        text = text.translate(APOSTROPHES)
        matches = list(self._name.finditer(text))
        if len({self._language_of[m["name"].lower()] for m in matches}) != 1 or self._negation.search(text):
            return None
        return self._wish(matches[0])

    def _wish(self, match: re.Match[str]) -> Wish:
        start, end = match.span("name")
        return Wish(self._language_of[match["name"].lower()], start, end)
