"""Numbers and dates in the words of each language (Babel); placeholders in texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from babel.dates import format_date, format_skeleton
from babel.numbers import format_currency, format_decimal, format_percent

from knowledge.schema import PLACEHOLDER, Language, Value

#: The locale that our readers expect: European English, day before month, € before the amount.
LOCALES: dict[Language, str] = {"nl": "nl_NL", "de": "de_DE", "en": "en_IE"}


def format_value(value: Value, language: Language) -> str:
    """Write `value` as readers of `language` do, e.g. € 5.942, 5.942 €, €5,942."""
    locale = LOCALES[language]
    whole = value.amount == value.amount.to_integral_value()
    match value.unit:
        case "EUR":
            pattern = {"nl": "¤ #,##0", "de": "#,##0 ¤", "en": "¤#,##0"}[language]
            return format_currency(
                value.amount,
                "EUR",
                pattern if whole else pattern.replace("#,##0", "#,##0.00"),
                locale=locale,
                currency_digits=False,
            )
        case "percent":
            return format_percent(value.amount / 100, "#,##0.##%" if language != "de" else "#,##0.## %", locale=locale)
        case "year":
            return str(int(value.amount))
        case "number":
            return format_decimal(value.amount, locale=locale)


def fill(text: str, values: Mapping[str, Value], language: Language) -> str:
    """Replace each `{name}` in `text` by its formatted value.

    Raises:
        KeyError: the text names a value that `values` lacks.
    """
    return PLACEHOLDER.sub(lambda match: format_value(values[match[1]], language), text)


def format_partial_date(date: str, language: Language) -> str:
    """Write `2016`, `2016-03` or `2016-03-24` as 2016, maart 2016 or 24 maart 2016."""
    locale = LOCALES[language]
    parts = [int(part) for part in date.split("-")]
    match parts:
        case [year]:
            return str(year)
        case [year, month]:
            return str(format_skeleton("yMMMM", dt.date(year, month, 1), locale=locale))
        case [year, month, day]:
            return str(format_date(dt.date(year, month, day), format="long", locale=locale))
        case _:
            raise ValueError(f"{date!r} is no date of the form 2016, 2016-03 or 2016-03-24")
