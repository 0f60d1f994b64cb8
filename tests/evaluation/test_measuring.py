"""Asking everything, and the rule for a right search result."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from evaluation import speed
from evaluation.client import Client, Turn
from evaluation.errors import BadQuestions
from evaluation.gold import Gold
from evaluation.measuring import ask_all, decline_all, hold_dialogue, rank_of, search_all
from evaluation.plan import PARALLEL_TURNS, Part, Plan, choose, perform, spread
from evaluation.questions import Dialogue, ExpectedTurn, OutOfScope, Question
from tests.evaluation.stand_in import StandIn, answer, found, small

pytestmark = pytest.mark.unit


def question(number: int = 1, topic: str = "regulations.side_job") -> Question:
    return Question(f"q{number}", "nl", "sentence", topic, f"vraag {number}", (("16",), ("uur",)), {})


@pytest.fixture
def client(stack: StandIn) -> Iterator[Client]:
    client = Client(stack.url)
    yield client
    client.close()


NOTHING: dict[str, frozenset[str]] = {}


def rank(results: list[dict[str, Any]], rows: frozenset[str] = frozenset(), covers: Any = NOTHING) -> int | None:
    return rank_of(results, question(), rows, lambda entry: covers.get(entry, frozenset()))


def test_the_first_passage_with_all_facts_gives_the_rank() -> None:
    assert rank([found("a", "16 dagen"), found("b", "hooguit 16 uur"), found("c", "16 uur")]) == 2


def test_the_older_rule_belongs_to_the_passage() -> None:
    assert rank([found("a", "16", older="10 uur")]) == 1


def test_an_entry_that_covers_a_row_of_the_question_is_right() -> None:
    covers = {"a": frozenset({"x"}), "b": frozenset({"y", "z"})}
    assert rank([found("a", "…"), found("b", "…")], frozenset({"z"}), covers) == 2


def test_without_rows_only_the_text_decides() -> None:
    assert rank([found("a", "…")], frozenset(), {"a": frozenset({"x"})}) is None


def test_no_result_has_no_rank() -> None:
    assert rank([]) is None


def test_every_question_is_a_conversation_of_its_own(client: Client, stack: StandIn) -> None:
    stack.reply = lambda text, turn: [answer("16 uur" if text == "vraag 1" else "…")]
    outcomes = list(ask_all(client, [question(1), question(2)]))
    assert [one.right for one in outcomes] == [True, False]
    assert len({conversation for conversation, _ in stack.asked}) == 2


def test_a_dialogue_is_one_conversation(client: Client, stack: StandIn) -> None:
    stack.reply = lambda text, turn: [small() if turn == 1 else answer(f"16 uur in beurt {turn}")]
    turns = (ExpectedTurn("hoi", "smalltalk", ()), ExpectedTurn("en?", "answer", (("beurt 2",),)))
    outcomes = list(hold_dialogue(client, Dialogue("d", "nl", (*turns, turns[1]))))
    assert [one.passed for one in outcomes] == [True, True, False]
    assert [one.number for one in outcomes] == [1, 2, 3]
    assert len({conversation for conversation, _ in stack.asked}) == 1


def test_a_dialogue_goes_on_after_a_turn_that_failed(client: Client, stack: StandIn) -> None:
    respond, count = stack.respond, iter(range(3))

    def failing_second(*arguments: Any) -> Any:
        return (500, {}, {}) if next(count) == 1 else respond(*arguments)

    stack.respond = failing_second  # type: ignore[method-assign]
    turn = ExpectedTurn("?", "answer", (("16",),))
    assert [one.passed for one in hold_dialogue(client, Dialogue("d", "nl", (turn,) * 3))] == [True, False, True]
    assert len({conversation for conversation, _ in stack.asked}) == 1


def test_messages_out_of_scope_are_told_true_from_false(client: Client, stack: StandIn) -> None:
    stack.reply = lambda text, turn: [answer("…") if text == "huis" else small()]
    outcomes = list(
        decline_all(client, [OutOfScope("o1", "nl", "near_miss", "huis"), OutOfScope("o2", "nl", "x", "hoi")])
    )
    assert [one.false for one in outcomes] == [True, False]


def test_a_search_keeps_what_the_best_result_was_found_by(client: Client, stack: StandIn) -> None:
    stack.results = lambda query: [found("a", "…", "de"), found("b", "16 uur", "nl")]
    (one,) = search_all(client, [question()], Gold([]))
    assert (one.rank, one.best, one.matched_language) == (2, "a", "de")
    assert (one.within(1), one.within(2)) == (False, True)


def test_a_search_without_results_is_a_miss(client: Client) -> None:
    (one,) = search_all(client, [question()], Gold([]))
    assert (one.rank, one.best, one.matched_language) == (None, None, None)
    assert not one.within(10)


def test_eight_questions_are_asked_at_once_and_never_more(client: Client, stack: StandIn) -> None:
    together = threading.Barrier(speed.AT_ONCE, timeout=20)

    def reply_when_all_have_come(_text: str, _turn: int) -> list[dict[str, Any]]:
        together.wait()
        return [answer("…")]

    stack.reply = reply_when_all_have_come
    ticks: list[None] = []
    times = speed.in_parallel(client, ["vraag"] * 24, lambda: ticks.append(None))
    assert len(times) == len(ticks) == 24
    assert stack.most_at_once == speed.AT_ONCE


class TimedClient(Client):
    """Gives each turn a time that tells its place: 1000 for each conversation, and the turn in it."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.begun = 0
        self.turns: list[tuple[str, str]] = []

    def say(self, text: str, conversation: str | None = None) -> Turn:
        self.begun += conversation is None
        conversation = conversation or f"c{self.begun}"
        self.turns.append((conversation, text))
        number = sum(one == conversation for one, _ in self.turns)
        return Turn((), conversation, 1000.0 * self.begun + number, 200)


