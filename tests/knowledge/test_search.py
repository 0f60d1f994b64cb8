"""Search over real entries: ranking, filters, days, follow-ups."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from knowledge.assistant import Assistant, QuestionTooLong
from knowledge.clock import FixedClock
from knowledge.confidence import Learnt
from knowledge.index import open_index
from knowledge.question_reading import Context
from knowledge.ranking import Ranker
from knowledge.reply import ReplyKind
from knowledge.schema import Language
from knowledge.search import Scope, SearchFilters

pytestmark = pytest.mark.integration


@pytest.mark.parametrize(
    ("question", "language", "entry"),
    [
        ("hoeveel uur mag je werken als student?", "nl", "work-beside-study"),
        ("Wie lange darf man nach dem Abschluss eine Stelle suchen?", "de", "orientation-year"),
        ("salary threshold for a highly skilled migrant over 30", "en", "highly-skilled-migrant"),
        ("salarisgrens kennismigrant", "nl", "highly-skilled-migrant"),
    ],
)
def test_the_right_entry_comes_first(assistant: Assistant, question: str, language: Language, entry: str) -> None:
    assert assistant.find(question, language).results[0].unit.entry == entry


def test_each_entry_appears_once(assistant: Assistant) -> None:
    entries = [result.unit.entry for result in assistant.find("TWV", "nl").results]
    assert len(set(entries)) == len(entries) > 1


def test_filters_keep_only_what_is_asked_for(assistant: Assistant) -> None:
    found = assistant.find("work", "en", Scope(SearchFilters(kind="organisation")))
    assert {assistant.entries[r.unit.entry].kind for r in found.results} == {"organisation"}


def test_what_held_on_an_earlier_day_can_be_asked(assistant: Assistant) -> None:
    then = Scope(SearchFilters(as_of=dt.date(2016, 4, 1)))
    result = next(
        r for r in assistant.find("hours a week student", "en", then).results if r.unit.entry == "work-beside-study"
    )
    assert result.unit.as_of == "2016-03"


def test_a_short_follow_up_is_read_together_with_the_question_before(assistant: Assistant) -> None:
    context = Context(last_question="Wie viele Stunden dürfen Studierende arbeiten?")
    found = assistant.find("und im Sommer?", "de", Scope(context=context))
    assert found.results[0].unit.entry == "work-beside-study"


@pytest.mark.parametrize("question", ["", "   ", "x" * 501])
def test_an_empty_or_endless_question_is_refused(assistant: Assistant, question: str) -> None:
    with pytest.raises(QuestionTooLong, match="1 to 500"):
        assistant.find(question)


@pytest.mark.parametrize(
    "question", ["🙂🙂🙂", "<script>alert(1)</script>", "\x00\x01", "。。。", "ы" * 500, "'; DROP TABLE"]
)
def test_odd_input_is_searched_without_an_error(assistant: Assistant, question: str) -> None:
    assert assistant.answer(question).text


def test_without_an_encoder_words_alone_still_find(assistant: Assistant) -> None:
    words_only = Assistant(assistant._folder, None, FixedClock(dt.date(2026, 11, 22)))
    found = words_only.find("urengrens bijbaan student werken", "nl")
    assert found.results[0].unit.entry == "work-beside-study"
    assert not words_only.has_encoder


def test_fusion_is_convex_and_never_leaves_its_bounds(assistant: Assistant) -> None:
    weights = Learnt.load().ranking
    assert sum(weights.arms) == pytest.approx(1, abs=1e-3)
    assert min(weights.arms) >= 0
    ranker: Ranker = assistant._opened.searcher.ranker
    for text in ("TWV", "Wie hoch ist die Gebühr?", "zzz"):
        vectors = ranker.embed([text])
        assert vectors is not None
        scores = ranker.score(text, "de", vectors[0])
        assert (scores.arms >= 0).all()
        assert (scores.arms <= 1).all()
        np.testing.assert_allclose(scores.fused, scores.arms @ np.array(weights.arms), rtol=1e-4)


def test_a_question_taken_out_of_the_index_does_not_find_itself(assistant: Assistant) -> None:
    ranker = assistant._opened.searcher.ranker
    index = open_index(assistant._folder, None)
    row = next(i for i, p in enumerate(index.passages) if p.kind == "question")
    passage = index.passages[row]
    scores = ranker.score(passage.text, passage.language, index.read_store().vectors()[row], frozenset({row}))
    assert row not in scores.passages


@pytest.mark.integration
@pytest.mark.parametrize(
    ("question", "language", "entry"),
    [
        ("Wat is het zoekjaar?", "nl", "orientation-year"),
        ("IND", "de", "ind"),
        ("what is the UWV?", "en", "uwv"),
    ],
)
def test_a_question_that_only_names_something_gets_its_summary(
    assistant: Assistant, question: str, language: Language, entry: str
) -> None:
    reply = assistant.answer(question, language)
    assert (reply.kind, reply.entry, reply.point) == (ReplyKind.ANSWER, entry, "summary")


@pytest.mark.integration
def test_a_question_that_says_more_than_the_name_gets_the_point(assistant: Assistant) -> None:
    reply = assistant.answer("Wat is het salaris na het zoekjaar?", "nl")
    assert reply.entry == "orientation-year"
    assert reply.point != "summary"


@pytest.mark.integration
def test_a_follow_up_is_read_with_the_last_question(whole_assistant: Assistant) -> None:
    before = Context("Wie vraagt een tewerkstellingsvergunning aan?", None)
    alone = whole_assistant.find("en hoe lang duurt dat?", "nl").results[0].unit
    together = whole_assistant.find("en hoe lang duurt dat?", "nl", Scope(context=before)).results[0].unit
    assert alone.entry != "work-permit-twv"
    assert together.entry == "work-permit-twv"


@pytest.mark.integration
def test_who_asks_decides_what_a_short_question_is_about(whole_assistant: Assistant) -> None:
    before = "hi im from india doing my masters in eindhoven"
    student = Context(before, None, "student from outside the EU", is_free=False)
    found = whole_assistant.find("and health insurance?", "en", Scope(context=student))
    assert found.results[0].unit.entry == "student-health-insurance"


@pytest.mark.integration
def test_another_subject_in_a_follow_up_is_another_subject(whole_assistant: Assistant) -> None:
    before = Context("Wij wonen in Kranenburg, waar betaal ik belasting?", "cross-border-tax")
    found = whole_assistant.find("ok en bsn?", "nl", Scope(context=before))
    assert found.results[0].unit.entry == "brp-bsn-registration"


@pytest.mark.integration
def test_a_word_that_points_back_keeps_the_subject(whole_assistant: Assistant) -> None:
    before = Context("Which salary does a highly skilled migrant need?", "highly-skilled-migrant")
    pointing = whole_assistant.find("do they check a diploma for that?", "en", Scope(context=before))
    assert pointing.results[0].unit.entry == "highly-skilled-migrant"


@pytest.mark.integration
def test_a_question_that_is_unclear_alone_is_read_with_who_asks(whole_assistant: Assistant) -> None:
    told = Context("I come from Brazil and study in Utrecht", None, "student from outside the EU", is_free=False)
    question = "how many hours can i work"
    assert whole_assistant.find(question, "en", Scope(context=told)).results[0].unit.entry == "work-beside-study"
