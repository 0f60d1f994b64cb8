"""Which language to speak before Rasa has said anything."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Header

from knowledge.language import DEFAULT_LANGUAGE, detect
from knowledge.schema import LANGUAGES, Language

AcceptLanguage = Annotated[str | None, Header(description="The language of who asks, where nothing else says it.")]
_RANGE = re.compile(r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9-]*)?\s*(?:;\s*q=(\d(?:\.\d{1,3})?))?\s*", re.ASCII)


def accepted_language(header: str | None) -> Language | None:
    """Return the one of our languages that an Accept-Language header likes best, if any."""
    best: tuple[float, Language | None] = (0.0, None)
    for part in (header or "")[:200].split(","):
        match = _RANGE.fullmatch(part)
        if match is None:
            continue
        quality = float(match[2] or 1)
        for code in LANGUAGES:
            if match[1].lower() == code and quality > best[0]:
                best = (quality, code)
    return best[1]


def spoken_language(
    *, chosen: Language | None, text: str | None, last: Language | None, accepted: Language | None
) -> Language:
    """Return the language of a turn: chosen, else that of the words, of the turn before, of the browser, Dutch."""
    return chosen or (detect(text) if text else None) or last or accepted or DEFAULT_LANGUAGE
