"""What a turn does, with the real assistant; Rasa is a stand-in that is told what to say, or to fail."""

from __future__ import annotations

import asyncio
import base64
import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import numpy as np
import pytest

from bot.components.handed_vectors import encoder_in
from knowledge.assistant import Assistant
from knowledge.encoder import DEFAULT_FOLDER, Encoder
from tests.web.rasa_stand_in import RasaStandIn, say
from tests.web.running import Running, eventually
from tests.web.stores.test_trackers import fill, senders
from web.notices import discloses

pytestmark = pytest.mark.integration

QUESTIONS = {
    "nl": "Hoeveel uur per week mag een buitenlandse student werken naast de studie?",
    "de": "Wie viele Stunden pro Woche dürfen ausländische Studierende neben dem Studium arbeiten?",
    "en": "How many hours a week may a foreign student work beside the studies?",
}


def kinds(answer: dict[str, Any]) -> list[str]:
    return [message["kind"] for message in answer["messages"]]


@pytest.mark.parametrize("language", ["nl", "de", "en"])
def test_the_first_turn_says_in_the_users_language_that_a_machine_answers(
    service: Running, rasa: RasaStandIn, language: str
) -> None:
    answer = service.chat(QUESTIONS[language]).json()
    first = answer["messages"][0]
    assert (first["kind"], first["language"]) == ("notice", language)
    assert discloses(first["text"])
    later = service.chat(QUESTIONS[language], conversation=answer["conversation"]).json()
    assert not any(discloses(message["text"]) for message in later["messages"])


def test_a_greeting_that_says_so_itself_is_not_doubled(service: Running, rasa: RasaStandIn) -> None:
    rasa.answer = say({"text": "Hallo! Ik ben een geautomatiseerde assistent."})
    assert kinds(service.chat("hallo").json()) == ["smalltalk"]


def test_a_refused_first_message_is_told_who_refuses(service: Running) -> None:
    answer = service.chat("jan@voorbeeld.nl").json()
    assert discloses(answer["messages"][0]["text"])


def test_rasa_is_told_the_choice_of_language_and_where_the_chat_stands(service: Running, rasa: RasaStandIn) -> None:
    context = {"site": "school", "role": "student", "region": "Enschede"}
    service.chat("BSN", language="de", context=context)
    [turn] = rasa.turns
    # The name of the request is for the logs.
    assert {name: value for name, value in turn["metadata"].items() if name != "request"} == {
        "language": "de",
        "default_language": "nl",
        "region": "Enschede",
        "role": "student",
        "site": "school",
    }


def test_the_bot_gets_the_vector_of_what_it_is_told_masked_as_it_is(
    service: Running, rasa: RasaStandIn, encoder: Encoder
) -> None:
    service.chat("Mag ik werken? Mijn mail is jan@voorbeeld.nl")
    [turn] = rasa.turns
    assert "jan@" not in turn["message"]
    values = np.frombuffer(base64.b64decode(turn["vector"]["values"]), dtype="<f4")
    np.testing.assert_array_equal(values, encoder.encode_queries([turn["message"]])[0])
    # The bot takes it only if its own encoder is the same.
    assert turn["vector"]["encoder"] == encoder.fingerprint == encoder_in(DEFAULT_FOLDER)


def test_a_conversation_keeps_one_sender_that_its_token_does_not_share(service: Running, rasa: RasaStandIn) -> None:
    first = service.chat("een").json()
    second = service.chat("twee", conversation=first["conversation"]).json()
    service.chat("drie")
    one, two, three = (turn["sender"] for turn in rasa.turns)
    assert one == two != three
    assert second["conversation"] == first["conversation"]


def test_without_telling_words_the_language_of_the_conversation_goes_on(service: Running, rasa: RasaStandIn) -> None:
    token = service.chat(QUESTIONS["de"]).json()["conversation"]
    assert service.chat("TWV?", conversation=token).json()["language"] == "de"
    assert service.chat(QUESTIONS["en"], conversation=token).json()["language"] == "en"


