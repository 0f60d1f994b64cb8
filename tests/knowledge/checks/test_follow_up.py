from __future__ import annotations

import pytest

from knowledge.checks.follow_up import asks_whether_needed, detail_asked
from knowledge.checks.schema import Detail


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("wer muss das beantragen?", Detail.WHO),
        ("en hoe lang duurt dat?", Detail.TIME),
        ("what does it cost", Detail.COST),
        ("und die Krankenversicherung?", Detail.INSURANCE),
        ("welke voorwaarden gelden er", Detail.CONDITIONS),
        ("wie lange darf sie arbeiten?", None),
        ("what does it cost to have a foreign diploma recognised in Germany", None),
        ("", None),
    ],
)
def test_a_short_question_asks_for_a_part_of_the_outcome(text: str, detail: Detail | None) -> None:
    assert detail_asked(text) == detail


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Heeft een Indiase stagiair een TWV nodig?", True),
        ("Braucht sie eine Arbeitserlaubnis?", True),
        ("which permit does he need", True),
        ("hoe lang is een TWV nodig", False),
        ("what does a permit cost", False),
        ("do I need a visa", False),
    ],
)
def test_a_question_whether_a_permit_is_needed(text: str, is_one: bool) -> None:
    assert asks_whether_needed(text) is is_one
