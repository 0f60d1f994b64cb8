"""Turns a second with eight users at once on two cores, beside Rasa with its stock parts and canned answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice

import numpy as np

from benchmarks.speed import stock
from benchmarks.speed.figures import Figure, Measured, ratio
from benchmarks.speed.measuring import Running, Setting, at_once, processor_seconds
from evaluation.speed import AT_ONCE
from knowledge.reply import ReplyKind

TIMES_STOCK = 1.0
BLOCKS = 8
TURNS = 120
QUICK_BLOCKS = 2
QUICK_TURNS = 16


@dataclass
class Side:
    """One of both bots: how to say something to it, and what its blocks took."""

    say: Callable[[str], bool]
    pids: Mapping[str, int]
    seconds: list[float] = field(default_factory=list)
    processor: dict[str, float] = field(default_factory=dict)
    said: int = 0

    def block(self, texts: Sequence[str], tick: Callable[[], object]) -> None:
        """Say all `texts`, `AT_ONCE` at a time, and note what that took."""
        before = {name: processor_seconds(pid) for name, pid in self.pids.items()}
        answered: list[bool] = []
        self.seconds.append(at_once(lambda text: answered.append(self.say(text)), texts, tick))
        self.said += sum(answered)
        for name, pid in self.pids.items():
            self.processor[name] = self.processor.get(name, 0.0) + processor_seconds(pid) - before[name]

    def told(self, turns: int) -> dict[str, object]:
        """Return what it did with `turns` turns a block."""
        count = turns * len(self.seconds)
        return {
            "per_second": round(count / sum(self.seconds), 1),
            "said_something": round(self.said / count, 3),
            "processor_ms": {name: round(used / count * 1000, 1) for name, used in self.processor.items()},
        }


def measure(setting: Setting, product: Running) -> Measured:
    """Measure both in alternating blocks of the same questions, which ours answers.

    Of the stock bot every turn that comes back counts, whether or not it said something, and whatever it said.

    Raises:
        NotRunning: the product stopped answering.
        RasaFailed: the stock bot cannot be trained or asked.
    """
    folder = stock.trained(setting.progress, quick=setting.quick, reuse=setting.reuse_stock)
    blocks, turns = (QUICK_BLOCKS, QUICK_TURNS) if setting.quick else (BLOCKS, TURNS)

    def is_answered(text: str) -> bool:
        return any(message.get("kind") == ReplyKind.ANSWER for message in product.client.say(text).messages)

    with stock.serving(folder) as other:
        ours, theirs = Side(is_answered, product.pids), Side(other.say, {"stock": other.pid})
        task = setting.progress.add_task("Warming both up", total=2 * len(setting.texts))

        def tick() -> None:
            setting.progress.advance(task)

        answered: list[str] = []
        at_once(lambda text: answered.append(text) if is_answered(text) else None, setting.texts, tick)
        at_once(other.say, setting.texts, tick)
        # In the order of the questions, not of the threads, so that every run asks the same.
        texts = list(islice(cycle(sorted(answered)), turns))
        task = setting.progress.add_task(f"{AT_ONCE} at a time, in turns with stock Rasa", total=2 * blocks * turns)
        for number in range(blocks):
            for side in (ours, theirs) if number % 2 else (theirs, ours):
                side.block(texts, tick)
    found = ratio(theirs.seconds, ours.seconds, np.mean)
    what = f"answered turns a second / turns a second of stock Rasa, {AT_ONCE} at a time"
    return Measured(
        [Figure.of(what, found, TIMES_STOCK, at_least=True)],
        {"blocks": blocks, "turns_a_block": turns, "ours": ours.told(turns), "stock": theirs.told(turns)},
    )