@pytest.mark.parametrize(
    "text",
    [
        "ik ben Fatima Voorbeeld, bsn 123456782, Kerkstraat 3 Hardenberg, bel me op 0687654321",
        "Ali Beispiel, geboren am 01.01.1998 in Kabul, Ausweisnr. L01X00T47, Tel. 0151 23456789",
        "my IBAN is NL91ABNA0417164300 pin 1234 and my address is 7 Canal St Coevorden",
    ],
)
def test_personal_data_alone_are_refused_and_sent_nowhere(service: Running, rasa: RasaStandIn, text: str) -> None:
    answer = service.chat(text).json()
    assert answer["messages"][-1]["status"] == "refused-personal-data"
    assert rasa.turns == []


def test_personal_data_beside_a_question_are_masked_and_the_user_is_told(service: Running, rasa: RasaStandIn) -> None:
    token = service.chat("hallo").json()["conversation"]
    text = "Ik heet Fatima Voorbeeld (0687654321), hoeveel uur mag ik werken?"
    answer = service.chat(text, conversation=token).json()
    assert rasa.messages[-1] == "Ik heet […] ([…]), hoeveel uur mag ik werken?"
    assert kinds(answer) == ["notice", "smalltalk"]
    assert "telefoonnummer" in answer["messages"][0]["text"]
    assert "naam" in answer["messages"][0]["text"]


def test_the_published_number_of_an_organisation_is_not_masked(
    service: Running, rasa: RasaStandIn, assistant: Assistant
) -> None:
    phone = next(e.contact.phone for e in assistant.entries.values() if e.contact and e.contact.phone)
    number = phone.split(" / ")[0]
    service.chat(f"Is {number} het goede nummer voor mijn vraag?")
    assert number in rasa.messages[0]


def test_a_slow_rasa_gives_way_to_a_spoken_fallback_within_the_deadline(
    start: Callable[..., Running], rasa: RasaStandIn
) -> None:
    service = start(turn_deadline_s=0.4)
    rasa.delay_s = 3
    started = time.monotonic()
    answer = service.chat(QUESTIONS["de"]).json()
    assert time.monotonic() - started < 2.5
    last = answer["messages"][-1]
    assert (last["kind"], last["status"], last["language"]) == ("notice", "fallback-error", "de")
    assert last["contacts"]


def test_a_rasa_that_gave_up_on_its_own_deadline_counts_as_slow(service: Running, rasa: RasaStandIn) -> None:
    rasa.status = 504
    assert service.chat(QUESTIONS["nl"]).json()["messages"][-1]["status"] == "fallback-error"


@pytest.mark.parametrize(
    "broken",
    [
        {"status": 500},
        {"status": 404},
        {"answer": lambda _: b"<html>"},
        {"answer": lambda _: b"{}"},
        {"answer": lambda _: b"[]"},
        {"answer": lambda _: b"[1]"},
        {"answer": lambda _: b"\xff\xfe"},
        {"answer": say({"custom": {"text": 5}})},
        {"answer": say({"custom": {"text": "Ja", "kind": "nonsense", "status": "answered"}})},
    ],
)
def test_when_rasa_answers_nonsense_the_gateway_searches_itself(
    service: Running, rasa: RasaStandIn, broken: dict[str, Any]
) -> None:
    for name, value in broken.items():
        setattr(rasa, name, value)
    answer = service.chat(QUESTIONS["nl"]).json()
    assert answer["messages"][-1]["kind"] in {"answer", "clarify"}
    assert answer["language"] == "nl"


@pytest.mark.parametrize("language", ["nl", "de", "en"])
def test_when_rasa_is_gone_the_question_is_answered_with_source_and_date(
    start: Callable[..., Running], language: str
) -> None:
    service = start(rasa_url="http://127.0.0.1:9")
    last = service.chat(QUESTIONS[language]).json()["messages"][-1]
    assert last["kind"] == "answer"
    assert last["language"] == language
    assert "16" in last["text"]
    assert last["sources"] and last["as_of"]


