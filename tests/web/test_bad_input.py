"""What a hostile or broken client can send: the answer is a 4xx or a polite reply, and Rasa never sees a command."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.web.rasa_stand_in import RasaStandIn, say
from tests.web.running import Running
from web.tokens import Tokens

pytestmark = pytest.mark.integration

JSON = {"Content-Type": "application/json"}


def assert_problem(response: httpx.Response, status: int, words: str = "") -> None:
    """Check that a response is a problem+json that says what is wrong."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem.keys() == {"type", "title", "status", "detail"}
    assert problem["status"] == status
    assert words in problem["detail"]


@pytest.mark.parametrize("message", ["", "   ", "\u2003", "\u200b\ufeff", "\x00\x01", "\u3164"])
def test_an_empty_message_is_refused(service: Running, message: str) -> None:
    assert_problem(service.chat(message), 422, "empty")


def test_a_message_of_500_characters_is_read_and_one_more_is_not(service: Running, rasa: RasaStandIn) -> None:
    assert service.chat("ja " * 166 + "ja").status_code == 200
    assert_problem(service.chat("a" * 501), 422, "501 characters")
    assert len(rasa.turns) == 1


def test_a_body_of_100_kb_is_refused(service: Running) -> None:
    assert_problem(service.chat("a" * 100_000), 413, "16 KB")


def test_a_large_body_without_announced_length_is_refused(service: Running) -> None:
    chunks = (b"x" * 5000 for _ in range(20))
    assert_problem(service.post("/api/v1/chat", content=chunks, headers=JSON), 413)


@pytest.mark.parametrize(
    "body",
    [b"\x00\xff\xfe\x80", b"{", b"", b"\xef\xbb\xbf{}", b"[" * 16000, b"nul", b'{"message": "a', b"1" * 16000],
)
def test_a_body_that_is_no_json_is_refused(service: Running, body: bytes) -> None:
    response = service.post("/api/v1/chat", content=body, headers=JSON)
    assert response.status_code in {400, 422}
    assert_problem(response, response.status_code)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ([], "dictionary"),
        ("hallo", "dictionary"),
        ({}, "either `message` or `payload`"),
        ({"message": "a", "payload": "b", "conversation": "c"}, "either `message` or `payload`"),
        ({"payload": "b"}, "belongs to a `conversation`"),
        ({"message": 5}, "`message`"),
        ({"message": ["/restart"]}, "`message`"),
        ({"message": {"text": "a"}}, "`message`"),
        ({"message": "a", "language": "xx"}, "'nl', 'de' or 'en'"),
        ({"message": "a", "language": "NL"}, "'nl', 'de' or 'en'"),
        ({"message": "a", "language": 1}, "`language`"),
        ({"message": "a", "sender": "someone-else"}, "`sender`"),
        ({"message": "a", "conversation": 7}, "`conversation`"),
        ({"message": "a", "conversation": ""}, "`conversation`"),
        ({"message": "a", "conversation": "x" * 2001}, "`conversation`"),
        ({"message": "a", "context": {"role": "admin"}}, "`context.role`"),
        ({"message": "a", "context": {"region": "/restart{}"}}, "`context.region`"),
        ({"message": "a", "context": {"region": "a" * 81}}, "`context.region`"),
        ({"message": "a", "context": {"slots": {}}}, "`context.slots`"),
    ],
)
def test_a_body_of_the_wrong_shape_is_refused_with_the_name_of_the_field(
    service: Running, rasa: RasaStandIn, body: Any, words: str
) -> None:
    assert_problem(service.post("/api/v1/chat", json=body), 422, words)
    assert rasa.turns == []


