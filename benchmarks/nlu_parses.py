"""Read messages with a trained Rasa model, in the bot's environment.

    .venv/bot/bin/python -m benchmarks.nlu_parses MODEL < messages.jsonl

In: messages, each a JSON string on a line. Out: for each `{"intent": ..., "entities": [{"entity": ..., "value": ...}],
"seconds": ...}`.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import time
from typing import TextIO


async def parse_all(model: str, out: TextIO) -> None:
    """Read standard input to its end."""
    from rasa.core.agent import load_agent
    from rasa.core.channels.channel import UserMessage
    from rasa.utils.log_utils import configure_structlog

    logging.getLogger().setLevel(logging.WARNING)
    configure_structlog(logging.WARNING)
    agent = await load_agent(model_path=model)
    for line in sys.stdin:
        began = time.perf_counter()
        parsed = await agent.processor.parse_message(UserMessage(json.loads(line)))
        seconds = time.perf_counter() - began
        entities = [{key: entity[key] for key in ("entity", "value")} for entity in parsed["entities"]]
        out.write(json.dumps({"intent": parsed["intent"]["name"], "entities": entities, "seconds": seconds}) + "\n")


def main() -> None:
    """Keep standard output for the answers: Rasa and TensorFlow write to it too."""
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as out:
        os.dup2(2, 1)
        asyncio.run(parse_all(sys.argv[1], out))


if __name__ == "__main__":
    main()
