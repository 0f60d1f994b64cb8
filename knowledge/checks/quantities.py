"""Durations, hours, ages and pay in a message."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from babel.dates import get_month_names

from knowledge.checks.schema import Reads
from knowledge.checks.words import Phrase, Word, phrases, words_in
from knowledge.places.spelling import fold
from knowledge.rendering import LOCALES
from knowledge.schema import LANGUAGES

_NUMBER = re.compile(r"(?<![\w.,])(\d{1,3}(?:[.,' ]\d{3})+|\d+)([.,]\d{1,2})?\s?(k)?(?![\w])", re.IGNORECASE)
_DAYS = {"day": 1.0, "week": 7.0, "month": 30.0, "year": 365.0}
#: So many years are an age, where nothing says that they are a duration.
_AGES = range(15, 100)
_LEAST_PAY, _MOST_HOURS = 200, 80
_RANGE_OF_MONTHS = 2
_BARE_WORDS = 4
#: 3weken, 12h
_BEFORE_UNIT = re.compile(r"(?<=\d)(?=[^\W\d_])")


class Quantities:
    """Reads quantities from messages by closed lists of words."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        """`words`: what `check_words.yml` holds."""
        self._unit_of = {fold(form): unit for unit, forms in words["units"].items() for form in forms}
        self._numbers = {fold(word): float(number) for word, number in words["numbers"].items()}
        self._durations = [(Phrase.of(text), float(days)) for text, days in words["durations"].items()]
        self._age, self._pay, self._yearly = (phrases(words[name]) for name in ("age", "pay", "yearly"))
        self._months = {
            fold(name): number
            for code in LANGUAGES
            for number, name in get_month_names("wide", locale=LOCALES[code]).items()
        }

    def read(self, text: str, asked: Reads | None) -> dict[Reads, float]:
        """Return what `text` tells: days, hours a week, years of age, gross euros a month.

        A bare number answers what was `asked`, if that is a number.
        """
        text = _BEFORE_UNIT.sub(" ", text)
        words = words_in(text)
        found: dict[Reads, float] = {}
        for phrase, days in self._durations:
            if phrase.places(words):
                found[Reads.DURATION] = days
        if (months := self._from_month_to_month(words)) is not None:
            found.setdefault(Reads.DURATION, months)
        for number, after in self._numbers_in(text, words):
            kind = self._kind(number, words, after, asked)
            if kind:
                in_days = _DAYS.get(self._unit(words, after), 1.0) if kind is Reads.DURATION else 1.0
                found.setdefault(kind, number * in_days)
        return found

    def _numbers_in(self, text: str, words: Sequence[Word]) -> Iterator[tuple[float, int]]:
        """Yield each number with the index of the word after it."""
        for match in _NUMBER.finditer(text):
            value = float(re.sub(r"\D", "", match[1])) + (float(f"0.{match[2][1:]}") if match[2] else 0.0)
            after = next((i for i, word in enumerate(words) if word.start >= match.end()), len(words))
            yield (value * 1000 if match[3] else value, after)
        for i, word in enumerate(words):
            # "16 hours a week" names no week, and "4,900 euros a month" no month.
            rate = i > 0 and (words[i - 1].folded in self._unit_of or self._is_money(words[i - 1 : i]))
            if word.folded in self._numbers and not rate:
                yield self._numbers[word.folded], i + 1

    def _is_money(self, words: Sequence[Word]) -> bool:
        return any(phrase.places(words) for phrase in self._pay)

    def _unit(self, words: Sequence[Word], after: int) -> str:
        return self._unit_of.get(words[after].folded, "") if after < len(words) else ""

    def _kind(self, number: float, words: Sequence[Word], after: int, asked: Reads | None) -> Reads | None:
        """Return what `number`, before the word `after`, is a number of; None where that is not plain."""
        unit = self._unit(words, after)
        around = words[max(0, after - 3) : after + 3]
        if unit in {"day", "week", "month"}:
            # "3 days a week" says how much, not how long.
            return None if unit == "day" and self._unit(words, after + 2) == "week" else Reads.DURATION
        if unit == "hour":
            return Reads.HOURS if number <= _MOST_HOURS else None
        if any(phrase.places(around) for phrase in self._age):
            return Reads.AGE if number in _AGES else None
        if unit == "year":
            is_age = asked is Reads.AGE or (number in _AGES and asked is not Reads.DURATION)
            return Reads.AGE if is_age else Reads.DURATION
        money = self._is_money(around)
        # "She is 29", "2800 ,-"
        bare = len(words) <= _BARE_WORDS and asked in {Reads.AGE, Reads.HOURS, Reads.PAY}
        kind = Reads.PAY if money else asked if bare else None
        if kind is Reads.PAY and (number < _LEAST_PAY or any(phrase.places(words) for phrase in self._yearly)):
            return None
        return kind

    def _from_month_to_month(self, words: Sequence[Word]) -> float | None:
        """Return the days "from March to June", of which both ends count."""
        months = [number for word in words if (number := self._months.get(word.folded))]
        if len(months) != _RANGE_OF_MONTHS:
            return None
        first, last = months
        year = 2001
        begin, end = dt.date(year, first, 1), dt.date(year + (last < first), last, 28)
        return float((end - begin).days)
