"""What counts as the same number in three languages."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.lint.dates import months_in
from knowledge.lint.numbers import links_in, numbers_in, phones_in, spelt_numbers_in
from knowledge.rendering import format_value
from knowledge.schema import LANGUAGES, Language, Value

pytestmark = pytest.mark.unit


@given(
    st.decimals(min_value=0, max_value=10**7, places=2), st.sampled_from(LANGUAGES), st.sampled_from(["EUR", "number"])
)
def test_a_number_is_read_as_it_is_written_in_each_language(amount: Decimal, language: Language, unit: str) -> None:
    written = format_value(Value.model_validate({"amount": amount, "unit": unit}), language)
    assert numbers_in(f"abc {written}, def.", language) == {amount}


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        (("€ 2.327,50", "2.327,50 €", "€2,327.50"), {"2327.50"}),
        (("3,5 %", "3,5 %", "3.5%"), {"3.5"}),
        (("in het 1e en 2e kwartaal", "im 1. und 2. Quartal", "in the 1st and 2nd quarter"), {1, 2}),
        (("30+ en 30plus", "30+", "aged 30 or over"), {30}),
        (("0-5 jaar", "0 bis 5 Jahre", "0–5 years"), {0, 5}),
        (("9.30 tot 15.00 uur", "9:30 bis 15:00 Uhr", "9:30 to 15:00"), {"9.3", 15}),
        (("2025-2026", "2025/2026", "2025/26"), {2025, 2026}),
        (("in 1999/2000", "1999/00", "1999–2000"), {1999, 2000}),
        (("2013-2016", "2013–16", "2013 to 2016"), {2013, 2016}),
        (("16 uur/week", "16 Stunden pro Woche", "16 hours/week"), {16}),
        (("artikel 3.87a, 2009/50/EG", "Artikel 3.87a", "Directive 2009/50/EC"), set()),
        (("B1 of NT2-II", "B1", "level B1"), set()),
        (("bel 088 043 04 30 of +31 88 043 04 30", "Tel. +49 30 1815-1111", "0800-1234 or (0591) 12 34 56"), set()),
        (("zie https://ind.nl/a/16 en x2.nl/3", "www.a.de/5.", "ind.nl"), set()),
    ],
)
def test_the_same_figure_is_the_same_number_however_a_language_writes_it(
    texts: tuple[str, str, str], numbers: set[str | int]
) -> None:
    expected = {Decimal(number) for number in numbers}
    assert [numbers_in(text, code) for text, code in zip(texts, LANGUAGES, strict=True)] == [expected] * 3


def test_the_middle_of_a_year_names_the_year() -> None:
    assert numbers_in("until mid-2017", "en") == numbers_in("bis Mitte 2017", "de") == {2017}


def test_a_short_number_with_a_nought_in_front_is_no_phone_number() -> None:
    assert phones_in("code 014 20") == frozenset()
    assert numbers_in("code 014 20", "nl") == {14, 20}


@pytest.mark.parametrize(
    "written", ["088 043 04 30", "+31 88 043 04 30", "+31 (0)88 043 0430", "088-0430430", "0880430430"]
)
def test_a_phone_number_is_the_same_however_it_is_grouped(written: str) -> None:
    assert phones_in(f"Bel {written}.") == {"0880430430"}


def test_phone_numbers_beside_each_other_are_told_apart() -> None:
    assert phones_in("0591 12 34 56, 0524 123 456") == {"0591123456", "0524123456"}


def test_a_link_loses_the_punctuation_after_it() -> None:
    assert links_in("Zie ind.nl, https://uwv.nl/a. (www.svb.nl)") == {"ind.nl", "https://uwv.nl/a", "www.svb.nl"}


@pytest.mark.parametrize(
    ("text", "language", "months"),
    [
        ("1 juli 2026 en mei 2025", "nl", {5, 7}),
        ("am 1. März 2026, Dezember 2025", "de", {3, 12}),
        ("You may work from 1 March; in May 2026", "en", {3, 5}),
        ("you may 2 times", "en", {5}),
        ("Sie arbeiten im Mai", "de", set()),
    ],
)
def test_a_month_counts_beside_a_day_or_a_year(text: str, language: Language, months: set[int]) -> None:
    assert months_in(text, language) == months


@pytest.mark.parametrize(
    ("text", "language", "numbers"),
    [
        ("Twee diploma's en een driejarige opleiding", "nl", {1, 2, 3}),
        ("Zwei Abschlüsse, ein zwölfmonatiges Praktikum und eine dreijährige Ausbildung", "de", {1, 2, 3, 12}),
        ("Two or more diplomas", "en", {2}),
        ("Zweibrücken, drift, often, tweets", "en", set()),
    ],
)
def test_numbers_up_to_twelve_are_read_as_words(text: str, language: Language, numbers: set[int]) -> None:
    assert spelt_numbers_in(text, language) == numbers
