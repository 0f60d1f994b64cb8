"""Reasons in words: the same in three languages, and a name for every figure."""

from __future__ import annotations

import re

import pytest

from knowledge.attribution import BEST_OF_ENTRY, GROUPS, UNKNOWN, measure_of
from knowledge.candidates import COLUMNS
from knowledge.explaining import PassedOver, Reason
from knowledge.phrases import catalogue
from knowledge.reasons import COUNTS, REASONS, SHARES, told_passed_over, told_reason
from knowledge.schema import LANGUAGES, Language

pytestmark = pytest.mark.unit


def test_every_figure_and_group_has_words() -> None:
    figures = {measure_of(column).removeprefix(BEST_OF_ENTRY) for column in COLUMNS} - {"is a summary"}
    figures |= SHARES | COUNTS | {f"group_{group}" for group in {*GROUPS.values(), UNKNOWN}}
    assert figures - catalogue(REASONS).keys() == set()


def test_every_sentence_names_the_same_parts_in_each_language() -> None:
    for name, localised in catalogue(REASONS).items():
        assert len({tuple(sorted(re.findall(r"\{\w+\}", localised[code]))) for code in LANGUAGES}) == 1, name


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("nl", "7% tegen 46% van de stemmen van de dichtstbijzijnde teksten"),
        ("de", "7 % gegenüber 46 % der Stimmen der nächsten Texte"),
        ("en", "7% against 46% of the votes of the nearest passages"),
    ],
)
def test_figures_are_written_as_readers_of_the_language_do(language: Language, told: str) -> None:
    assert told_reason(Reason("votes", "votes of near passages", 0.07, 0.46, 0.4), language) == told
    mark = "." if language == "en" else ","
    assert f"0{mark}62" in told_reason(Reason("meaning", "meaning", 0.62, 0.7, 0.4), language)
    assert f"0{mark}812" in told_passed_over(PassedOver("a#b", 0.8123, "day"), language)
