"""What an operator does in a hurry, once, in one place: every service does it at once, and none is started anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.production.conftest import Production
from tests.support import within

pytestmark = [pytest.mark.servers, pytest.mark.rasa]

QUESTION = "Hoeveel uur mag een student uit India werken naast de studie?"
BANNER = "nl: Maandag zijn we dicht.\nde: Montag ist geschlossen.\nen: We are closed on Monday.\n"
#: Files are looked at with each request: this is for a slow machine.
AT_ONCE_S = 3.0


@pytest.fixture
def services(production: Production, state: Path) -> Iterator[list[httpx.Client]]:
    """Each service, asked past nginx; that none of them was started anew is seen to at the end."""
    before = [server.process.pid for server in production.stack.services if server.process]
    configuration = (state / "nginx" / "grenswijzer.conf").read_text(encoding="utf-8")
    block = re.findall(r"^upstream grenswijzer_services \{(.*?)^\}", configuration, re.M | re.S)[0]
    clients = [httpx.Client(base_url=f"http://{address}") for address in re.findall(r"server (\S+)", block)]
    assert len(clients) == len(before) == 2
    yield clients
    for client in clients:
        client.close()
    assert [server.process.pid for server in production.stack.services if server.process] == before
    assert not any(server.has_ended for server in production.stack.services)


def statuses(clients: list[httpx.Client]) -> list[int]:
    return [client.post("/api/v1/chat", json={"message": QUESTION}, timeout=30).status_code for client in clients]


def test_one_file_switches_chat_and_search_off_on_every_service_and_on_again(
    production: Production, services: list[httpx.Client], state: Path
) -> None:
    token = production.say(QUESTION)["conversation"]
    switch = state / "kill-switch"
    switch.touch()
    try:
        assert within(AT_ONCE_S, lambda: statuses(services) == [503, 503])
        for client in (*services, production.client):
            refused = client.post("/api/v1/chat", json={"message": QUESTION}, headers={"Accept-Language": "de"})
            assert refused.status_code == 503
            # A sentence for who asked, in the language of the browser; nginx puts nothing in its place.
            assert refused.json()["type"] == "paused"
            assert int(refused.headers["Retry-After"]) > 0
            assert client.get("/api/v1/search", params={"q": "stage"}).status_code == 503
            assert client.get("/health").json()["paused"] is True
        # A right is not switched off.
        forgotten = production.client.delete("/api/v1/chat", headers={"Authorization": f"Bearer {token}"})
        assert forgotten.status_code == 204
    finally:
        switch.unlink()
    assert within(AT_ONCE_S, lambda: statuses(services) == [200, 200])
    assert production.say(QUESTION)["messages"][-1]["kind"] == "answer"


def test_one_file_puts_a_sentence_above_the_chat_of_every_service(
    production: Production, services: list[httpx.Client], state: Path
) -> None:
    def shown(sentence: str, language: str) -> list[bool]:
        # Through nginx as often as there are services, which take turns.
        clients = [*services, production.client, production.client]
        return [sentence in client.get("/widget/frame", params={"lang": language}).text for client in clients]

    banner = state / "banner.yml"
    banner.write_text(BANNER, encoding="utf-8")
    try:
        assert within(AT_ONCE_S, lambda: all(shown("Maandag zijn we dicht.", "nl")))
        assert all(shown("Montag ist geschlossen.", "de"))
        assert all(shown("We are closed on Monday.", "en"))
        # A slip in it leaves it out, and takes nothing else away.
        banner.write_text("nl: [", encoding="utf-8")
        assert within(AT_ONCE_S, lambda: not any(shown("Maandag zijn we dicht.", "nl")))
        assert statuses(services) == [200, 200]
    finally:
        banner.unlink()
    assert within(AT_ONCE_S, lambda: not any(shown("Maandag zijn we dicht.", "nl")))
