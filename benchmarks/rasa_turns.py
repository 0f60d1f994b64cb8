"""Answer questions with a trained Rasa model, in the bot's environment: one JSON line in, one out.

    .venv/bot/bin/python -m benchmarks.rasa_turns MODEL

In: a question as a JSON string. Out: `{"seconds": ..., "intent": ..., "keys": [response keys, best first]}`. An empty
line asks for `{"rss_mib": ..., "peak_mib": ...}`. The first line out says `{"ready": true}`.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from rasa.core.agent import Agent


def memory() -> dict[str, float]:
    """Return what this process holds now and held at most, in MiB."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    fields = dict(line.split(":", maxsplit=1) for line in lines if ":" in line)
    return {key: int(fields[name].split()[0]) / 1024 for key, name in (("rss_mib", "VmRSS"), ("peak_mib", "VmHWM"))}


async def turn(agent: Agent, number: int, question: str) -> dict[str, Any]:
    """Let the bot answer `question` in a conversation of its own."""
    began = time.perf_counter()
    await agent.handle_text(question, sender_id=f"benchmark-{number}")
    seconds = time.perf_counter() - began
    tracker = await agent.tracker_store.retrieve(f"benchmark-{number}")
    parsed = tracker.latest_message.parse_data if tracker and tracker.latest_message else {}
    ranking = parsed.get("response_selector", {}).get("faq", {}).get("ranking", [])
    return {
        "seconds": seconds,
        "intent": parsed.get("intent", {}).get("name"),
        "keys": [one["intent_response_key"] for one in ranking],
    }


async def serve(model: str, out: TextIO) -> None:
    """Answer until standard input ends."""
    from rasa.core.agent import load_agent
    from rasa.utils.log_utils import configure_structlog

    # As `rasa run` does: without it every step of a turn is written out, which takes longer than the turn.
    logging.getLogger().setLevel(logging.WARNING)
    configure_structlog(logging.WARNING)
    agent = await load_agent(model_path=model)

    def say(answer: Any) -> None:
        out.write(json.dumps(answer) + "\n")
        out.flush()

    say({"ready": agent.is_ready()})
    for number, line in enumerate(sys.stdin):
        say(await turn(agent, number, json.loads(line)) if line.strip() else memory())


def main() -> None:
    """Keep standard output for the answers: Rasa and TensorFlow write to it too."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    asyncio.run(serve(sys.argv[1], out))


if __name__ == "__main__":
    main()
