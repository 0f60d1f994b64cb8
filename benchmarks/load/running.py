"""The production profile for a load: started with a state of its own, and seen from inside."""

from __future__ import annotations

import re
import ssl
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from setup.production.programs import free_ports
from setup.production.stack import ProductionStack, Size

#: All users come from one address; what one conversation may do is left as it is but for those who never think.
SETTINGS = {"GRENSWIJZER_RATE_ADDRESS": "10000000/minute", "GRENSWIJZER_RATE_CONVERSATION": "10000/minute"}
QUESTION = "Hoeveel uur mag een student uit India werken naast de studie?"
RECOVERS_WITHIN_S = 60.0
#: It has recovered when so many turns in a row are answered by the bot, each within so many seconds.
IN_A_ROW, SOON_S = 5, 1.0
_TURNS = re.compile(r'^grenswijzer_turn_seconds_count\{by="(\w+)"\} (\S+)$', re.MULTILINE)


@contextmanager
def production(size: Size) -> Iterator[ProductionStack]:
    """Run it while the context lasts.

    Raises:
        SetupError: a program is missing, or does not start.
    """
    with tempfile.TemporaryDirectory(prefix="grenswijzer-load-") as folder:
        stack = ProductionStack(Path(folder), free_ports(1)[0], size, SETTINGS)
        try:
            stack.start()
            yield stack
        finally:
            stack.stop()


def answered_by(stack: ProductionStack) -> dict[str, float]:
    """Return how many turns were answered so far by the bot (`rasa`), by search, and by a hand-over (`fallback`)."""
    counted = {"rasa": 0.0, "search": 0.0, "fallback": 0.0}
    for address in stack.internal:
        for by, count in _TURNS.findall(httpx.get(f"{address}/metrics", timeout=30, trust_env=False).text):
            counted[by] += float(count)
    return counted


def recovery_s(stack: ProductionStack) -> float:
    """Return after how many seconds from now turns are answered as ever; infinity where they are not in a minute."""
    context = ssl.create_default_context(cafile=str(stack.nginx.certificate))
    began = time.monotonic()
    since, well = began, 0
    with httpx.Client(base_url=stack.address, verify=context, timeout=30, trust_env=False) as client:
        while time.monotonic() - began < RECOVERS_WITHIN_S:
            started = time.monotonic()
            # A check can begin where the bot answers, and nowhere else.
            reply = client.post("/api/v1/chat", json={"message": "Start de vergunningcheck", "language": "nl"})
            took = time.monotonic() - started
            if reply.status_code == 200 and took < SOON_S and reply.json()["messages"][-1]["kind"] == "form":
                well += 1
                if well == IN_A_ROW:
                    return since - began
            else:
                since, well = time.monotonic(), 0
    return float("inf")
