"""Talking to the stack: tokens go on, refusals are waited for, faults become sentences."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from evaluation.client import MAX_TRIES, MAX_WAIT_S, Client
from evaluation.errors import NotRunning
from tests.evaluation.stand_in import StandIn, answer, found

pytestmark = pytest.mark.unit


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def client(stack: StandIn, waits: list[float]) -> Iterator[Client]:
    client = Client(stack.url + "/", waits.append)
    yield client
    client.close()


def test_a_conversation_goes_on_with_its_token(client: Client, stack: StandIn) -> None:
    stack.reply = lambda text, turn: [answer(f"{turn}: {text}")]
    first = client.say("een")
    second = client.say("twee", first.conversation)
    assert [turn.messages[0]["text"] for turn in (first, second, client.say("drie"))] == [
        "1: een",
        "2: twee",
        "1: drie",
    ]
    assert first.conversation == second.conversation
    assert first.status == 200
    assert first.milliseconds > 0


def test_a_query_is_sent_as_it_is(client: Client, stack: StandIn) -> None:
    stack.results = lambda query: [found(query, "…")]
    assert client.search("TWV & stage? 50% +1", 5).results[0]["id"] == "TWV & stage? 50% +1"


def test_what_an_entry_covers_is_asked_for_once(client: Client, stack: StandIn) -> None:
    stack.covers = {"hours": ["row-1", "row-2"]}
    assert [client.covers("hours") for _ in range(3)] == [{"row-1", "row-2"}] * 3
    assert stack.paths == ["/api/v1/entries/hours"]
    assert client.covers("unknown") == frozenset()


def test_a_refusal_is_waited_for_as_long_as_it_says(client: Client, stack: StandIn, waits: list[float]) -> None:
    stack.refusals = [(429, "7"), (503, "2"), (429, "1")]
    assert client.say("hoi").messages
    assert waits == [7, 2, 1]
    assert (client.limited, client.busy) == (2, 1)


def test_the_time_of_a_turn_does_not_count_the_waiting(stack: StandIn) -> None:
    stack.refusals = [(429, "0.4")]
    client = Client(stack.url, time.sleep)
    began = time.perf_counter()
    turn = client.say("hoi")
    took = (time.perf_counter() - began) * 1000
    client.close()
    assert took >= 400
    assert turn.milliseconds <= took - 400


def test_a_stack_that_is_switched_off_is_not_waited_for(client: Client, stack: StandIn, waits: list[float]) -> None:
    stack.refusals = [(503, str(MAX_WAIT_S + 1))]
    with pytest.raises(NotRunning, match="asks to come back in 121 s"):
        client.say("hoi")
    assert waits == []


def test_a_stack_that_stays_busy_is_given_up(client: Client, stack: StandIn, waits: list[float]) -> None:
    stack.refusals = [(429, "1")] * MAX_TRIES
    with pytest.raises(NotRunning, match=f"still too busy after {MAX_TRIES} tries"):
        client.say("hoi")
    assert len(waits) == MAX_TRIES


@pytest.mark.parametrize("status", [400, 422, 500, 503])
def test_a_refused_or_failed_turn_is_a_turn_without_messages(client: Client, stack: StandIn, status: int) -> None:
    stack.respond = lambda *_: (status, {}, {"messages": ["no reply"]})  # type: ignore[method-assign]
    turn = client.say("hoi")
    assert (turn.status, turn.messages, turn.conversation) == (status, (), None)


@pytest.mark.parametrize("body", [b"<html>", b"[1]", b""])
def test_a_good_status_with_a_bad_body_is_a_turn_without_messages(client: Client, stack: StandIn, body: bytes) -> None:
    stack.respond = lambda *_: (200, {}, body)  # type: ignore[method-assign]
    assert client.say("hoi").messages == ()
    assert client.search("hoi", 5).results == ()


def test_nothing_at_the_address_is_said_with_what_to_do() -> None:
    client = Client("http://127.0.0.1:9")
    with pytest.raises(NotRunning, match=r"Nothing answers at http://127\.0\.0\.1:9: .*`make run`.*--start"):
        client.health()
    client.close()


@pytest.mark.parametrize("health", [b"<html>", {"status": "ok"}, ["ready"]])
def test_something_else_at_the_address_is_told_apart(client: Client, stack: StandIn, health: Any) -> None:
    stack.health = health
    with pytest.raises(NotRunning, match="is not this product"):
        client.health()


def ask(client: Client) -> object:
    return client.say("hoi")


def look_up(client: Client) -> object:
    return client.search("hoi", 5)


@pytest.mark.parametrize("request_", [ask, look_up])
def test_a_stack_that_ends_meanwhile_is_named(request_: Callable[[Client], object]) -> None:
    client = Client("http://127.0.0.1:9")
    with pytest.raises(NotRunning, match=r"http://127\.0\.0\.1:9 stopped answering"):
        request_(client)
    client.close()
