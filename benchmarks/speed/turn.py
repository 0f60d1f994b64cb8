"""An answered turn of a new conversation, through gateway, Rasa, action and search."""

from __future__ import annotations

from benchmarks.speed.figures import Figure, Measured, ratio, spread
from benchmarks.speed.measuring import Running, Setting, embedding, in_turns
from knowledge.reply import ReplyKind

TIMES_EMBEDDING = 4.0


def measure(setting: Setting, product: Running) -> Measured:
    """Measure turns in turn with embedding the same question; those that ask back or hand over do not count.

    Raises:
        NotRunning: the product stopped answering.
    """

    def say(text: str) -> float:
        turn = product.client.say(text)
        answered = any(message.get("kind") == ReplyKind.ANSWER for message in turn.messages)
        return turn.milliseconds if answered else float("nan")

    jobs = {"plain": embedding(setting.plain), "turn": say}
    times = in_turns(jobs, setting.texts, setting.progress, "Turns, one after the other")
    found = ratio(times["turn"], times["plain"])
    return Measured(
        [Figure.of("answered turn / plain embedding", found, TIMES_EMBEDDING)],
        {"answered": len(times["turn"]), **{f"{name}_ms": spread(ms) for name, ms in times.items()}},
    )