def test_when_rasa_is_gone_choices_and_the_wish_for_a_person_still_work(service: Running, rasa: RasaStandIn) -> None:
    choices = [
        {"title": "Uren", "payload": '/choose{"choice": "work-beside-study#summary"}'},
        {"title": "Iets anders", "payload": "/ask_person"},
        {"title": "Weg", "payload": '/choose{"choice": "no-such-entry"}'},
        {"title": "Formulier", "payload": "/start_permit_check"},
    ]
    rasa.answer = say({"text": "Bedoel je?", "buttons": choices})
    answer = service.chat("uren").json()
    rasa.status = 503
    said = [
        service.chat(payload=button["payload"], conversation=answer["conversation"]).json()["messages"][-1]
        for button in answer["messages"][-1]["buttons"]
    ]
    assert [message["kind"] for message in said] == ["answer", "handover", "notice", "notice"]
    assert said[0]["entry"] == "work-beside-study"
    assert all(message["contacts"] for message in said[1:])


def test_turns_of_one_conversation_wait_for_each_other(service: Running, rasa: RasaStandIn) -> None:
    token = service.chat("een").json()["conversation"]
    rasa.delay_s = 0.3
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda text: service.chat(text, conversation=token), ["a b", "c d", "e f"]))
    assert rasa.most_at_once == 1


def test_turns_of_different_conversations_do_not(service: Running, rasa: RasaStandIn) -> None:
    rasa.delay_s = 0.6
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(service.chat, ["a b", "c d", "e f"]))
    assert rasa.most_at_once > 1


def test_too_many_turns_of_a_conversation_are_told_when_to_come_back(start: Callable[..., Running]) -> None:
    service = start(rate_conversation="2/minute")
    token = service.chat("een").json()["conversation"]
    service.chat("twee", conversation=token)
    response = service.chat("drie", conversation=token)
    assert response.status_code == 429
    assert response.headers["content-type"] == "application/problem+json"
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert service.chat("een").status_code == 200
    assert 'grenswijzer_limited_total{limit="conversation"} 1.0' in service.services.metrics.render().decode()


