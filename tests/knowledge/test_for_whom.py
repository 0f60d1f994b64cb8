from __future__ import annotations

import pytest

from knowledge.assistant import Assistant
from knowledge.for_whom import moves_freely


@pytest.mark.parametrize(
    ("text", "free"),
    [
        ("Students from outside the EU, the EEA and Switzerland may work 16 hours a week.", False),
        ("Someone without an EU, EEA or Swiss passport needs a work permit.", False),
        ("A citizen of the EU, the EEA or Switzerland needs no permit.", True),
        ("An intern with the nationality of an EU or EEA country needs no work permit.", True),
        ("Students from outside the EU need a permit; EU citizens do not.", None),
        ("In 2016 the European Commission promoted mobility.", None),
    ],
)
def test_a_text_is_for_one_class_of_people_or_for_both(text: str, free: bool | None) -> None:
    assert moves_freely(text) is free


@pytest.mark.integration
def test_a_german_student_is_not_told_the_hours_of_others_first(whole_assistant: Assistant) -> None:
    found = whole_assistant.find("Hoeveel uur mag een Duitser naast de studie werken?", "nl").results[0].unit
    assert moves_freely(found.text["en"]) is not False
