"""Each result says what matched and why the next one is not higher, truly of the figures that made the order."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from knowledge.assistant import Assistant
from knowledge.attribution import GROUPS, NEITHER_WAY, UNKNOWN, Attribution
from knowledge.clock import FixedClock
from knowledge.explaining import Explanation, Matched, PassedOver, Reason, RunnerUp, why_to_json
from knowledge.question_reading import Context
from knowledge.reasons import told_reason, why_it_lost
from knowledge.schema import Language
from knowledge.search import Found, Scope, SearchFilters
from tests.knowledge_fixtures import TODAY

EVERYWHERE: list[tuple[str, Language]] = [
    ("hoeveel uur mag een student werken naast zijn studie?", "nl"),
    ("Wie lange darf man nach dem Abschluss eine Stelle suchen?", "de"),
    ("salary threshold for a highly skilled migrant over 30", "en"),
    ("Was kostet das in Enschede beim Orientierungsjahr?", "de"),
    ("TWV", "nl"),
    ("zzz qqq", "en"),
]


def explanation_of(found: Found) -> Explanation:
    """The object behind the results of a search."""
    explanation = found.results[0].explain.func.__self__  # type: ignore[attr-defined]
    assert isinstance(explanation, Explanation)
    return explanation


@pytest.mark.integration
@pytest.mark.parametrize(("question", "language"), EVERYWHERE)
def test_the_runner_up_is_the_next_result_and_the_last_has_none(
    assistant: Assistant, question: str, language: Language
) -> None:
    results = assistant.find(question, language).results
    for one, other in zip(results, results[1:], strict=False):
        assert one.runner_up
        assert one.runner_up.key.split("#")[0] == other.unit.entry
        assert one.runner_up.score == pytest.approx(other.score, abs=1e-4)
        assert one.runner_up.matched == other.why.matched
    assert not results or results[-1].runner_up is None


@pytest.mark.integration
@pytest.mark.parametrize(("question", "language"), EVERYWHERE)
def test_every_reason_is_true_of_the_figures(assistant: Assistant, question: str, language: Language) -> None:
    for result in assistant.find(question, language).results[:-1]:
        other = result.runner_up
        assert other
        for reasons, sign in ((other.lost, 1), (other.despite, -1)):
            pulls = [sign * reason.pull for reason in reasons]
            assert pulls == sorted(pulls, reverse=True)
            assert all(pull > 0 for pull in pulls)
            for reason in reasons:
                assert reason.pull == other.pulls[reason.group]
                if reason.group not in NEITHER_WAY:
                    assert sign * (reason.above - reason.its) >= 0.009
                if reason.measure in result.why.arms:
                    assert reason.above == pytest.approx(result.why.arms[reason.measure], abs=2e-3)
                    assert reason.its == pytest.approx(other.arms[reason.measure], abs=2e-3)
                if reason.measure == "meaning":
                    assert reason.its == pytest.approx(max(list(other.arms.values())[:3]), abs=2e-3)
        assert sum(map(abs, other.pulls.values())) == pytest.approx(1, abs=0.01)
        assert set(other.pulls) <= set(GROUPS.values())
        assert not set(other.lacks) & set(other.has)
        held = {*result.why.words, *(word for word, _ in (*result.why.compound_parts, *result.why.mended))}
        assert set(other.lacks) <= held
        assert not set(other.has) & held


@pytest.mark.integration
@pytest.mark.parametrize(("question", "language"), EVERYWHERE[:4])
def test_where_two_results_change_places_the_reasons_do(
    assistant: Assistant, question: str, language: Language
) -> None:
    found = assistant.find(question, language)
    explanation = explanation_of(found)
    searcher, order = assistant._opened.searcher, explanation._order
    turned = replace(order, rows=(order.rows[1], order.rows[0]))
    there = found.results[0].runner_up
    back = Explanation(searcher.ranker, searcher._words, searcher._reranking, turned).runner_up(0)
    assert there
    assert back
    assert (there.lacks, there.has) == (back.has, back.lacks)
    assert there.pulls == pytest.approx({group: -pull for group, pull in back.pulls.items()}, abs=2e-3)
    mirrored = {(one.measure, one.above, one.its) for one in back.despite}
    assert {(one.measure, one.its, one.above) for one in there.lost} == mirrored


@pytest.mark.integration
def test_by_words_alone_no_reason_tells_of_meaning(assistant: Assistant) -> None:
    words_only = Assistant(assistant._folder, None, FixedClock(TODAY))
    results = words_only.find("urengrens bijbaan student werken", "nl").results
    assert len(results) > 1
    for result in results[:-1]:
        assert result.runner_up
        assert {reason.group for reason in result.runner_up.lost} == {"wording"}
        assert not result.runner_up.despite or {one.group for one in result.runner_up.despite} == {"wording"}
        assert not any(score for arm, score in result.runner_up.arms.items() if arm.startswith("dense"))
        assert "meaning" not in why_it_lost(result.runner_up)


@pytest.mark.integration
@pytest.mark.parametrize(
    ("question", "language", "compound", "part"),
    [
        ("gilt die Krankenversicherungspflicht?", "de", "krankenversicherungspflicht", "krankenversicherung"),
        ("geldt de zorgverzekeringsplicht voor studenten?", "nl", "zorgverzekeringsplicht", "zorgverzekering"),
    ],
)
def test_parts_of_a_compound_are_told_as_they_are_written(
    whole_assistant: Assistant, question: str, language: Language, compound: str, part: str
) -> None:
    whys = {one.unit.entry: one.why for one in whole_assistant.find(question, language, Scope(limit=20)).results}
    assert (compound, part) in whys["student-health-insurance"].compound_parts


@pytest.mark.integration
@pytest.mark.parametrize(
    ("question", "language", "typo", "known"),
    [
        ("tewerkstelingsvergunning voor studenten", "nl", "tewerkstelingsvergunning", "tewerkstellingsvergunning"),
        ("Wie lange darf man im Orientierungsjar bleiben?", "de", "orientierungsjar", "orientierungsjahr"),
        ("what is the salary threshhold?", "en", "threshhold", "threshold"),
    ],
)
def test_a_typo_is_told_with_the_word_it_was_read_as(
    assistant: Assistant, question: str, language: Language, typo: str, known: str
) -> None:
    results = assistant.find(question, language).results
    assert (typo, known) in {pair for result in results for pair in result.why.mended}


@pytest.mark.integration
def test_a_right_word_is_no_typo_of_a_word_of_another_language(whole_assistant: Assistant) -> None:
    results = whole_assistant.find("een stagiair die in Nederland studeert", "nl").results
    assert [result.why.mended for result in results] == [()] * len(results)


@pytest.mark.integration
def test_words_that_decide_are_named(assistant: Assistant) -> None:
    first = assistant.find("salary threshold highly skilled migrant", "en").results[0]
    assert first.unit.entry == "highly-skilled-migrant"
    assert first.runner_up
    assert first.runner_up.lacks
    assert set(first.runner_up.lacks) <= {"salary", "threshold", "highly", "skilled", "migrant"}


@pytest.mark.integration
def test_what_a_filter_leaves_out_is_told_beside_what_comes_instead(assistant: Assistant) -> None:
    question = "hoeveel uur mag een student werken?"
    best = assistant.find(question, "nl").results[0]
    filtered = assistant.find(question, "nl", Scope(SearchFilters(kind="organisation")))
    passed = filtered.results[0].why.passed_over
    assert passed[0].key.split("#")[0] == best.unit.entry
    assert {one.rule for one in passed} == {"filter"}
    assert all(one.score >= round(filtered.results[0].score, 4) for one in passed)
    assert not best.why.passed_over


@pytest.mark.integration
def test_a_point_of_which_nothing_was_told_on_the_day_is_told(assistant: Assistant) -> None:
    then = Scope(SearchFilters(as_of=dt.date(2003, 1, 1)))
    for question, language in EVERYWHERE[:3]:
        for result in assistant.find(question, language, then).results:
            assert {one.rule for one in result.why.passed_over} <= {"day"}
    found = assistant.find(EVERYWHERE[0][0], "nl", Scope(SearchFilters(as_of=dt.date(2016, 4, 1)), limit=6))
    told = [one for result in found.results for one in result.why.passed_over]
    assert all(assistant._opened.searcher.unit(row_of(assistant, one.key), dt.date(2016, 4, 1)) is None for one in told)


def row_of(assistant: Assistant, key: str) -> int:
    entry, point = key.split("#")
    return assistant._opened.searcher.ranker.units.index((entry, point))


@pytest.mark.integration
def test_a_follow_up_is_explained_by_both_readings(assistant: Assistant) -> None:
    context = Context(last_question="Wie viele Stunden dürfen Studierende arbeiten?")
    first = assistant.find("und im Sommer?", "de", Scope(context=context)).results[0]
    assert first.runner_up
    assert first.runner_up.lost


@pytest.mark.integration
def test_a_summary_told_for_a_name_says_whose_figures_are_shown(assistant: Assistant) -> None:
    points = {
        (result.unit.point, result.why.matched.point)
        for result in assistant.find("IND", "de").results[:1] + assistant.find("Was ist das UWV?", "de").results[:1]
    }
    assert {told for told, _ in points} == {"summary"}


@pytest.mark.integration
def test_a_chat_turn_pays_for_no_explanation(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    def told(*_: object) -> Any:
        pytest.fail("nobody asked for it")

    monkeypatch.setattr(Attribution, "pulls", told)
    monkeypatch.setattr(Explanation, "runner_up", told)
    assert assistant.answer("hoeveel uur mag een student werken?", "nl").text


@pytest.mark.integration
def test_an_explanation_is_plain_data_for_programs(assistant: Assistant) -> None:
    first = assistant.find("hoeveel uur mag een student werken?", "nl").results[0]
    data = why_to_json(first.why, first.runner_up)
    assert data["matched"]["point"] == first.why.matched.point
    assert data["runner_up"]["key"] == first.runner_up.key if first.runner_up else False
    assert set(data["runner_up"]["lost"][0]) == {"group", "measure", "its", "above", "pull"}


def runner_up(**fields: Any) -> RunnerUp:
    matched = Matched("text", "text", "nl", "permit")
    plain: dict[str, Any] = {"lost": (), "despite": (), "lacks": (), "has": (), "pulls": {}, "passed_over": None}
    return RunnerUp("internship#permit", 0.1, {}, matched, **(plain | fields))


@pytest.mark.unit
@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (Reason("meaning", "meaning", 0.71, 0.78, 0.4), "meaning 0.71 against 0.78"),
        (Reason("votes", "votes of near passages", 0.07, 0.46, 0.4),
         "7% against 46% of the votes of the nearest passages"),
        (Reason("summary", "is a summary", 0, 1, 0.4), "is no summary"),
        (Reason("entry", "entry's best dense text", 0.5, 0.6, 0.4),
         "best of its entry: meaning of the text 0.50 against 0.60"),
        (Reason("entry", "units of the entry among the best", 1, 8, 0.4),
         "1 against 8 points of its entry among the best 30"),
        (Reason("other", "age of the source", 3, 1, 0.4), "age of the source 3.00 against 1.00"),
    ],
)  # fmt: skip
def test_a_reason_reads_as_a_comparison(reason: Reason, told: str) -> None:
    assert told_reason(reason) == told


@pytest.mark.unit
def test_a_sentence_tells_what_spoke_against_and_what_for() -> None:
    lost = (Reason("meaning", "meaning", 0.71, 0.78, 0.6),)
    despite = (Reason("wording", "wording", 0.4, 0.3, -0.2),)
    told = why_it_lost(runner_up(lost=lost, despite=despite, lacks=("stage", "twv"), has=("visum",)))
    assert told == "meaning 0.71 against 0.78, lacks “stage” “twv”; although wording 0.40 against 0.30, has “visum”"


@pytest.mark.unit
@pytest.mark.parametrize("group", [*sorted(set(GROUPS.values())), UNKNOWN])
def test_where_no_figure_is_worse_it_is_said_what_weighed_most(group: str) -> None:
    told = why_it_lost(runner_up(pulls={group: 0.9, "meaning": -0.1} if group != "meaning" else {group: 1.0}))
    assert told.startswith("the learnt ranking weighs ")
    assert told.endswith(" against it, though no figure is worse")


@pytest.mark.unit
def test_a_point_that_only_a_rule_keeps_below_is_told_before_all_figures() -> None:
    told = why_it_lost(runner_up(passed_over=PassedOver("internship#new", 0.8, "day")))
    assert told == "internship#new scored 0.800, but nothing is told of it on that day; what is told instead fits less"
