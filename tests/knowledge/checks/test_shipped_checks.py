"""The checks that we ship: each combination has one outcome, told short, with sources, in three languages."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import cache, reduce
from random import Random

import numpy as np
import pytest

from knowledge.answering import Answerer
from knowledge.checks import UNKNOWN, DecisionTable, load_tables
from knowledge.checks.case import Case
from knowledge.checks.filling import Filler
from knowledge.checks.guide import Guide
from knowledge.checks.loading import DECISIONS, check_references
from knowledge.checks.payloads import DOUBTED, back_payload
from knowledge.checks.schema import Outcome
from knowledge.citations import SourceRows
from knowledge.confidence import Thresholds
from knowledge.contact_finder import ContactFinder
from knowledge.contact_reply import ContactAdviser
from knowledge.lint.numbers import numbers_in
from knowledge.loading import load_entries
from knowledge.reply import ReplyKind
from knowledge.schema import LANGUAGES, Entry, Language

TABLES = load_tables()
CHECKS = list(TABLES.values())
DAY = dt.date(2026, 11, 23)
MOST_WORDS = 120
MOST_QUESTIONS = {"permit": 7, "diploma": 4, "contact": 4}
OUTCOMES = [(table, name) for table in CHECKS for name in table.check.outcomes]


@cache
def entries() -> dict[str, Entry]:
    return load_entries()


@cache
def guide(day: dt.date = DAY) -> Guide:
    rows = SourceRows.load()
    answerer = Answerer(entries(), rows, Thresholds(0.5, 0.25))
    adviser = ContactAdviser(ContactFinder.load(entries(), rows.contacts), rows)
    return Guide(TABLES, entries(), answerer, adviser, lambda: day)


def named(value: object) -> str:
    return value.check.id if isinstance(value, DecisionTable) else str(value)


def test_the_three_checks_are_there() -> None:
    assert set(TABLES) == {"permit", "diploma", "contact"}


@pytest.mark.parametrize("table", CHECKS, ids=named)
def test_every_combination_has_exactly_one_outcome(table: DecisionTable) -> None:
    """Counted by the rows as they stand in the file; which one it is, as the check tells it, for 3,000 of them."""
    options = [[option.id for option in question.options] for question in table.check.questions]
    rows = [
        [set(row.options(question.id) or of) for question, of in zip(table.check.questions, options, strict=True)]
        for row in table.check.rows
    ]
    counts = np.zeros([len(of) for of in options], dtype=np.int8)
    for row in rows:
        holds = [np.array([option in held for option in of]) for held, of in zip(row, options, strict=True)]
        counts += reduce(np.multiply.outer, holds).astype(np.int8)
    assert counts.min() == counts.max() == 1
    chance = Random(1)
    for _ in range(3000):
        chosen = [chance.choice(of) for of in options]
        (held,) = [i for i, row in enumerate(rows) if all(map(set.__contains__, row, chosen))]
        answers = dict(zip((question.id for question in table.check.questions), chosen, strict=True))
        assert table.remaining(answers) == [table.check.rows[held].outcome]


@pytest.mark.parametrize("table", CHECKS, ids=named)
def test_no_check_asks_more_than_people_bear(table: DecisionTable) -> None:
    assert table.most_questions_left({}) <= MOST_QUESTIONS[table.check.id]


@pytest.mark.parametrize("table", CHECKS, ids=named)
def test_what_outcomes_rest_on_exists_and_holds_today(table: DecisionTable) -> None:
    check_references(table, entries(), DECISIONS / f"{table.check.id}.yml")


@pytest.mark.parametrize("table", CHECKS, ids=named)
def test_each_path_of_questions_is_asked_and_ends_in_its_outcome(table: DecisionTable) -> None:
    """By its buttons, in each language in turn."""
    for number, path in enumerate(table.paths):
        language = LANGUAGES[number % len(LANGUAGES)]
        case = Case(table.check.id, place=UNKNOWN if table.check.place else None)
        for question_id, option in path.items():
            if question_id in table.assumed(case.answers):
                assert guide().open_question(case) != question_id
                case = guide().take(case, {question_id: DOUBTED}).case
            assert guide().open_question(case) == question_id
            asked = guide().ask(case, language)
            assert asked.kind == ReplyKind.FORM
            payloads = [button.payload for button in asked.buttons]
            assert f'"{question_id}={option}"' in "".join(payloads)
            ways_out = [payload for payload in payloads if payload != back_payload()]
            assert f'"{question_id}={UNKNOWN}"' in ways_out[-1]
            assert asked.progress
            assert asked.progress["step"] <= asked.progress["of"]
            case = guide().take(case, {question_id: option}).case
        assert guide().open_question(case) is None
        assert len(table.remaining(case.answers)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("table", "name"), OUTCOMES, ids=named)
def test_each_outcome_is_told_short_with_source_and_date(table: DecisionTable, name: str, language: Language) -> None:
    path = next(path for path in table.paths if table.remaining(path) == [name])
    reply = guide().conclusions.finish(Case(table.check.id, path, UNKNOWN), language)
    assert reply.kind == ReplyKind.FORM
    assert len(reply.text.split()) <= MOST_WORDS
    assert reply.sources
    assert reply.as_of
    assert reply.entry
    assert reply.contacts
    assert "{" not in reply.text
    assert reply.record
    assert f"check={table.check.id}" in reply.record


@pytest.mark.parametrize(("table", "name"), OUTCOMES, ids=named)
def test_each_outcome_says_the_same_numbers_in_each_language(table: DecisionTable, name: str) -> None:
    for text in table.outcome(name).texts():
        said = {code: numbers_in(text[code], code) for code in LANGUAGES}
        assert said["nl"] == said["de"] == said["en"], text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", CHECKS, ids=named)
def test_who_knows_nothing_is_told_what_it_depends_on(table: DecisionTable, language: Language) -> None:
    case = Case(table.check.id)
    while (asked := guide().open_question(case)) is not None:
        case = guide().take(case, {asked: UNKNOWN}).case
    reply = guide().conclusions.finish(case, language)
    question = table.check.questions[0]
    assert question.ask[language] in reply.text
    assert all(option.label[language] in reply.text for option in question.options)
    assert reply.contacts


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_assumed_is_said_and_can_be_denied(language: Language) -> None:
    said = {
        "purpose": "internship",
        "nationality": "other",
        "training": "abroad",
        "level": "higher",
        "duration": "long",
    }
    case = Case("permit", said)
    assert guide().open_question(case) is None
    reply = guide().conclusions.finish(case, language)
    status = TABLES["permit"].question("status")
    assert status.options[0].label[language] in reply.text
    assert f"status={DOUBTED}" in reply.buttons[0].payload
    denied = guide().take(case, {"status": DOUBTED})
    assert denied.anything
    assert guide().open_question(denied.case) == "status"
    answered = guide().take(denied.case, {"status": "orientation-year"}).case
    assert guide().open_question(answered) is None
    assert guide().conclusions.finish(answered, language).text != reply.text


@pytest.mark.parametrize("table", CHECKS, ids=named)
def test_options_have_names_of_their_own(table: DecisionTable) -> None:
    for question in table.check.questions:
        for code in LANGUAGES:
            labels = [option.label[code].casefold() for option in question.options]
            words = [word for option in question.options for word in {*option.words[code]}]
            assert len(set(labels)) == len(labels)
            assert [word for word, count in Counter(words).items() if count > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("table", "name"), OUTCOMES, ids=named)
def test_each_outcome_has_a_record_with_everything(table: DecisionTable, name: str, language: Language) -> None:
    path = next(path for path in table.paths if table.remaining(path) == [name])
    record = guide().conclusions.record(Case(table.check.id, path), language, DAY)
    outcome: Outcome = table.outcome(name)
    assert [one.question for one in record.asked] == [table.question(q).ask[language] for q in path]
    assert len(record.conclusions) == 1
    assert len(record.conclusions[0].details) == len(outcome.details)
    assert len(record.reasons) == len(outcome.reasons)
    assert all(reason.sources and reason.as_of for reason in record.reasons)
    assert record.contacts


def test_amounts_of_a_year_are_marked_in_the_next() -> None:
    """An outcome with amounts of 2026 says so on 15 January 2027."""
    later = guide(dt.date(2027, 1, 15))
    for table, name in OUTCOMES:
        values = [Filler(entries(), DAY).value(*value) for value in table.outcome(name).values()]
        if any(value.unit == "EUR" and value.year == DAY.year for value in values):
            path = next(path for path in table.paths if table.remaining(path) == [name])
            assert later.conclusions.finish(Case(table.check.id, path, UNKNOWN), "en").caution, name
