"""An answer for another day says for which, and nothing of that day passes for today's rule."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from knowledge.assistant import Assistant
from knowledge.citations import SourceRows
from knowledge.clock import FixedClock
from knowledge.dating import Dating
from knowledge.encoder import Encoder
from knowledge.reply import ReplyKind
from knowledge.schema import LANGUAGES, Language
from knowledge.search import Scope, SearchFilters
from knowledge.units import effective_units
from tests.knowledge.samples import entry_data, localised, make_entry
from tests.knowledge_fixtures import TODAY

SPRING_2016 = dt.date(2016, 3, 31)
JANUARY = dt.date(2027, 1, 15)


YEAR_2026 = {"amount": 9, "unit": "EUR", "year": 2026}


@pytest.fixture(scope="module")
def rows() -> SourceRows:
    return SourceRows.load()


def with_newest(**changes: Any) -> dict[str, Any]:
    """Changes to a sample entry that change its newest version."""
    versions = entry_data()["versions"]
    versions[0] |= changes
    return {"versions": versions}


def with_fee_of_2026() -> dict[str, Any]:
    values = entry_data()["versions"][0]["values"]
    return with_newest(values=values | {"fee": YEAR_2026})


def caution(  # noqa: PLR0913 - one argument per thing that shapes the caution
    rows: SourceRows, points: list[str], *, day: dt.date = TODAY, today: dt.date = TODAY, language: Language = "en",
    **changes: Any,
) -> str | None:  # fmt: skip
    entry = make_entry(**changes)
    units = {unit.point: unit for unit in effective_units(entry, day)}
    return Dating({entry.id: entry}, rows, language, day, today).caution([units[point] for point in points])


@pytest.mark.unit
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("day", [dt.date(2025, 7, 1), dt.date(2026, 12, 1)])
def test_the_day_is_named_in_the_language_of_the_answer_before_what_is_doubtful(
    rows: SourceRows, language: Language, day: dt.date
) -> None:
    told = caution(rows, ["limit"], day=day, language=language, **with_newest(confidence="medium"))
    assert told
    assert str(day.year) in told.split(".")[0] or str(day.year) in told.split(";")[0]
    assert told.rstrip(".").endswith("UWV (uwv.nl)")


@pytest.mark.unit
def test_a_sure_answer_for_today_names_no_day(rows: SourceRows) -> None:
    assert caution(rows, ["limit"]) is None


@pytest.mark.unit
@pytest.mark.parametrize(
    ("day", "today", "words"),
    [
        (dt.date(2026, 6, 30), dt.date(2026, 7, 1), "This held on 30 June 2026"),
        (dt.date(2026, 7, 1), dt.date(2026, 7, 1), "held until 30 June 2026; something else may apply now. Check with"),
        (dt.date(2026, 7, 1), dt.date(2026, 8, 1), "held until 30 June 2026; what held on 1 July 2026 is not"),
        (dt.date(2026, 7, 1), dt.date(2026, 6, 30), "holds until 30 June 2026; what holds on 1 July 2026 is not known"),
        (dt.date(2026, 9, 1), dt.date(2026, 8, 1), "held until 30 June 2026; something else may apply now. Check with"),
    ],
)
def test_the_end_of_a_rule_is_told_as_past_only_once_it_is(
    rows: SourceRows, day: dt.date, today: dt.date, words: str
) -> None:
    told = caution(rows, ["limit"], day=day, today=today, **with_newest(valid_until="2026-06-30"))
    assert told
    assert words in told


@pytest.mark.unit
def test_the_end_that_is_told_is_that_of_the_version_told_and_of_no_other_of_the_same_date(rows: SourceRows) -> None:
    versions = entry_data()["versions"]
    versions[0]["points"][1]["as_of"] = "2025-01"
    ended = {key: value for key, value in versions[0].items() if key not in {"summary", "points"}}
    ended |= {"as_of": "2025-01", "status": "superseded", "valid_until": "2025-06-30", "inherits": ["limit"]}
    versions[0] |= {"as_of": "2026-01", "valid_until": "2026-12-31"}
    told = caution(rows, ["fee"], day=JANUARY, today=JANUARY, versions=[versions[0], ended, versions[1]])
    assert told
    assert "until 31 December 2026" in told


@pytest.mark.unit
def test_figures_of_a_year_that_is_over_are_told_as_that_years(rows: SourceRows) -> None:
    assert caution(rows, ["fee"], day=JANUARY, today=JANUARY, **with_fee_of_2026()) == (
        "This gives figures of 2026; others may apply now. Check with UWV (uwv.nl)."
    )
    assert caution(rows, ["fee"], day=JANUARY, **with_fee_of_2026()) == (
        "This gives figures of 2026; those of 15 January 2027 are not known to us yet. Check with UWV (uwv.nl) then."
    )
    assert caution(rows, ["fee"], day=JANUARY, today=dt.date(2027, 6, 1), **with_fee_of_2026()) == (
        "This gives figures of 2026; those of 15 January 2027 are not in our sources."
    )


@pytest.mark.unit
def test_last_years_figure_beside_one_of_this_year_is_told_as_last_years(rows: SourceRows) -> None:
    entry = with_fee_of_2026()
    entry["versions"][0]["values"]["next_fee"] = YEAR_2026 | {"year": 2027}
    entry["versions"][0]["points"][1]["text"] = localised("The fee is {fee}, from 2027 {next_fee}.")
    assert caution(rows, ["fee"], day=JANUARY, today=JANUARY, **entry) == (
        "This also gives figures of 2026; others may apply on 15 January 2027. Check with UWV (uwv.nl)."
    )


@pytest.mark.unit
def test_the_year_that_is_told_is_that_of_the_amount_and_not_of_a_percentage_beside_it(rows: SourceRows) -> None:
    entry = with_fee_of_2026()
    entry["versions"][0]["values"]["rise"] = {"amount": 4, "unit": "percent", "year": 2027}
    entry["versions"][0]["points"][1]["text"] = localised("The fee is {fee}; it rises by {rise}.")
    assert (caution(rows, ["fee"], day=JANUARY, today=JANUARY, **entry) or "").startswith("This gives figures of 2026;")


@pytest.mark.unit
def test_a_rule_without_an_end_is_not_called_expired_when_its_review_is_overdue(rows: SourceRows) -> None:
    checked = caution(rows, ["limit"], day=JANUARY, today=JANUARY, reviewed_by="reader", reviewed_on="2026-11-22")
    assert checked == "This was last checked on 22 November 2026 and may have changed since. Check with UWV (uwv.nl)."
    never = caution(rows, ["limit"], day=JANUARY, today=JANUARY)
    assert never == "This was to be checked again by 1 January 2027 and may have changed. Check with UWV (uwv.nl)."


@pytest.mark.unit
def test_a_list_of_earlier_amounts_does_not_lapse_with_the_year(rows: SourceRows) -> None:
    values = entry_data()["versions"][0]["values"] | {"fee": YEAR_2026 | {"year": 2025}}
    entry = with_newest(as_of="2026-01", valid_from="2026-01-01", values=values)
    assert caution(rows, ["fee"], day=JANUARY, today=JANUARY, **entry) is None
    assert caution(rows, ["fee"], day=JANUARY, **entry) is None


@pytest.mark.unit
def test_what_holds_for_one_part_is_said_of_that_part(rows: SourceRows) -> None:
    told = caution(rows, ["limit", "reason"])
    assert told == "The last part is from a source of March 2016; we have nothing newer. Check with UWV (uwv.nl)."
    told = caution(rows, ["limit", "reason"], day=JANUARY, today=JANUARY, **with_newest(valid_until="2026-12-31"))
    assert told == (
        "The first part held until 31 December 2026; something else may apply now. The last part is from a source of "
        "March 2016; we have nothing newer. Check with UWV (uwv.nl)."
    )


@pytest.mark.unit
def test_what_holds_for_both_parts_is_said_once_with_all_who_can_be_asked(rows: SourceRows) -> None:
    doubtful = with_newest(confidence="low")
    assert caution(rows, ["limit", "fee"], **doubtful) == "This is not certain. Check with UWV (uwv.nl)."
    svb = {"title": "SVB (svb.nl)", "url": "https://www.svb.nl"}
    entries = {"hours": make_entry(**doubtful), "pay": make_entry("pay", official=[svb], **doubtful)}
    units = [effective_units(entry, TODAY)[0] for entry in entries.values()]
    told = Dating(entries, rows, "en", TODAY, TODAY).caution(units)
    assert told == "This is not certain. Check with UWV (uwv.nl) or SVB (svb.nl)."


@pytest.mark.unit
def test_an_old_source_is_told_as_such_for_a_day_gone_by(rows: SourceRows) -> None:
    assert caution(rows, ["limit"], day=dt.date(2019, 5, 1)) == (
        "This is from a source of March 2016; we have nothing newer about 1 May 2019."
    )
    assert caution(rows, ["limit"], day=dt.date(2016, 5, 1)) == (
        "This held on 1 May 2016, as far as our sources go; today's rule may differ."
    )


@pytest.mark.unit
def test_what_a_source_said_only_after_the_day_is_told_as_such(rows: SourceRows) -> None:
    versions = entry_data()["versions"]
    versions[1]["points"][1]["sources"] = [{"fact": "student-work-16-hours"}]
    later = "Part of this is from a later source (January 2025) and may not have held then."
    assert later in (caution(rows, ["reason"], day=SPRING_2016, versions=versions) or "")
    assert later not in (caution(rows, ["limit"], day=SPRING_2016, versions=versions) or "")
    assert later not in (caution(rows, ["reason"], versions=versions) or "")


@pytest.mark.unit
def test_the_body_to_check_with_is_the_one_that_the_text_rests_on(rows: SourceRows) -> None:
    links = [
        {"title": "SVB (svb.nl)", "url": "https://www.svb.nl"}, {"title": "Zoll (zoll.de)", "url": "https://www.zoll.de"},
        {"title": "UWV (uwv.nl)", "url": "https://www.uwv.nl"},
    ]  # fmt: skip
    doubtful = with_newest(confidence="low", sources=[{"fact": "ukraine-temporary-protection-work"}])
    assert caution(rows, ["limit"], official=links, **doubtful) == "This is not certain. Check with UWV (uwv.nl)."
    doubtful["versions"][0]["sources"] = [{"document": "report-2016", "section": "1"}]
    assert caution(rows, ["limit"], official=links, **doubtful) == "This is not certain. Check with SVB (svb.nl)."
    doubtful["jurisdiction"] = ["NL", "DE"]
    assert caution(rows, ["limit"], official=links, **doubtful) == (
        "This is not certain. Check with SVB (svb.nl) or Zoll (zoll.de)."
    )


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
    later = Assistant(sample_index, encoder, FixedClock(JANUARY))
    told = later.answer("What must a highly skilled migrant of 30 earn?", "en")
    assert "€5,942" in told.text
    assert told.caution
    assert told.caution.startswith("This gives figures of 2026; others may apply now. Check with IND")


@pytest.mark.integration
def test_a_day_without_the_rule_asked_for_is_not_told_another_rule_of_the_same_entry(assistant: Assistant) -> None:
    assert assistant.find("orientation year fee", "en").results[0].unit.key == "orientation-year#fee"
    then = assistant.find("orientation year fee", "en", Scope(SearchFilters(as_of=dt.date(2021, 6, 1))))
    assert "orientation-year" not in {result.unit.entry for result in then.results}
