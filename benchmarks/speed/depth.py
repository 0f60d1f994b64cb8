"""Turn 100 of a conversation beside the first turn of one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from benchmarks.speed.figures import Figure, Measured, ratio, spread
from benchmarks.speed.measuring import Running, Setting
from evaluation.client import Client
from evaluation.errors import NotRunning

TIMES_FIRST = 1.3
#: Times are taken from the first to the last of these turns: around the hundredth.
FIRST, LAST = 96, 105
CONVERSATIONS = 6


def measure(setting: Setting, product: Running) -> Measured:
    """Bring some conversations to turn 95, then ask each question in one of them and as the first of a new one.

    Raises:
        NotRunning: the product stopped answering.
    """
    client, progress = product.client, setting.progress
    conversations = 1 if setting.quick else CONVERSATIONS
    task = progress.add_task("Deep in a conversation", total=conversations * (FIRST - 1))
    with ThreadPoolExecutor(2) as pool:
        deep = list(
            pool.map(lambda _: _bring(client, setting.texts, lambda: progress.advance(task)), range(conversations))
        )
    first, hundredth = [], []
    timed = [(conversation, number) for number in range(FIRST, LAST + 1) for conversation in deep]
    for place, (conversation, number) in enumerate(progress.track(timed, description="Turn 100 and turn 1")):
        text = setting.texts[number % len(setting.texts)]
        if place % 2:
            first.append(client.say(text).milliseconds)
        hundredth.append(client.say(text, conversation).milliseconds)
        if not place % 2:
            first.append(client.say(text).milliseconds)
    return Measured(
        [Figure.of("turn 100 / turn 1 of a conversation", ratio(hundredth, first), TIMES_FIRST)],
        {"turn_1_ms": spread(first), "turn_100_ms": spread(hundredth), "turns": f"{FIRST} to {LAST}"},
    )


def _bring(client: Client, texts: Sequence[str], tick: Callable[[], object]) -> str:
    conversation: str | None = None
    for number in range(1, FIRST):
        conversation = client.say(texts[number % len(texts)], conversation).conversation or conversation
        tick()
    if conversation is None:
        raise NotRunning(f"{client.url} began no conversation: see its log.")
    return conversation
