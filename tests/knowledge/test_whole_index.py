"""Search over all entries: what a sample of six cannot tell."""

from __future__ import annotations

import pytest

from knowledge.assistant import Assistant
from knowledge.schema import Language

pytestmark = pytest.mark.integration


@pytest.mark.parametrize(
    ("question", "language", "entry"),
    [
        ("I study in Groningen, how many hours a week may I work?", "en", "work-beside-study"),
        ("Ich studiere in Arnheim, wie viele Stunden pro Woche darf ich arbeiten?", "de", "work-beside-study"),
        ("Ik woon in Coevorden en werk in Nordhorn, waar betaal ik belasting?", "nl", "cross-border-tax"),
        ("Gibt es in Groningen ein Expatcenter?", "de", "iwcn-groningen"),
    ],
)
def test_a_place_counts_only_where_the_question_is_about_it(
    whole_assistant: Assistant, question: str, language: Language, entry: str
) -> None:
    assert whole_assistant.find(question, language).results[0].unit.entry == entry
