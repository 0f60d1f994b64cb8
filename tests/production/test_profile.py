"""What the production profile promises while all of it runs."""

from __future__ import annotations

import concurrent.futures
import re
from pathlib import Path

import httpx
import psycopg
import pytest
import redis

from tests.production.conftest import Production

pytestmark = [pytest.mark.servers, pytest.mark.rasa]

QUESTION = "Hoeveel uur mag een student uit India werken naast de studie?"


def test_a_conversation_goes_on_whichever_service_and_bot_takes_its_turns(production: Production) -> None:
    said = production.say("Start de vergunningcheck", language="nl")
    steps = []
    while progress := said["messages"][-1]["progress"]:
        steps.append(progress["step"])
        said = production.press(said)
    assert steps == list(range(1, len(steps) + 1))
    # Its outcome, with the page to keep.
    assert said["messages"][-1]["record"]
    for server in production.stack.services:
        assert "POST /api/v1/chat 200" in server.log.read_text()


def test_many_conversations_at_once_stay_apart(production: Production) -> None:
    questions = {
        "nl": "Wat is het zoekjaar?",
        "de": "Was ist das Orientierungsjahr?",
        "en": "What is the orientation year?",
    }

    def talk(number: int) -> tuple[str, str]:
        language = list(questions)[number % 3]
        first = production.say(questions[language])
        again = production.say(questions[language], conversation=first["conversation"])
        return language, again["language"]

    with concurrent.futures.ThreadPoolExecutor(6) as threads:
        talks = list(threads.map(talk, range(24)))
    assert all(asked == answered for asked, answered in talks)


def test_forgetting_empties_every_store(production: Production) -> None:
    said = production.say("Mag ik met kamelen over de grens naar mijn stage?")
    token = said["conversation"]
    answer = said["messages"][-1]["id"]
    rated = {"answer": answer, "rating": "down", "comment": "Jammer van de kamelen"}
    assert production.client.post("/api/v1/feedback", json=rated).status_code == 204
    assert _mentions(production, "kamelen")
    headers = {"Authorization": f"Bearer {token}"}
    assert production.client.delete("/api/v1/chat", headers=headers).status_code == 204
    production.eventually(lambda: not _mentions(production, "kamelen"))
    # Whichever service is asked knows it.
    for _ in range(4):
        assert production.chat("hallo", conversation=token).status_code == 401
    assert production.client.post("/api/v1/feedback", json=rated).status_code == 404


def _mentions(production: Production, word: str) -> list[str]:
    """Return where `word` stands in PostgreSQL, in Redis and in the logs."""
    found = []
    with psycopg.connect(production.stack.postgresql.url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608 - a name of the catalogue
            found += [table for row in rows if word in str(row)]
    with redis.Redis.from_url(production.stack.redis.url, decode_responses=True) as client:
        for key in client.scan_iter():
            content = client.get(key) if client.type(key) == "string" else client.hgetall(key)
            found += [key] if word in f"{key} {content}" else []
    files = production.stack.state.rglob("*.log")
    return found + [str(file) for file in files if word in file.read_text(errors="replace")]


def test_nothing_stays_in_redis_for_good(production: Production) -> None:
    production.say(QUESTION)
    with redis.Redis.from_url(production.stack.redis.url) as client:
        keys = list(client.scan_iter())
        assert keys
        assert [key for key in keys if client.ttl(key) == -1] == []


def test_logs_hold_no_question_no_address_and_no_conversation(production: Production, state: Path) -> None:
    said = production.say(QUESTION)
    production.client.get("/api/v1/search", params={"q": "kruidenierswinkel"})
    logs = "\n".join(path.read_text(errors="replace") for path in state.rglob("*.log"))
    for private in (QUESTION, "kruidenierswinkel", said["conversation"]):
        assert private not in logs
    access = (state / "nginx" / "access.log").read_text()
    assert len(access.splitlines()) > 5
    assert "127.0.0.1" not in access


def test_what_is_internal_does_not_exist_outside(production: Production) -> None:
    for path in ("/webhook", "/metrics", "/webhooks/rest/webhook", "/conversations/x/tracker", "/model/parse"):
        assert production.client.post(path).status_code in {404, 405}, path
        assert production.client.get(path).status_code in {404, 405}, path


def test_the_front_speaks_tls_alone_and_says_so(production: Production) -> None:
    response = production.client.get("/health")
    assert response.http_version == "HTTP/1.1"
    assert "max-age" in response.headers["strict-transport-security"]
    assert "server" not in response.headers or not re.search(r"\d", response.headers["server"])
    with pytest.raises(httpx.HTTPError):
        httpx.get(production.stack.address.replace("https", "http") + "/health").raise_for_status()


def test_files_of_a_version_come_from_the_cache_and_conversations_never(production: Production) -> None:
    script = re.search(r"/widget/[\d.]+", production.client.get("/widget/frame").text)
    assert script
    address = f"{script[0]}/frame.js"
    assert [production.client.get(address).headers["x-cache"] for _ in range(2)][1] == "HIT"
    for _ in range(2):
        assert production.client.get("/widget/frame").headers.get("x-cache") != "HIT"


def test_the_console_signs_in_behind_the_proxy_with_one_session_for_all_services(production: Production) -> None:
    page = production.client.get("/adviser/sign-in")
    assert page.status_code == 200
    assert "Secure" in page.headers["set-cookie"]
