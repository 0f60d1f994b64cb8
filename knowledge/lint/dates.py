"""Dates in running text, made comparable across languages."""

from __future__ import annotations

import re
from functools import cache

from babel.dates import get_month_names

from knowledge.rendering import LOCALES
from knowledge.schema import Language


@cache
def _months(language: Language) -> tuple[dict[str, int], re.Pattern[str]]:
    names = get_month_names("wide", context="format", locale=LOCALES[language])
    numbers = {name.casefold(): number for number, name in names.items()}
    written = "|".join(map(re.escape, numbers))
    return numbers, re.compile(rf"(?<!\d)(\d{{1,2}}\.?\s)?\b({written})\b(\s\d)?", re.IGNORECASE)


def months_in(text: str, language: Language) -> frozenset[int]:
    """Return the months (1 to 12) of the dates in `text`.

    Only a month beside a day or a year counts: "you may" names none.
    """
    numbers, pattern = _months(language)
    return frozenset(numbers[found[2].casefold()] for found in pattern.finditer(text) if found[1] or found[3])
