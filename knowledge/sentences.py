"""Where sentences of our texts end."""

from __future__ import annotations

import re
from functools import cache

from babel.dates import get_month_names

from knowledge.rendering import LOCALES


@cache
def _end() -> re.Pattern[str]:
    """Match what parts two sentences; not a full stop after one letter (z. B.) or before a German month (1. März)."""
    months = "|".join(get_month_names("wide", locale=LOCALES["de"]).values())
    return re.compile(
        rf"(?<=[^\W_]{{2}}[.!?])\s+(?=[A-ZÄÖÜ€‘“„\d])(?!{months})"
        rf"|(?<=\W\d[.])\s+(?=[A-ZÄÖÜ])(?!{months})"
        r"|(?<=[”“’'%)][.!?])\s+(?=[A-ZÄÖÜ])"
    )


def split_sentences(text: str) -> list[str]:
    """Return the sentences of `text`, one line or paragraph after the other."""
    return [sentence for line in text.splitlines() for sentence in _end().split(line.strip()) if sentence]
