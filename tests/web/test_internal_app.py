"""The internal listener: Rasa's action webhook and the metrics."""

from __future__ import annotations

import logging
from typing import Any

import httpx
import pytest

from tests.web.running import ACTION_TOKEN, Running, eventually

pytestmark = pytest.mark.integration


def call(action: str, text: str = "Hoeveel uur mag ik werken naast mijn studie?") -> dict[str, Any]:
    """Return an action call as Rasa sends it."""
    return {
        "next_action": action,
        "sender_id": "someone",
        "tracker": {
            "sender_id": "someone",
            "slots": {},
            "latest_message": {
                "text": text,
                "intent": {"name": "ask", "confidence": 0.9},
                "entities": [],
                "metadata": {},
            },
            "latest_event_time": 1.0,
            "followup_action": None,
            "paused": False,
            "events": [],
            "latest_input_channel": "rest",
            "active_loop": {},
            "latest_action_name": "action_listen",
        },
        "domain": {"slots": {}, "responses": {}, "intents": [], "entities": [], "actions": [], "forms": {}},
        "version": "3.6.21",
    }


def post(service: Running, body: object, query: str = f"?token={ACTION_TOKEN}", **headers: str) -> httpx.Response:
    return httpx.post(f"{service.internal_url}/webhook{query}", json=body, headers=headers, timeout=30)


def test_an_action_runs_and_answers_with_its_reply(service: Running) -> None:
    response = post(service, call("action_answer"))
    assert response.status_code == 200
    answer = response.json()
    assert answer["responses"][-1]["custom"]["entry"] == "work-beside-study"
    assert any(event["event"] == "slot" for event in answer["events"])


def test_the_token_may_come_in_the_authorization_header(service: Running) -> None:
    assert post(service, call("action_answer"), "", Authorization=f"Bearer {ACTION_TOKEN}").status_code == 200


@pytest.mark.parametrize(
    "query", ["", "?token=", "?token=wrong", f"?token={ACTION_TOKEN}x", "?token=%C3%BC", "?Token=x"]
)
def test_nothing_runs_without_the_token(service: Running, query: str) -> None:
    assert post(service, call("action_answer"), query).status_code == 401


def test_an_unknown_action_is_not_found(service: Running) -> None:
    response = post(service, call("action_unheard_of"))
    assert response.status_code == 404
    assert response.json()["action_name"] == "action_unheard_of"


@pytest.mark.parametrize(
    "body", [[], {}, "x", {"next_action": "action_answer"}, {"next_action": "action_answer", "tracker": 1, "domain": 2}]
)
def test_a_body_that_is_no_action_call_is_refused(service: Running, body: object) -> None:
    response = post(service, body)
    assert response.status_code in {400, 500}
    assert response.headers["content-type"] == "application/problem+json"


def test_the_metrics_are_there_and_name_the_action(service: Running) -> None:
    post(service, call("action_answer"))
    metrics = httpx.get(f"{service.internal_url}/metrics").text
    assert 'grenswijzer_action_seconds_count{action="action_answer"} 1.0' in metrics
    assert "process_resident_memory_bytes" in metrics


@pytest.mark.parametrize("path", ["/", "/api/v1/chat", "/openapi.json", "/docs", "/health"])
def test_public_routes_do_not_exist_on_the_internal_port(service: Running, path: str) -> None:
    assert httpx.get(service.internal_url + path).status_code == 404


def test_the_token_is_never_logged(service: Running, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    post(service, call("action_answer"))
    assert eventually(lambda: "POST /webhook 200" in caplog.text)
    assert ACTION_TOKEN not in caplog.text