def test_an_address_is_limited_over_all_its_conversations(start: Callable[..., Running]) -> None:
    service = start(rate_address="3/minute")
    statuses = [service.chat("hallo").status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    assert service.get("/api/v1/search?q=stage").status_code == 429
    assert service.get("/health").status_code == 200


def test_a_forged_forwarded_address_does_not_escape_the_limit(start: Callable[..., Running]) -> None:
    service = start(rate_address="1/minute")
    statuses = [
        service.post("/api/v1/chat", json={"message": "hallo"}, headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code
        for n in range(3)
    ]
    assert statuses == [200, 429, 429]


def test_more_turns_at_once_than_there_are_places_wait_and_are_then_told_to(
    start: Callable[..., Running], rasa: RasaStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.limiting.PATIENCE_S", 0.1)
    service = start(rate_concurrent=1)
    rasa.delay_s = 1.0
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(service.chat, ["hallo", "hallo"])
    assert sorted([first.status_code, second.status_code]) == [200, 429]
    refused = first if first.status_code == 429 else second
    assert refused.json()["type"] == "busy"
    assert refused.headers["Retry-After"]
    assert 'grenswijzer_limited_total{limit="concurrent"} 1.0' in service.services.metrics.render().decode()


@pytest.mark.parametrize(("language", "word"), [("nl", "uit"), ("de", "ausgeschaltet"), ("en", "switched off")])
def test_the_kill_switch_answers_with_a_plain_sentence(
    start: Callable[..., Running], rasa: RasaStandIn, language: str, word: str
) -> None:
    service = start(kill_switch=True)
    response = service.post("/api/v1/chat", json={"message": "hallo"}, headers={"Accept-Language": language})
    assert response.status_code == 503
    assert response.json()["type"] == "paused"
    assert word in response.json()["detail"]
    assert service.get("/api/v1/search?q=stage").status_code == 503
    assert service.get("/health").json()["paused"] is True
    assert rasa.turns == []


def test_forgetting_works_while_the_assistant_is_switched_off(service: Running) -> None:
    token = service.chat("hallo").json()["conversation"]
    (service.services.settings.state / "kill-switch").touch()
    assert service.chat("hallo").status_code == 503
    assert service.forget(token).status_code == 204


def test_a_forgotten_conversation_is_gone_from_every_store(service: Running, rasa: RasaStandIn) -> None:
    path = service.services.settings.state / "tracker.db"
    rasa.status = 503
    answer = service.chat(QUESTIONS["nl"]).json()
    service.post("/api/v1/feedback", json={"answer": answer["messages"][-1]["id"], "rating": "up", "comment": "top"})
    sender = rasa.turns[0]["sender"]
    fill(path, (sender, time.time(), "user text"), ("somebody-else", time.time(), "other text"))
    assert service.forget(answer["conversation"]).status_code == 204
    assert senders(path) == {"somebody-else"}
    assert b"user text" not in path.read_bytes()
    assert service.services.keeper.feedback.all() == []
    refused = service.chat("nog iets", conversation=answer["conversation"])
    assert (refused.status_code, refused.json()["type"]) == (401, "conversation-forgotten")


async def test_what_rasa_writes_after_the_forgetting_is_swept_away(service: Running, rasa: RasaStandIn) -> None:
    path = service.services.settings.state / "tracker.db"
    token = service.chat("hallo").json()["conversation"]
    service.forget(token)
    fill(path, (rasa.turns[0]["sender"], time.time(), "too late"))
    await service.services.sweep()
    assert senders(path) == set()


async def test_conversations_older_than_the_retention_are_swept_away(start: Callable[..., Running]) -> None:
    service = start(retention_hours=2)
    path = service.services.settings.state / "tracker.db"
    fill(path, ("old", time.time() - 7300, "a"), ("new", time.time() - 7100, "b"))
    await service.services.sweep()
    assert senders(path) == {"new"}


def test_a_rating_keeps_neither_conversation_nor_personal_data(service: Running, rasa: RasaStandIn) -> None:
    rasa.status = 503
    answer = service.chat(QUESTIONS["en"]).json()
    given = answer["messages"][-1]
    body = {"answer": given["id"], "rating": "down", "comment": "Call me: +31 6 12345678"}
    assert service.post("/api/v1/feedback", json=body).status_code == 204
    [rating] = service.services.keeper.feedback.all()
    assert answer["conversation"] not in str(rating)
    assert (rating.rating, rating.entry, rating.language) == ("down", given["entry"], "en")
    assert rating.comment == "Call me: […]"
    with closing(sqlite3.connect(service.services.settings.state / "feedback.db")) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(feedback)")]
    assert columns == ["answer", "rating", "comment", "entry", "language", "day", "owner", "owned_until"]


def test_logs_hold_neither_text_nor_conversation_nor_query_nor_address(
    service: Running, rasa: RasaStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)
    rasa.status = 500
    answer = service.chat("Mag een eenhoorn stage lopen in Hardenberg?").json()
    service.get("/api/v1/search?q=eenhoorn")
    service.forget(answer["conversation"])
    sender = rasa.turns[0]["sender"]
    assert eventually(lambda: "DELETE /api/v1/chat 204" in caplog.text)
    logged = caplog.text
    assert "POST /api/v1/chat 200" in logged
    for secret in ("eenhoorn", answer["conversation"], sender, "127.0.0.1", "q="):
        assert secret not in logged


def test_replies_limits_and_personal_data_are_counted(service: Running, rasa: RasaStandIn) -> None:
    service.chat("hallo")
    service.chat("jan@voorbeeld.nl")
    metrics = service.services.metrics.render().decode()
    assert 'grenswijzer_replies_total{kind="smalltalk",language="nl",status="small-talk"} 1.0' in metrics
    assert 'grenswijzer_personal_data_total{kind="email",outcome="refused"} 1.0' in metrics
    assert 'grenswijzer_turn_seconds_count{by="rasa"} 1.0' in metrics


def test_public_searches_do_not_keep_actions_waiting(start: Callable[..., Running], rasa: RasaStandIn) -> None:
    service = start(workers=1)
    busy, release = threading.Event(), threading.Event()

    def block() -> None:
        busy.set()
        release.wait(10)

    service.services._searches.submit(block)
    assert busy.wait(5)
    try:
        assert asyncio.run(service.services.act_in_thread(lambda: "ran")) == "ran"
    finally:
        release.set()