@pytest.mark.parametrize("sort", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_body_that_does_not_say_it_is_json_is_refused(service: Running, sort: str) -> None:
    response = service.post("/api/v1/chat", content=b'{"message": "a"}', headers={"Content-Type": sort})
    assert_problem(response, 415, "application/json")


@pytest.mark.parametrize(
    "token", ["forged", "a.b.c", "../../etc/passwd", "' OR 1=1 --", "IlwvcmVzdGFydCI.aaaaaa.bbbbbb", "ü"]
)
def test_a_forged_conversation_is_refused(service: Running, rasa: RasaStandIn, token: str) -> None:
    assert_problem(service.chat("hallo", conversation=token), 401, "not one of ours")
    assert rasa.turns == []


def test_a_conversation_signed_with_another_key_is_refused(service: Running) -> None:
    other = Tokens("a-key-that-is-not-ours", 3600)
    assert_problem(service.chat("hallo", conversation=other.sign_conversation(other.new_conversation())), 401)


@pytest.mark.parametrize(
    "text",
    [
        "/restart",
        " /greet",
        "\u2003/bye",
        '/ask{"language":"xx"}',
        "\ufeff/session_start",
        "\u200b\u200b/restart",
        "\n\t /restart",
        "／restart",
        "\x00/restart",
        "\u3164/restart",
        "/restart; DROP TABLE events",
        "//",
        "/",
    ],
)
def test_a_command_typed_as_text_gets_a_polite_reply_and_never_reaches_rasa(
    service: Running, rasa: RasaStandIn, text: str
) -> None:
    response = service.chat(text)
    assert response.status_code == 200
    assert response.json()["messages"][-1]["kind"] == "notice"
    assert "schuine streep" in response.json()["messages"][-1]["text"]
    assert rasa.turns == []


def test_what_reaches_rasa_of_a_message_holds_no_invisible_signs(service: Running, rasa: RasaStandIn) -> None:
    service.chat("\u2003Mag ik\u200b wer\u00adken?\x07\n")
    assert rasa.messages == ["Mag ik werken?"]


def test_a_lone_surrogate_does_not_break_the_turn(service: Running, rasa: RasaStandIn) -> None:
    body = b'{"message": "mag ik \\ud800 werken?"}'
    assert service.post("/api/v1/chat", content=body, headers=JSON).status_code == 200
    assert rasa.messages == ["mag ik werken?"]


BUTTONS = say({"text": "Kies", "buttons": [{"title": "Stage", "payload": '/choose{"choice": "a#b"}'}]})


def test_a_button_sends_its_own_payload_and_again_when_it_is_pressed_again(service: Running, rasa: RasaStandIn) -> None:
    rasa.answer = BUTTONS
    answer = service.chat("stage").json()
    [button] = answer["messages"][-1]["buttons"]
    assert "/choose" not in json.dumps(button)
    for _ in range(2):
        assert service.chat(payload=button["payload"], conversation=answer["conversation"]).status_code == 200
    assert rasa.messages == ["stage", '/choose{"choice": "a#b"}', '/choose{"choice": "a#b"}']


def test_a_button_of_another_conversation_is_refused(service: Running, rasa: RasaStandIn) -> None:
    rasa.answer = BUTTONS
    [button] = service.chat("stage").json()["messages"][-1]["buttons"]
    other = service.chat("stage").json()["conversation"]
    assert_problem(service.chat(payload=button["payload"], conversation=other), 400, "no button of this conversation")
    assert rasa.messages == ["stage", "stage"]


@pytest.mark.parametrize(
    "forge", [lambda _: "/restart", lambda p: p[:-4] + "AAAA", lambda _: "x.y.z", lambda p: p + "x"]
)
def test_a_forged_button_is_refused(service: Running, rasa: RasaStandIn, forge: Callable[[str], str]) -> None:
    rasa.answer = BUTTONS
    answer = service.chat("stage").json()
    forged = forge(answer["messages"][-1]["buttons"][0]["payload"])
    assert_problem(service.chat(payload=forged, conversation=answer["conversation"]), 400, "no button")
    assert rasa.messages == ["stage"]


def test_a_button_that_stands_for_a_text_is_asked_like_a_text(service: Running, rasa: RasaStandIn) -> None:
    rasa.answer = say({"text": "Bedoel je dit?", "buttons": [{"title": "Ja", "payload": "Wat is een TWV?"}]})
    answer = service.chat("twv").json()
    [button] = answer["messages"][-1]["buttons"]
    service.chat(payload=button["payload"], conversation=answer["conversation"])
    assert rasa.messages == ["twv", "Wat is een TWV?"]


@pytest.mark.parametrize(
    "path", ["/webhook", "/metrics", "/actions", "/conversations/x/tracker", "/model/parse", "/docs"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_inner_routes_do_not_exist_on_the_public_port(service: Running, path: str, method: str) -> None:
    assert_problem(httpx.request(method, service.url + path, json={"next_action": "action_answer"}), 404)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({}, "`q`"),
        ({"q": ""}, "`q`"),
        ({"q": "\u2003"}, "empty"),
        ({"q": "a" * 501}, "501 characters"),
        ({"q": "a", "lang": "fr"}, "`lang`"),
        ({"q": "a", "topic": "cooking"}, "`topic`"),
        ({"q": "a", "kind": "recipe"}, "`kind`"),
        ({"q": "a", "audience": "everyone"}, "`audience`"),
        ({"q": "a", "as_of": "yesterday"}, "`as_of`: a date is written YYYY-MM-DD, such as 2016-03-31."),
        ({"q": "a", "as_of": "1700000000"}, "`as_of`: a date is written YYYY-MM-DD, such as 2016-03-31."),
        ({"q": "a", "as_of": "2016-03-31T00:00:00"}, "`as_of`: a date is written YYYY-MM-DD"),
        ({"q": "a", "as_of": ""}, "`as_of`: a date is written YYYY-MM-DD"),
        ({"q": "a", "as_of": "2025-02-30"}, "`as_of`: the calendar has no such day"),
        ({"q": "a", "limit": "0"}, "`limit`"),
        ({"q": "a", "limit": "51"}, "`limit`"),
        ({"q": "a", "limit": "many"}, "`limit`"),
        ({"q": "a", "region": "b" * 81}, "`region`"),
    ],
)
def test_a_wrong_search_is_refused(service: Running, query: dict[str, str], words: str) -> None:
    assert_problem(service.get("/api/v1/search", params=query), 422, words)


@pytest.mark.parametrize("path", ["/api/v1/search?q=%00%ff%ed%a0%80&limit=1", "/api/v1/search?q=%2Frestart&limit=1"])
def test_odd_bytes_in_a_query_are_searched_or_refused(service: Running, path: str) -> None:
    assert service.get(path).status_code in {200, 422}


@pytest.mark.parametrize("entry", ["../secret", "..%2f..%2fetc%2fpasswd", "A", "x" * 81, "no-such-entry", "%00"])
def test_an_unknown_or_odd_entry_is_refused(service: Running, entry: str) -> None:
    response = service.get(f"/api/v1/entries/{entry}")
    assert response.status_code in {404, 422}
    assert_problem(response, response.status_code)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"answer": "unknown", "rating": "up"},
        {"answer": "unknown", "rating": "sideways"},
        {"answer": 5, "rating": "up"},
        {"answer": "x" * 65, "rating": "up"},
        {"answer": "unknown", "rating": "up", "entry": "ind"},
    ],
)
def test_feedback_on_nothing_is_refused(service: Running, body: dict[str, Any]) -> None:
    response = service.post("/api/v1/feedback", json=body)
    assert response.status_code in {404, 422}
    assert_problem(response, response.status_code)


@pytest.mark.parametrize("header", [None, "", "Bearer", "Basic abc", "Bearer forged", "Bearer a b c"])
def test_nothing_is_forgotten_without_a_token(service: Running, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    assert_problem(httpx.delete(service.url + "/api/v1/chat", headers=headers), 401)
