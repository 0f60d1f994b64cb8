"""An answer for another day says for which, and nothing of that day passes for today's rule."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from knowledge.assistant import Assistant
from knowledge.clock import FixedClock
from knowledge.dating import tell_for_day
from knowledge.encoder import Encoder
from knowledge.reply import Reply, ReplyKind, ReplyStatus
from knowledge.schema import LANGUAGES, Language
from knowledge.search import SearchFilters
from tests.knowledge_fixtures import TODAY

SPRING_2016 = dt.date(2016, 3, 31)


def reply(kind: ReplyKind = ReplyKind.ANSWER, language: Language = "en", caution: str | None = None) -> Reply:
    return Reply("At most ten hours.", kind, ReplyStatus.ANSWERED, language, caution=caution)


@pytest.mark.unit
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("day", [SPRING_2016, dt.date(2030, 5, 1)])
def test_the_day_is_named_in_the_language_of_the_answer_before_other_cautions(language: Language, day: dt.date) -> None:
    caution = tell_for_day(reply(language=language, caution="Check it."), day, TODAY).caution
    assert caution
    assert str(day.year) in caution
    assert caution.endswith("Check it.")


@pytest.mark.unit
def test_an_answer_for_today_and_a_hand_over_name_no_day() -> None:
    assert tell_for_day(reply(), TODAY, TODAY).caution is None
    assert tell_for_day(reply(ReplyKind.HANDOVER), SPRING_2016, TODAY).caution is None


@pytest.mark.integration
@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Hoeveel uur mag ik werken met een studievergunning?", ["10 uur", "31 maart 2016"]),
        (
            "Wie viele Stunden Arbeit pro Woche sind mit der Aufenthaltserlaubnis erlaubt?",
            ["10 Stunden", "31. März 2016"],
        ),
        ("How many hours a week may a Turkish student work?", ["10 hours", "31 March 2016"]),
    ],
)
def test_a_question_about_march_2016_gets_the_rule_of_then_with_the_day(
    assistant: Assistant, question: str, words: list[str]
) -> None:
    told = assistant.answer(question, as_of=SPRING_2016)
    assert told.kind == ReplyKind.ANSWER
    assert all(word in f"{told.text} {told.caution}" for word in words)
    assert "16" not in told.text.replace("2016", "")


@pytest.mark.integration
def test_the_search_tells_the_day_and_no_threshold_of_a_later_year(assistant: Assistant) -> None:
    found = assistant.search(
        "salary criterion highly skilled migrant after orientation year", language="en",
        filters=SearchFilters(as_of=dt.date(2025, 6, 1)),
    )  # fmt: skip
    assert found.results
    for result in found.results:
        assert result["held_on"] == "2025-06-01"
        assert "1 June 2025" in result["caution"]
        assert "2026" not in result["passage"]


@pytest.mark.integration
def test_an_amount_of_a_year_that_is_over_is_never_told_as_todays(encoder: Encoder, sample_index: Path) -> None:
    later = Assistant(sample_index, encoder, FixedClock(dt.date(2027, 1, 15)))
    told = later.answer("What must a highly skilled migrant of 30 earn?", "en")
    assert "€5,942" in told.text
    assert told.caution
    assert "31 December 2026" in told.caution
