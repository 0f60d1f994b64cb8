"""How long an answer takes: several at a time, and deep in a conversation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from evaluation.arithmetic import percentile
from evaluation.client import Client

AT_ONCE = 8
#: Turns of a conversation at which the time is taken.
DEPTHS = (1, 20, 100)
#: The time at a depth is the median of this many questions, the same ones at every depth.
QUESTIONS = 5

Tick = Callable[[], object]


def in_parallel(client: Client, texts: Sequence[str], tick: Tick) -> list[float]:
    """Ask `texts`, always `AT_ONCE` at a time, each in a new conversation; return milliseconds of each."""

    def ask(text: str) -> float:
        milliseconds = client.say(text).milliseconds
        tick()
        return milliseconds

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(ask, texts))


def turns_needed(texts: int) -> int:
    """Return how many turns `at_depths` takes with so many texts."""
    return min(texts, QUESTIONS) + max(DEPTHS)


def at_depths(client: Client, texts: Sequence[str], tick: Tick) -> dict[int, float]:
    """Return the median time in milliseconds at each of `DEPTHS`, by depth.

    The first `QUESTIONS` of `texts` are asked in turn, over and over, so that the turns up to each depth ask the same
    ones; the first depth is that of new conversations.
    """
    texts = texts[:QUESTIONS]
    if not texts:
        return {}
    first = []
    for text in texts:
        first.append(client.say(text).milliseconds)
        tick()
    times, conversation = [], None
    for number in range(max(DEPTHS)):
        turn = client.say(texts[number % len(texts)], conversation)
        conversation = turn.conversation or conversation
        times.append(turn.milliseconds)
        tick()
    medians = {depth: percentile(times[depth - len(texts) : depth], 0.5) for depth in DEPTHS[1:]}
    medians[DEPTHS[0]] = percentile(first, 0.5)
    return {depth: median for depth, median in sorted(medians.items()) if median is not None}
