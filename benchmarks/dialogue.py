"""The same conversations with our bot, and with one of DIET and TED in the places of our classifier and our rules.

Both run at once, each with a service of its own, and take the conversations in turn. The other bot is trained once (a
quarter of an hour) and kept in models/learnt-bot/.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.progress import track

from benchmarks import dialogue_report
from benchmarks.learnt_bot import EPOCHS, trained
from benchmarks.nlu import BotFailed, intents, messages_with_intents, parse
from benchmarks.options import benchmark_parser
from benchmarks.rasa_peer import RasaFailed, rasa_version
from benchmarks.reporting import command, machine
from benchmarks.speed.figures import ratio, spread
from evaluation.client import Client
from evaluation.errors import EvaluationError
from evaluation.measuring import hold_dialogue
from evaluation.memory import pid_at, read_process
from evaluation.questions import read_dialogues
from evaluation.starting import lift_limits
from evaluation.talks import hold, read_talks
from knowledge.clock import clock_from_environment
from knowledge.loading import KnowledgeError
from setup.builds import rasa_model
from setup.errors import SetupError
from setup.evaluating import on_free_ports
from setup.paths import read_settings
from setup.stack import Stack, bot_command

OURS, LEARNT = "ours", "DIET and TED"


@dataclass
class Side:
    """One of both bots, and what came of its conversations."""

    client: Client
    rasa_port: int
    #: Of each dialogue, which turns passed.
    dialogues: list[list[bool]] = field(default_factory=list)
    #: Of each conversation, whether all of it went right.
    talks: list[bool] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        """Return its figures."""
        turns = [passed for dialogue in self.dialogues for passed in dialogue]
        pid = pid_at(self.rasa_port)
        process = read_process("bot", pid) if pid else None
        return {
            "turns": [sum(turns), len(turns)],
            "dialogues": [sum(map(all, self.dialogues)), len(self.dialogues)],
            "talks": [sum(self.talks), len(self.talks)],
            "turn_ms": spread(self.milliseconds),
            "bot_mib": round(process.rss_mib) if process else None,
        }


@contextmanager
def serving(model: Path) -> Iterator[Side]:
    """Run the product with the bot `model`.

    Raises:
        SetupError: it does not start.
    """
    with tempfile.TemporaryDirectory(prefix="grenswijzer-dialogue-") as state:
        settings = on_free_ports(read_settings(), Path(state))
        bot = [model if part == rasa_model() else part for part in bot_command(settings)]
        stack = Stack(settings, lambda _line: None, bot=bot)
        try:
            stack.start()
            stack.wait_until_ready()
            with closing(Client(settings.address)) as client:
                yield Side(client, settings.rasa_port)
        finally:
            stack.stop()


def converse(sides: dict[str, Side]) -> None:
    """Hold every conversation with both, the first of each pair in turn.

    Raises:
        NotRunning: one of them stopped answering.
    """
    for number, dialogue in enumerate(track(read_dialogues(), description="Dialogues of the evaluation")):
        for side in _in_turn(sides, number):
            side.dialogues.append([turn.passed for turn in hold_dialogue(side.client, dialogue)])
    for number, talk in enumerate(track(read_talks(), description="Conversations of our own")):
        for side in _in_turn(sides, number):
            side.talks.append(hold(side.client, talk).wrong is None)


def time_turns(sides: dict[str, Side]) -> None:
    """Say the first message of each conversation to both in turn, so that their times can be compared.

    Raises:
        NotRunning: one of them stopped answering.
    """
    texts = [talk.turns[0]["say"] for talk in read_talks()]
    for number, text in enumerate(track(texts, description="First messages, timed")):
        for side in _in_turn(sides, number):
            side.milliseconds.append(side.client.say(text).milliseconds)


def _in_turn(sides: dict[str, Side], number: int) -> list[Side]:
    return list(sides.values())[:: 1 if number % 2 else -1]


def _options() -> argparse.Namespace:
    return benchmark_parser("bench-dialogue", __doc__).parse_args()


def main() -> int:
    """Train the other bot, converse with both, and write down how it went."""
    options = _options()
    before = machine()
    lift_limits()
    try:
        sys.stdout.write("Training a bot with DIET and TED, if what it learns from has changed ...\n")
        models = {OURS: rasa_model(), LEARNT: trained()}
        messages = messages_with_intents()
        nlu = {name: intents(messages, parse(messages, model)) for name, model in models.items()}
        with ExitStack() as stack:
            sides = {name: stack.enter_context(serving(model)) for name, model in models.items()}
            converse(sides)
            time_turns(sides)
            told = {name: side.told() for name, side in sides.items()}
            slower = ratio(sides[LEARNT].milliseconds, sides[OURS].milliseconds)
    except (BotFailed, EvaluationError, KnowledgeError, RasaFailed, SetupError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for name, figures in told.items():
        figures |= {"macro_f1": nlu[name]["macro_f1"], "accuracy": nlu[name]["accuracy"]}
        figures["model_mb"] = round(os.path.getsize(models[name]) / 1e6)
    report = {
        "machine": before,
        "versions": {"rasa": rasa_version()},
        "command": command("bench-dialogue"),
        "day": clock_from_environment().today().isoformat(),
        "epochs": EPOCHS,
        "messages": len(messages),
        "slower": [round(value, 2) for value in (slower.value, slower.low, slower.high)],
        "bots": told,
    }
    dialogue_report.write(options.out, report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
