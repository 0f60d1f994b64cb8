"""What is kept of turns for editors, what never is, and that keeping it costs nobody an answer."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from knowledge.assistant import Assistant
from knowledge.own_site import OwnSite, SiteOptions
from tests.web.rasa_stand_in import RasaStandIn, say
from tests.web.running import Running, eventually, running_service
from tests.web.test_chat import QUESTIONS
from web.conversations import GivenAnswer
from web.stores import FeedbackStore, Question, QuestionStore, UsageStore

pytestmark = pytest.mark.integration

UNANSWERED = "Mag ik met een kameel over de dijk rijden?"
EVER = (dt.date(2000, 1, 1), dt.date(2100, 1, 1))


def message(status: str, kind: str = "answer", **fields: Any) -> dict[str, Any]:
    """What Rasa hands on of a message of an action."""
    return {"custom": {"id": f"id-{time.monotonic_ns()}", "text": "Tekst.", "kind": kind, "status": status, **fields}}


NOTHING_FOUND = message("handover-nothing-found", "handover")
CHOICES = {"buttons": [{"title": "Uren", "payload": '/choose{"choice": "work-beside-study#summary"}'}]}


def kept(service: Running) -> list[Question]:
    """What is kept once all is written that was asked to be."""
    keeper = service.services.keeper
    keeper.writer._thread.submit(lambda: None).result(5)
    return keeper.questions.newest(100)


def rate(service: Running, answer: dict[str, Any], rating: str = "down", **fields: Any) -> None:
    body = {"answer": answer["messages"][-1]["id"], "rating": rating, **fields}
    assert service.post("/api/v1/feedback", json=body).status_code == 204


@pytest.fixture
def sites(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """One site that is known."""
    monkeypatch.setattr(assistant, "site", OwnSite({}, frozenset(), {"alfa-college": SiteOptions()}))


@pytest.mark.parametrize(
    "item",
    [NOTHING_FOUND, message("clarified", "clarify", **CHOICES), message("fallback-error", "notice")],
    ids=["nothing found", "clarified", "fallback"],
)
def test_a_question_without_an_answer_is_kept_as_it_was_masked(
    service: Running, rasa: RasaStandIn, sites: None, item: dict[str, Any]
) -> None:
    rasa.answer = say(item)
    answer = service.chat(f"Ik ben Jan Jansen (0687654321). {UNANSWERED}", context={"site": "Alfa-College"}).json()
    [question] = kept(service)
    assert question.text.endswith(UNANSWERED)
    assert "Jansen" not in question.text and "0687654321" not in question.text
    assert (question.language, question.site) == (answer["messages"][-1]["language"], "alfa-college")
    assert question.status == item["custom"]["status"]
    assert question.day == service.services.assistant.today()
    assert not question.rated_down


@pytest.mark.parametrize(
    "item",
    [
        message("answered", entry="work-beside-study"),
        message("small-talk", "smalltalk"),
        message("refused-abuse", "smalltalk"),
        message("handover-asked-for-person", "handover"),
        message("handover-urgent", "handover"),
        message("form", "form", progress={"step": 1, "of": 4}),
        # "Put it in other words" is the answer to "that does not help", which is no question.
        message("clarified", "clarify", buttons=[{"title": "Mens", "payload": "/ask_person"}]),
    ],
    ids=lambda item: f"{item['custom']['status']} {item['custom']['kind']}",
)
def test_nothing_is_kept_of_what_was_answered_or_asked_for_nothing(
    service: Running, rasa: RasaStandIn, item: dict[str, Any]
) -> None:
    rasa.answer = say(item)
    service.chat(UNANSWERED)
    assert kept(service) == []


def test_a_part_without_an_answer_beside_one_that_was_answered_is_not_kept(service: Running, rasa: RasaStandIn) -> None:
    rasa.answer = say(message("answered"), NOTHING_FOUND)
    service.chat(UNANSWERED)
    assert kept(service) == []


@pytest.mark.parametrize("text", ["jan@voorbeeld.nl", "/start_over", "???", "123 456", "Ik wil niet meer leven"])
def test_personal_data_commands_cries_for_help_and_what_has_no_letters_are_never_kept(
    service: Running, rasa: RasaStandIn, text: str
) -> None:
    rasa.answer = say(NOTHING_FOUND)
    answer = service.chat(text).json()
    if answer["messages"][-1]["kind"] != "notice":
        rate(service, answer)
    assert kept(service) == []


def test_what_is_typed_into_a_check_is_never_kept_and_what_is_asked_after_it_is(
    service: Running, rasa: RasaStandIn
) -> None:
    rasa.answer = say(message("form", "form", progress={"step": 1, "of": 4}))
    token = service.chat("Heb ik een vergunning nodig?").json()["conversation"]
    rasa.answer = say(NOTHING_FOUND)
    service.chat("Ik kom uit Wakanda", conversation=token)
    assert kept(service) == []
    rasa.answer = say(message("form", "form", record="/checks/permit"))
    service.chat("Uit China dan", conversation=token)
    rasa.answer = say(NOTHING_FOUND)
    service.chat(UNANSWERED, conversation=token)
    assert [question.text for question in kept(service)] == [UNANSWERED]


def test_a_button_is_no_question(service: Running, rasa: RasaStandIn) -> None:
    rasa.answer = say(message("clarified", "clarify", **CHOICES))
    answer = service.chat("uren?").json()
    rasa.answer = say(NOTHING_FOUND)
    service.chat(payload=answer["messages"][-1]["buttons"][0]["payload"], conversation=answer["conversation"])
    assert [question.text for question in kept(service)] == ["uren?"]


def test_the_question_of_an_answer_that_is_rated_down_is_kept_until_it_is_rated_up(
    service: Running, rasa: RasaStandIn
) -> None:
    rasa.answer = say(message("answered", entry="work-beside-study"))
    answer = service.chat("Ik heet Fatima Voorbeeld, hoeveel uur mag ik werken?").json()
    rate(service, answer, comment="Klopt niet, bel +31 6 12345678")
    [question] = kept(service)
    assert question.rated_down
    assert (question.entry, question.status) == ("work-beside-study", "answered")
    assert "Fatima" not in question.text and question.text.endswith("hoeveel uur mag ik werken?")
    [rating] = service.services.keeper.feedback.all()
    assert (rating.answer, rating.comment) == (question.answer, "Klopt niet, bel […]")
    rate(service, answer, "up")
    assert kept(service) == []
    assert service.services.keeper.feedback.all()[0].rating == "up"


def test_a_question_without_an_answer_stays_when_its_hand_over_was_welcome(service: Running, rasa: RasaStandIn) -> None:
    rasa.answer = say(message("handover-nothing-found", "handover"))
    answer = service.chat(UNANSWERED).json()
    for rating in ("down", "up"):
        rate(service, answer, rating)
        assert [question.rated_down for question in kept(service)] == [rating == "down"]


def remembered(service: Running, answer: dict[str, Any]) -> GivenAnswer | None:
    found = asyncio.run(service.services.conversations.answer(answer["messages"][-1]["id"]))
    return found[1] if found else None


def test_with_0_days_no_question_is_ever_kept_or_remembered(start: Callable[..., Running], rasa: RasaStandIn) -> None:
    service = start(question_days=0)
    rasa.answer = say(NOTHING_FOUND)
    service.chat(UNANSWERED)
    rasa.answer = say(message("answered"))
    answer = service.chat(QUESTIONS["nl"]).json()
    given = remembered(service, answer)
    assert given and given.question is None
    rate(service, answer)
    assert kept(service) == []
    assert len(service.services.keeper.feedback.all()) == 1


async def test_questions_and_owners_go_when_their_time_has_come(
    start: Callable[..., Running], rasa: RasaStandIn, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = start(question_days=7, retention_hours=1)
    rasa.answer = say(message("handover-nothing-found", "handover"))
    rate(service, service.chat(UNANSWERED).json())
    services, now, today = service.services, time.time(), assistant.today()
    await services.sweep()
    assert [question.owner is None for question in kept(service)] == [False]
    monkeypatch.setattr(time, "time", lambda: now + 3700)
    await services.sweep()
    assert [question.owner for question in kept(service)] == [None]
    assert [rating.owner for rating in services.keeper.feedback.all()] == [None]
    for days, left in ((6, 1), (7, 0)):
        monkeypatch.setattr(assistant, "today", lambda days=days: today + dt.timedelta(days=days))
        await services.sweep()
        assert len(kept(service)) == left
    assert services.keeper.feedback.all()
    monkeypatch.setattr(assistant, "today", lambda: today + dt.timedelta(days=401))
    await services.sweep()
    assert services.keeper.feedback.all() == []
    assert services.keeper.usage.rows(*EVER) == []


def test_forgetting_deletes_questions_and_ratings_of_this_conversation_alone(
    service: Running, rasa: RasaStandIn
) -> None:
    rasa.answer = say(message("handover-nothing-found", "handover"))
    mine = service.chat("Mijn vraag over kamelen?").json()
    theirs = service.chat("Hun vraag over lama's?").json()
    rate(service, mine)
    rate(service, theirs)
    assert service.forget(mine["conversation"]).status_code == 204
    assert [question.text for question in kept(service)] == ["Hun vraag over lama's?"]
    assert [rating.answer for rating in service.services.keeper.feedback.all()] == [theirs["messages"][-1]["id"]]
    content = (service.services.settings.state / "questions.db").read_bytes()
    assert b"kamelen" not in content


def test_forgetting_deletes_what_was_kept_before_a_restart(
    start: Callable[..., Running], rasa: RasaStandIn, tmp_path: Path
) -> None:
    before = start()
    rasa.answer = say(message("handover-nothing-found", "handover"))
    answer = before.chat(UNANSWERED).json()
    rate(before, answer, comment="Jammer")
    assert len(kept(before)) == 1
    # Another process on the same folder and with the same key remembers nothing of the conversation.
    after = start()
    assert remembered(after, answer) is None
    assert after.forget(answer["conversation"]).status_code == 204
    assert QuestionStore(tmp_path / "questions.db").count() == 0
    assert FeedbackStore(tmp_path / "feedback.db").all() == []


def test_neither_file_holds_the_id_of_the_conversation(service: Running, rasa: RasaStandIn) -> None:
    rasa.answer = say(message("handover-nothing-found", "handover"))
    rate(service, service.chat(UNANSWERED).json())
    assert len(kept(service)) == 1
    [turn] = rasa.turns
    for name in ("questions.db", "feedback.db", "usage.db"):
        assert turn["sender"].encode() not in (service.services.settings.state / name).read_bytes()


def full(*_: object) -> None:
    raise OperationalError("INSERT INTO questions", {}, OSError("No space left on device"))


def test_a_full_disk_loses_no_turn_and_is_counted(
    service: Running, rasa: RasaStandIn, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    keeper = service.services.keeper
    rasa.answer = say(NOTHING_FOUND)
    with monkeypatch.context() as patch:
        patch.setattr(keeper.questions, "save", full)
        patch.setattr(keeper.usage, "_write", full)
        response = service.chat(UNANSWERED)
        keeper.flush()
        assert kept(service) == []
    assert response.json()["messages"][-1]["status"] == "handover-nothing-found"
    metrics = service.services.metrics.render().decode()
    assert 'grenswijzer_unwritten_total{what="question"} 1.0' in metrics
    assert 'grenswijzer_unwritten_total{what="usage"} 1.0' in metrics
    assert "kameel" not in caplog.text
    service.chat("En met een lama?")
    assert [question.text for question in kept(service)] == ["En met een lama?"]
    assert sum(row.count for row in keeper.usage.rows(*EVER) if row.kind == "handover") == 2


def test_a_database_that_is_locked_slows_no_turn_down(service: Running, rasa: RasaStandIn) -> None:
    keeper = service.services.keeper
    rasa.answer = say(NOTHING_FOUND)
    with keeper.questions._engine.connect() as connection:
        connection.exec_driver_sql("BEGIN EXCLUSIVE")
        started = time.monotonic()
        assert service.chat(UNANSWERED).status_code == 200
        assert time.monotonic() - started < 2
        connection.rollback()
    assert eventually(lambda: len(kept(service)) == 1)


def test_each_reply_is_counted_once_by_day_site_language_topic_and_status(
    service: Running, rasa: RasaStandIn, sites: None, assistant: Assistant
) -> None:
    rasa.answer = say(message("answered", entry="work-beside-study", language="de"))
    for site in (None, "alfa-college", "Alfa-College", "made up by somebody"):
        answer = service.chat(QUESTIONS["de"], context={"site": site}).json()
    service.chat(QUESTIONS["de"], conversation=answer["conversation"])
    service.chat("jan@voorbeeld.nl")
    rows = service.services.keeper.usage.rows(*EVER)
    topic = str(assistant.entries["work-beside-study"].topics[0])
    counted = Counter[tuple[str, str, str]]()
    for row in rows:
        counted[row.site, row.kind, row.status] += row.count
    assert counted == {
        ("", "conversation", ""): 2,
        ("alfa-college", "conversation", ""): 2,
        ("other", "conversation", ""): 1,
        ("", "answer", "answered"): 2,
        ("alfa-college", "answer", "answered"): 2,
        ("other", "answer", "answered"): 1,
        ("", "notice", "refused-personal-data"): 1,
    }
    answered = [row for row in rows if row.status == "answered"]
    assert {(row.day, row.language, row.topic, row.entry, row.source) for row in answered} == {
        (assistant.today(), "de", topic, "work-beside-study", "chat")
    }


def test_the_page_without_javascript_is_a_site_of_its_own(service: Running, rasa: RasaStandIn) -> None:
    service.post("/plain", data={"message": QUESTIONS["nl"]})
    assert {(row.site, row.source) for row in service.services.keeper.usage.rows(*EVER)} == {("plain", "plain")}


def test_counts_are_written_at_the_end(assistant: Assistant, rasa: RasaStandIn, tmp_path: Path) -> None:
    with running_service(assistant, tmp_path, rasa.url) as service:
        service.chat(QUESTIONS["nl"])
        assert service.services.keeper.usage.rows(*EVER)
        assert UsageStore(tmp_path / "usage.db").rows(*EVER) == []
    assert UsageStore(tmp_path / "usage.db").rows(*EVER)
