"""The report counts what came of the questions: checked against a count by hand."""

from __future__ import annotations

import random
import statistics
from typing import Any

import pytest

from evaluation.memory import Process
from evaluation.outcomes import Answered, Continued, Declined, Retrieved
from evaluation.questions import Dialogue, ExpectedTurn, OutOfScope, Question
from evaluation.report import Measured, cases, counted
from tests.evaluation.stand_in import answer, small

pytestmark = pytest.mark.unit
LANGUAGES, STYLES, TOPICS = ("nl", "de", "en"), ("sentence", "typo"), ("regulations.a", "regulations.b", "support.c")
CLARIFY = small("?", "clarify", "clarified")


@pytest.fixture
def dice() -> random.Random:
    return random.Random(7)


def question(number: int, dice: random.Random) -> Question:
    chosen = (dice.choice(side) for side in (LANGUAGES, STYLES, TOPICS))
    return Question(f"q{number}", *chosen, "?", (("16",),), {})


def answered(number: int, dice: random.Random) -> Answered:
    one = question(number, dice)
    text = dice.choice(["16 uur", "12 uur", "16" + " lang" * 130])
    messages = dice.choice([(answer(text, one.language),), (CLARIFY,), ()])
    return Answered(one, messages, dice.uniform(10, 500), 200)


def test_answers_are_counted_by_language_style_and_topic(dice: random.Random) -> None:
    measured = Measured(answered=[answered(number, dice) for number in range(200)])
    figures = counted(measured)["answers"]
    sides = {"language": lambda q: q.language, "style": lambda q: q.style, "topic": lambda q: q.topic.split(".")[0]}
    for side, group_of in sides.items():
        by_hand: dict[str, list[int]] = {}
        for one in measured.answered:
            count = by_hand.setdefault(group_of(one.question), [0, 0, 0, 0])
            text = one.messages[0]["text"] if one.messages else ""
            count[0] += text == "16 uur"
            count[1] += text == "?"
            count[2] += text == ""
            count[3] += 1
        assert {
            name: [group["right"]["count"], group["clarified"]["count"], group["no_reply"], group["right"]["of"]]
            for name, group in figures[side].items()
        } == by_hand
    assert sum(group["right"]["count"] for group in figures["language"].values()) == figures["all"]["right"]["count"]


def test_retrieval_is_counted_by_pair_of_languages(dice: random.Random) -> None:
    retrieved = [
        Retrieved(question(n, dice), dice.choice([None, 1, 2, 5, 6]), "e", dice.choice([*LANGUAGES, None]), 5.0)
        for n in range(300)
    ]
    figures = counted(Measured(retrieved=retrieved))["retrieval"]
    for pair, group in figures["pair"].items():
        asked, matched = pair.split("-")
        ranks = [
            one.rank
            for one in retrieved
            if one.question.language == asked and (one.matched_language or "none") == matched
        ]
        assert group["hit@1"]["count"] == sum(rank == 1 for rank in ranks)
        assert group["hit@5"]["count"] == sum(rank in (1, 2, 5) for rank in ranks)
        assert group["hit@1"]["of"] == len(ranks)
        assert group["mrr"] == pytest.approx(statistics.mean(1 / rank if rank else 0 for rank in ranks), abs=1e-4)
    assert len(figures["pair"]) == 12


def test_false_answers_are_counted_by_kind_and_language() -> None:
    rows = [("near_miss", "nl", True), ("near_miss", "nl", False), ("near_miss", "de", True), ("abuse", "nl", False)]
    declined = [
        Declined(OutOfScope("o", language, kind, "…"), (answer("…") if false else small(),), 200)
        for kind, language, false in rows
    ]
    figures = counted(Measured(declined=declined))["out_of_scope"]
    rates = {name: (one["false"]["count"], one["false"]["of"]) for name, one in figures["kind_and_language"].items()}
    assert rates == {"near_miss nl": (1, 2), "near_miss de": (1, 1), "abuse nl": (0, 1)}
    assert figures["kind"]["near_miss"]["false"]["count"] == 2
    assert figures["language"]["nl"]["false"]["of"] == 3
    assert figures["all"]["false"]["rate"] == 0.5


def test_a_dialogue_is_whole_when_every_turn_passes() -> None:
    turn = ExpectedTurn("?", "answer", (("16",),))
    whole, broken = (Dialogue(name, "nl", (turn, turn)) for name in ("d1", "d2"))
    replies = [(whole, "16"), (whole, "16"), (broken, "16"), (broken, "12")]
    continued = [Continued(one, 1, turn, (answer(text),), 200) for one, text in replies]
    figures = counted(Measured(continued=continued))["dialogues"]
    assert figures["turns"]["all"]["passed"]["count"] == 3
    assert figures["turns"]["expected"]["answer"]["passed"]["of"] == 4
    assert (figures["whole_dialogues"]["count"], figures["whole_dialogues"]["of"]) == (1, 2)


def test_length_and_time_are_those_of_answers_alone() -> None:
    one = Question("q", "nl", "s", "t", "?", (("16",),), {})
    lengths, times = [10, 20, 30, 121], [100.0, 200.0, 300.0, 400.0]
    replies = [Answered(one, (answer("w " * length),), time, 200) for length, time in zip(lengths, times, strict=True)]
    replies += [Answered(one, (CLARIFY,), 9000.0, 200), Answered(one, (), 9000.0, 500)]
    figures = counted(Measured(answered=replies, parallel=[10.0, 30.0], by_depth={1: 5.04, 20: 6.0, 100: 7.0}))
    assert figures["length"]["median_words"] == statistics.median(lengths)
    assert figures["length"]["over_120_words"] == {"count": 1, "of": 4, "rate": 0.25, "low": 0.0456, "high": 0.6994}
    assert figures["latency_ms"] == {
        "one_at_a_time": {"turns": 4, "p50": 250.0, "p95": 385.0},
        "eight_in_parallel": {"turns": 2, "p50": 20.0, "p95": 29.0},
        "at_turn": {"1": 5.0, "20": 6.0, "100": 7.0},
    }


def test_memory_is_added_up() -> None:
    processes = [Process("service", 1, 400.25, 300.0, 500.0), Process("bot", 2, 300.5, 200.5, 300.5)]
    figures = counted(Measured(processes=processes))["memory_mib"]
    assert figures["together"] == 700.8
    assert figures["own"] == 500.5
    service = {"name": "service", "pid": 1, "rss_mib": 400.2, "own_mib": 300.0, "peak_mib": 500.0}
    assert figures["processes"][0] == service


def test_what_was_not_measured_is_left_out() -> None:
    assert counted(Measured(limited=3, busy=1)) == {"refused": {"too_many_requests": 3, "busy": 1}}


def test_a_case_shows_what_was_told_and_leaves_notices_out() -> None:
    one = Question("q9", "nl", "typo", "support.eures", "wat is eures?", (("16",),), {})
    message: dict[str, Any] = answer("16 uur", older={"text": "In 2016: 10 uur", "as_of": "2016"}, entry="eures")
    measured = Measured(answered=[Answered(one, (small("Ik ben een bot", "notice"), message), 12.34, 200)])
    (case,) = cases(measured)["answers"]
    assert case == {
        "id": "q9", "question": "wat is eures?", "asked_in": "nl", "style": "typo", "topic": "support.eures",
        "right": True, "clarified": False, "words": 6, "milliseconds": 12.3, "http": 200, "kind": "answer",
        "status": "answered", "language": "nl", "entry": "eures", "told": "16 uur In 2016: 10 uur",
    }  # fmt: skip
