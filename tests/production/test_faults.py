"""Parts are killed as a power cut would kill them: nothing acknowledged is lost, and conversations go on."""

from __future__ import annotations

import signal
import threading
import time
from typing import Any

import psycopg
import pytest

from setup.production.programs import Server
from tests.production.conftest import Production

pytestmark = [pytest.mark.servers, pytest.mark.rasa]

QUESTION = "Hoeveel uur mag een student uit India werken naast de studie?"


#: Between two turns of a conversation, in seconds: the machine must have time to start what was killed.
PAUSE_S = 0.2


class Load:
    """Conversations that go on, turn after turn, while the context lasts."""

    def __init__(self, production: Production, at_once: int = 3) -> None:
        self._production = production
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._talk) for _ in range(at_once)]
        #: What was not answered with 200.
        self.failures: list[str] = []
        self.answers = 0
        self.conversations: list[str] = []

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _talk(self) -> None:
        token = self._production.say(QUESTION)["conversation"]
        self.conversations.append(token)
        while not self._over.is_set():
            time.sleep(PAUSE_S)
            response = self._production.chat(QUESTION, conversation=token)
            self.answers += 1
            if response.status_code != 200:
                self.failures.append(f"{response.status_code} {response.text[:80]}")


def begin_check(production: Production) -> dict[str, Any]:
    """Begin the permit check and answer its first question."""
    said = production.press(production.say("Start de vergunningcheck", language="nl"))
    assert said["messages"][-1]["progress"]["step"] == 2
    return said


def goes_on(production: Production, said: dict[str, Any]) -> bool:
    """Tell whether the check that `said` is of takes its next answer."""
    progress = production.press(said)["messages"][-1]["progress"]
    return progress is None or progress["step"] == 3


@pytest.mark.parametrize("name", ["bots", "services"])
def test_of_two_one_is_killed_and_the_check_goes_on_with_the_other(production: Production, name: str) -> None:
    said = begin_check(production)
    killed: Server = getattr(production.stack, name)[0]
    killed.kill()
    assert goes_on(production, said)
    for _ in range(6):
        assert production.say(QUESTION)["messages"][-1]["kind"] == "answer"
    production.start_again(killed)


@pytest.mark.parametrize("name", ["bots", "services"])
def test_one_is_killed_under_load_and_every_conversation_goes_on(production: Production, name: str) -> None:
    killed: Server = getattr(production.stack, name)[1]
    checks = [begin_check(production) for _ in range(6)]
    with Load(production) as load:
        time.sleep(1)
        killed.kill()
        time.sleep(1)
        production.start_again(killed)
    assert load.failures == []
    for check in checks:
        assert goes_on(production, check)
    # Those of whom a turn died with it wait no longer than its lock lasts.
    for token in load.conversations:
        production.eventually(lambda token=token: _answers_by_rasa(production, token))


def test_all_bots_are_killed_and_questions_are_still_answered(production: Production) -> None:
    said = begin_check(production)
    for bot in production.stack.bots:
        bot.kill()
    answer = production.say(QUESTION)["messages"][-1]
    assert answer["kind"] == "answer"
    assert "16" in answer["text"]
    production.eventually(lambda: production.client.get("/health").json()["parts"]["rasa"] == "down")
    for bot in production.stack.bots:
        bot.start()
    for bot in production.stack.bots:
        bot.wait_until_ready()
    production.eventually(lambda: production.client.get("/health").status_code == 200)
    # What was acknowledged before is in PostgreSQL, so the check is where it was.
    assert goes_on(production, said)


def test_postgresql_is_killed_and_nothing_acknowledged_is_lost(production: Production) -> None:
    said = begin_check(production)
    rated = production.say(QUESTION)["messages"][-1]["id"]
    feedback = {"answer": rated, "rating": "up", "comment": "Bewaard voor de klap"}
    assert production.client.post("/api/v1/feedback", json=feedback).status_code == 204
    production.stack.postgresql.kill()
    # Rasa cannot read conversations: the search answers.
    assert production.say(QUESTION)["messages"][-1]["kind"] == "answer"
    production.start_again(production.stack.postgresql)
    production.eventually(lambda: _answers_by_rasa(production))
    assert goes_on(production, said)
    with psycopg.connect(production.stack.postgresql.url) as connection:
        kept = connection.execute("SELECT comment FROM feedback WHERE answer = %s", (rated,)).fetchone()
    assert kept == ("Bewaard voor de klap",)


def test_redis_is_killed_and_conversations_go_on(production: Production) -> None:
    said = begin_check(production)
    production.stack.redis.kill()
    assert production.say(QUESTION)["messages"][-1]["kind"] == "answer"
    production.start_again(production.stack.redis)
    production.eventually(lambda: _answers_by_rasa(production))
    assert goes_on(production, said)


def _answers_by_rasa(production: Production, token: str | None = None) -> bool:
    """Tell whether a check can begin, which the search alone cannot."""
    said = production.say("Start de vergunningcheck", language="nl", conversation=token)
    return bool(said["messages"][-1]["kind"] == "form")


def test_a_service_that_is_asked_to_end_answers_first_and_no_request_fails(production: Production) -> None:
    with Load(production) as load:
        for service in production.stack.services:
            assert service.process is not None
            service.process.send_signal(signal.SIGTERM)
            assert service.process.wait(timeout=20) == 0
            production.start_again(service)
    assert load.failures == []
    assert load.answers > 20


def test_another_model_comes_into_use_bot_by_bot_and_no_request_fails(production: Production) -> None:
    with Load(production) as load:
        for bot in production.stack.bots:
            bot.stop()
            production.start_again(bot)
    assert load.failures == []
    assert load.answers > 20
