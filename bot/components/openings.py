"""Takes politeness off the front of a message."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("openings.yml")


class Openings:
    """Knows the phrases of `openings.yml`."""

    def __init__(self) -> None:
        """Compile them into one pattern, longest first."""
        phrases = yaml.safe_load(FILE.read_text(encoding="utf-8"))
        longest_first = "|".join(sorted(map(re.escape, phrases), key=len, reverse=True))
        self._opening = re.compile(rf"\W*(?:(?:{longest_first})(?!\w)\W*)+", re.IGNORECASE)

    def without(self, text: str) -> str:
        """Return what follows the opening, or the whole text where there is no opening or nothing else."""
        match = self._opening.match(text)
        return (text[match.end() :].strip() if match else "") or text
