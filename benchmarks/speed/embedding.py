"""One question through our encoder and through the same model as it is."""

from __future__ import annotations

from benchmarks.speed.figures import Figure, Measured, ratio, spread
from benchmarks.speed.measuring import Setting, embedding, in_turns

TIMES_AS_FAST = 2.5


def measure(setting: Setting) -> Measured:
    """Measure how many times as fast ours is."""
    jobs = {"plain": embedding(setting.plain), "built": embedding(setting.built)}
    times = in_turns(jobs, setting.texts, setting.progress, "Embedding")
    found = ratio(times["plain"], times["built"])
    return Measured(
        [Figure.of("plain embedding / our embedding of a question", found, TIMES_AS_FAST, at_least=True)],
        {f"{name}_ms": spread(ms) for name, ms in times.items()},
    )
