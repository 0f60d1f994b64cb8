"""What is said: newest rule first, dated, cited, in the asker's language, and honest about doubt."""

from __future__ import annotations

import datetime as dt

import pytest

from knowledge.answering import Answerer, as_plain_text
from knowledge.assistant import Assistant, UnknownEntry
from knowledge.citations import SourceRows
from knowledge.confidence import Thresholds
from knowledge.explaining import Matched, Why
from knowledge.reply import ReplyKind, ReplyStatus
from knowledge.schema import Language
from knowledge.search import Found, Result
from knowledge.units import effective_units
from tests.knowledge.samples import entry_data, make_entry

TODAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def rows() -> SourceRows:
    return SourceRows.load()


def told(rows: SourceRows, point: str, today: dt.date = TODAY, **changes: object) -> tuple[str | None, str | None]:
    """The caution and the older text of `point` of a sample entry."""
    entry = make_entry(**changes)
    answerer = Answerer({entry.id: entry}, rows, Thresholds(0.5, 0.25))
    unit = next(u for u in effective_units(entry, today) if u.point == point)
    reply = answerer.answer([unit], "en", today=today)
    return reply.caution, reply.older.text if reply.older else None


@pytest.mark.unit
def test_a_rule_of_today_from_a_sure_source_needs_no_caution(rows: SourceRows) -> None:
    assert told(rows, "limit") == (None, "In 2016: 10 hours. (en)")


@pytest.mark.unit
def test_a_rule_past_its_review_date_says_so(rows: SourceRows) -> None:
    caution, _ = told(rows, "limit", dt.date(2027, 1, 15))
    assert caution is not None
    assert "1 January 2027" in caution


@pytest.mark.unit
@pytest.mark.parametrize(("confidence", "words"), [("medium", "probably"), ("low", "not certain")])
def test_less_than_sure_sources_are_told_as_such(rows: SourceRows, confidence: str, words: str) -> None:
    versions = entry_data()["versions"]
    versions[0]["confidence"] = confidence
    caution, _ = told(rows, "limit", versions=versions)
    assert caution is not None
    assert words in caution


@pytest.mark.unit
@pytest.mark.parametrize("status", ["unverified", "historical", "superseded"])
def test_an_old_source_without_a_newer_one_is_told_with_its_date(rows: SourceRows, status: str) -> None:
    versions = entry_data()["versions"]
    versions[1]["status"] = status
    caution, _ = told(rows, "reason", versions=versions)
    assert caution is not None
    assert "March 2016" in caution


@pytest.mark.unit
def test_an_old_point_beside_a_new_one_is_told_with_its_own_date(rows: SourceRows) -> None:
    entry = make_entry()
    answerer = Answerer({entry.id: entry}, rows, Thresholds(0.5, 0.25))
    units = {unit.point: unit for unit in effective_units(entry, TODAY)}
    reply = answerer.answer([units["limit"], units["reason"]], "en", today=TODAY)
    assert reply.as_of == "January 2025"
    assert reply.caution is not None
    assert reply.caution.startswith("The last part is from a source of March 2016")
    assert answerer.answer([units["limit"], units["fee"]], "en", today=TODAY).caution is None


@pytest.mark.unit
def test_what_holds_today_comes_before_an_old_point_of_the_same_entry(rows: SourceRows) -> None:
    entry = make_entry()
    answerer = Answerer({entry.id: entry}, rows, Thresholds(0.5, 0.25))
    units = {unit.point: unit for unit in effective_units(entry, TODAY)}
    why = Why(Matched("", "question", "en", "reason"), (), (), (), {}, ())
    found = Found("en", (Result(units["reason"], 0.9, 0.9, lambda: why),), (units["limit"],))
    reply = answerer.reply(found, today=TODAY)
    assert reply.text.splitlines() == [units["limit"].text["en"], units["reason"].text["en"]]
    assert reply.as_of == "January 2025"


@pytest.mark.integration
@pytest.mark.parametrize("language", ["nl", "de", "en"])
def test_an_answer_names_source_date_and_deciding_body(assistant: Assistant, language: Language) -> None:
    reply = assistant.tell("work-beside-study#hours", language)
    assert reply.kind == ReplyKind.ANSWER
    assert reply.status == ReplyStatus.ANSWERED_WITH_OLDER_RULE
    assert reply.language == language
    assert "16" in reply.text
    assert reply.older is not None
    assert "10" in reply.older.text
    assert "10" not in reply.text
    assert reply.sources
    assert reply.official
    assert reply.as_of


@pytest.mark.integration
def test_the_terminal_shows_answer_date_source_and_older_rule(assistant: Assistant) -> None:
    text = as_plain_text(assistant.tell("work-beside-study#hours", "en"))
    assert "As of" in text
    assert "Source:" in text
    assert "Before:" in text
    assert "https://" in text


@pytest.mark.integration
def test_what_is_beside_our_subject_is_not_answered_though_its_words_are_ours(assistant: Assistant) -> None:
    assert assistant.answer("hoeveel uur mag ik werken met een studievergunning?", "nl").kind == ReplyKind.ANSWER
    assert assistant.answer("hoeveel studievergunningen gaf Canada vorig jaar af?", "nl").kind != ReplyKind.ANSWER


@pytest.mark.integration
def test_asking_back_offers_choices_and_no_knowledge(assistant: Assistant) -> None:
    found = assistant.find("werken", "nl")
    reply = assistant._opened.answerer.clarify(found)
    assert reply.kind == ReplyKind.CLARIFY
    assert 2 <= len(reply.buttons) <= 4
    assert not reply.sources
    assert not any(result.unit.text["nl"] in reply.text for result in found.results)


@pytest.mark.integration
@pytest.mark.parametrize("key", ["", "nothing", "ind#nothing", "../../etc/passwd", "#"])
def test_a_choice_that_does_not_exist_is_an_error_of_its_own(assistant: Assistant, key: str) -> None:
    with pytest.raises(UnknownEntry):
        assistant.tell(key, "nl")


@pytest.mark.integration
def test_a_question_without_an_answer_is_handed_to_people(assistant: Assistant) -> None:
    reply = assistant.answer("qwerty plonk 000 ggg", "en")
    assert reply.kind == ReplyKind.HANDOVER
    assert reply.contacts
