"""Numbers and dates as readers of each language write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from knowledge.rendering import fill, format_partial_date, format_value
from knowledge.schema import Language, Value

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("amount", "unit", "nl", "de", "en"),
    [
        ("5942", "EUR", "€ 5.942", "5.942 €", "€5,942"),
        ("14.71", "EUR", "€ 14,71", "14,71 €", "€14.71"),
        ("4.46", "percent", "4,46%", "4,46 %", "4.46%"),
        ("50", "percent", "50%", "50 %", "50%"),
        ("2327", "number", "2.327", "2.327", "2,327"),
        ("2026", "year", "2026", "2026", "2026"),
    ],
)
def test_values_follow_the_habits_of_each_language(amount: str, unit: str, nl: str, de: str, en: str) -> None:
    value = Value.model_validate({"amount": Decimal(amount), "unit": unit})
    shown = [format_value(value, code).replace("\u00a0", " ") for code in ("nl", "de", "en")]
    assert shown == [nl, de, en]


@pytest.mark.parametrize(
    ("date", "language", "shown"),
    [("2016", "nl", "2016"), ("2016-03", "de", "März 2016"), ("2016-03-04", "en", "4 March 2016")],
)
def test_a_date_is_shown_as_exactly_as_it_is_known(date: str, language: Language, shown: str) -> None:
    assert format_partial_date(date, language) == shown


def test_a_text_that_names_an_unknown_value_is_an_error() -> None:
    with pytest.raises(KeyError, match="fee"):
        fill("The fee is {fee}.", {}, "en")
