"""More users than can be served: those who are not are told when to come again, and soon after all is as before."""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.production.conftest import Production

pytestmark = [pytest.mark.servers, pytest.mark.rasa]

QUESTION = "Hoeveel uur mag een student uit India werken naast de studie?"
#: Both services have 32 places each, and who waits for one longer than two seconds is turned away.
AT_ONCE = 200
LASTS_S = 12.0
RECOVERS_WITHIN_S = 10.0
SOON_S = 1.0


def test_past_saturation_who_is_turned_away_is_told_and_it_recovers(production: Production) -> None:
    over = threading.Event()
    statuses: Counter[int] = Counter()
    untold: list[httpx.Response] = []

    def ask_on() -> None:
        while not over.is_set():
            response = production.chat(QUESTION)
            statuses[response.status_code] += 1
            if response.status_code != 200 and not response.headers.get("Retry-After", "").isdigit():
                untold.append(response)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in range(AT_ONCE):
            pool.submit(ask_on)
        time.sleep(LASTS_S)
        over.set()
    assert set(statuses) == {200, 429}, statuses
    assert untold == []
    assert _recovered_after_s(production) < RECOVERS_WITHIN_S


def _recovered_after_s(production: Production) -> float:
    """Return after how many seconds turns were answered by the bot again, one after the other, without waiting."""
    began = since = time.monotonic()
    for _ in range(5):
        started = time.monotonic()
        reply = production.say("Start de vergunningcheck", language="nl")["messages"][-1]
        if reply["kind"] != "form" or time.monotonic() - started > SOON_S:
            since = time.monotonic()
    return since - began
