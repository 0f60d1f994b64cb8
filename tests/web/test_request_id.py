"""One name for a request, from the proxy through the service and Rasa to the action."""

from __future__ import annotations

import json
import logging
import re

import httpx
import pytest

from tests.web.rasa_stand_in import RasaStandIn
from tests.web.running import ACTION_TOKEN, Running, eventually
from tests.web.test_internal_app import call
from web.logs import configure_logging
from web.request_id import HEADER, METADATA, current, take

NAME = "0123456789abcdef0123456789abcdef"


@pytest.mark.integration
def test_the_proxys_name_is_in_the_answer_and_goes_with_the_turn_to_rasa(service: Running, rasa: RasaStandIn) -> None:
    said = service.post("/api/v1/chat", json={"conversation": None, "message": "hallo"}, headers={HEADER: NAME})
    assert said.headers[HEADER] == NAME
    assert rasa.turns[-1]["metadata"][METADATA] == NAME


@pytest.mark.integration
@pytest.mark.parametrize("given", ["", "short", "x" * 32, NAME * 3, "0123456789abcdef\tx"])
def test_what_is_no_name_is_not_taken(service: Running, given: str) -> None:
    answer = service.get("/health", headers={HEADER: given})
    assert answer.headers[HEADER] != given
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers[HEADER])


@pytest.mark.integration
def test_lines_of_a_turn_and_of_its_action_carry_its_name(service: Running, caplog: pytest.LogCaptureFixture) -> None:
    names: list[str] = []

    def note(_: logging.LogRecord) -> bool:
        names.append(current())
        return True

    caplog.handler.addFilter(note)
    body = call("action_answer")
    body["tracker"]["latest_message"]["metadata"] = {METADATA: NAME}
    with caplog.at_level(logging.INFO, logger="web.access"):
        service.get("/health", headers={HEADER: NAME})
        address = f"{service.internal_url}/webhook?token={ACTION_TOKEN}"
        assert httpx.post(address, json=body, timeout=30).status_code == 200
        assert eventually(lambda: len(names) >= 2)
    assert names == [NAME, NAME]


@pytest.mark.unit
def test_a_line_for_machines_is_an_object_with_the_request(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    root.handlers = []
    try:
        configure_logging("json")
        take(NAME)
        logging.getLogger("web.test").warning("something %s", "happened")
    finally:
        root.handlers, root.level = before
    line = json.loads(capsys.readouterr().err)
    assert (line["level"], line["logger"], line["request"], line["message"]) == (
        "WARNING", "web.test", NAME, "something happened",
    )  # fmt: skip
