"""Numbers of entries in the texts of outcomes, as they are on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.checks.schema import ENTRY_VALUE
from knowledge.rendering import format_value
from knowledge.schema import Entry, Language, Localised, Value
from knowledge.units import starts_on


@dataclass(frozen=True)
class Filler:
    """Fills in the numbers that hold on `day`."""

    entries: Mapping[str, Entry]
    day: dt.date

    def value(self, entry: str, name: str) -> Value:
        """Return the number `name` of the newest version that had begun by the day, else of the oldest.

        Raises:
            KeyError: the entry has no such number.
        """
        having = [version for version in self.entries[entry].versions if name in version.values]
        begun = [version for version in having if starts_on(version) <= self.day]
        if not having:
            raise KeyError(f"{entry}.{name}")
        return (begun[0] if begun else having[-1]).values[name]

    def fill(self, text: Localised, language: Language) -> str:
        """Return `text` in `language`, with its numbers.

        Raises:
            KeyError: as `value`.
        """
        return ENTRY_VALUE.sub(lambda match: format_value(self.value(match[1], match[2]), language), text[language])

    def bound(self, bound: float | str | None) -> float | None:
        """Return the bound of a range as a number.

        Raises:
            KeyError: as `value`.
        """
        if isinstance(bound, str):
            match = ENTRY_VALUE.fullmatch(bound)
            if match is None:
                raise KeyError(bound)
            return float(self.value(match[1], match[2]).amount)
        return bound