def test_the_time_at_a_depth_is_that_of_the_same_questions_there(stack: StandIn) -> None:
    client = TimedClient(stack.url)
    texts = [f"vraag {number}" for number in range(7)]
    ticks: list[None] = []
    times = speed.at_depths(client, texts, lambda: ticks.append(None))
    # Five conversations of one turn, then the sixth: the middle one of turns 16 to 20, and of 96 to 100.
    assert times == {1: 3001.0, 20: 6018.0, 100: 6098.0}
    assert len(ticks) == speed.turns_needed(len(texts)) == 105
    asked = [text for _, text in client.turns]
    assert asked[:5] == asked[5 + 15 : 5 + 20] == asked[5 + 95 :] == texts[:5]
    client.close()


def test_without_texts_there_are_no_times(client: Client, stack: StandIn) -> None:
    assert speed.at_depths(client, [], lambda: None) == {}
    assert stack.asked == []


TOPICS = ["regulations.side_job", "regulations.wav", "support.eures", "figures.stay"]


@pytest.mark.parametrize(
    ("topics", "chosen"),
    [
        ([], TOPICS),
        (["regulations"], TOPICS[:2]),
        (["support", "figures.stay"], TOPICS[2:]),
        (["regulations.wav"], TOPICS[1:2]),
    ],
)
def test_topics_are_chosen_by_group_or_in_full(topics: list[str], chosen: list[str]) -> None:
    questions = [question(topic=topic) for topic in TOPICS]
    assert [one.topic for one in choose(questions, topics)] == chosen


def test_a_topic_without_a_question_is_refused_with_those_there_are() -> None:
    with pytest.raises(BadQuestions, match="about 'regulation': choose from figures, regulations, support"):
        choose([question(topic=topic) for topic in TOPICS], ["regulation"])


@pytest.mark.parametrize(("limit", "taken"), [(None, 10), (10, 10), (11, 10), (1, 1), (4, 4)])
def test_a_limit_takes_items_at_even_distances(limit: int | None, taken: int) -> None:
    chosen = spread(list(range(10)), limit)
    assert len(chosen) == taken == len(set(chosen))
    assert chosen == sorted(chosen)
    assert limit != 4 or chosen == [0, 2, 5, 7]


def plan(*parts: Part) -> Plan:
    dialogue = Dialogue("d", "nl", (ExpectedTurn("hoi", "smalltalk", ()), ExpectedTurn("vraag", "answer", ())))
    return Plan(frozenset(parts), [question(1), question(2)], [OutOfScope("o", "nl", "x", "huis")], [dialogue])


@pytest.mark.parametrize("part", [part for part in Part if part not in (Part.SEARCH, Part.SPEED)])
def test_a_part_asks_as_many_requests_as_it_plans(client: Client, stack: StandIn, part: Part) -> None:
    ticks: list[None] = []
    measured = perform(plan(part), client, lambda: ticks.append(None))
    assert len(ticks) == len(stack.asked) == plan(part).steps()
    filled = {Part.ANSWERS: measured.answered, Part.OUT_OF_SCOPE: measured.declined, Part.DIALOGUES: measured.continued}
    assert {name for name, outcomes in filled.items() if outcomes} == {part} & set(filled)


def test_speed_is_taken_of_questions_that_are_answered(client: Client, stack: StandIn) -> None:
    stack.reply = lambda text, turn: [answer("16 uur") if text == "vraag 2" else small("?", "clarify", "clarified")]
    ticks: list[None] = []
    measured = perform(plan(Part.ANSWERS, Part.SPEED), client, lambda: ticks.append(None))
    assert {text for _, text in stack.asked[2:]} == {"vraag 2"}
    assert len(measured.parallel) == PARALLEL_TURNS
    assert list(measured.by_depth) == [1, 20, 100]
