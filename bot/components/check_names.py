"""The names of guided checks, by which a message asks for one beyond doubt."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Dict, Optional

import yaml

NAMES = Path(__file__).with_name("check_names.yml")


class CheckNames:
    """Finds the name of a check in a message."""

    def __init__(self) -> None:
        """Read the list."""
        names: Dict[str, list[str]] = yaml.safe_load(NAMES.read_text(encoding="utf-8"))
        self._patterns = {
            intent: re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)", re.IGNORECASE)
            for intent, forms in names.items()
        }

    def intent_of(self, text: str) -> Optional[str]:
        """Return the intent of the check that `text` names; None where it names none, or asks what one is."""
        if text.rstrip().endswith("?") and len(text.split()) <= _ABOUT_WORDS and _ABOUT.match(text):
            return None
        return next((intent for intent, pattern in self._patterns.items() if pattern.search(text)), None)


#: "What is the permit check?" asks for no check.
_ABOUT = re.compile(r"(?:wat|was|what|hoe|wie|how)\b", re.IGNORECASE)
_ABOUT_WORDS = 8
