from __future__ import annotations

import pytest

from knowledge.schema import LANGUAGES
from knowledge.situations import Situation, role_in


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("hi im from india doing my masters in eindhoven", "student"),
        ("ich mach ne Ausbildung zum Tischler in Bocholt", "vocational"),
        ("mbo 4 zorg, 5 maanden", "vocational"),
        ("ons bedrijf zoekt een stagiair uit China", "employer"),
        ("I commute from Aachen to Maastricht", "commuter"),
        ("can i work", None),
        ("und wie lange dauert das?", None),
    ],
)
def test_a_role_is_recognised_by_its_words(text: str, role: str | None) -> None:
    assert role_in(text) == role


def test_what_was_told_last_counts() -> None:
    told = Situation().joined({"nationality": "other", "role": "student"}).joined({"nationality": "eu"})
    assert told.facts == {"nationality": "eu", "role": "student"}
    assert told.is_free is True
    assert told.described("en") == "student EU citizen"


def test_it_survives_the_slot_and_what_has_no_words_is_left_out() -> None:
    told = Situation({"nationality": "turkish", "hours": "16"})
    assert Situation.from_json(told.to_json()).facts == {"nationality": "turkish"}
    assert Situation.from_json("nonsense") == Situation()


def test_every_fact_is_said_in_every_language() -> None:
    for facts in ({"nationality": "other"}, {"role": "commuter"}, {"training": "nl"}, {"purpose": "internship"}):
        assert all(Situation(facts).described(code) for code in LANGUAGES)
    assert Situation().described("nl") is None
    assert Situation().is_free is None
