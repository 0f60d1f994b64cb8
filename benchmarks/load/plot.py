"""The picture of the soak."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from matplotlib import pyplot as plt

from benchmarks.load.memory import Held
from benchmarks.plots import COLOURS, save

_DASHES = ("-", "--", "-.", ":")


def memory_over_time(held: Held, window: Mapping[str, float], path: Path) -> None:
    """Draw what each server held, and until when it warmed up."""
    figure, axes = plt.subplots(figsize=(9, 4.5))
    minutes = [second / 60 for second in held.seconds]
    for number, (name, mib) in enumerate(held.mib.items()):
        style = {"color": COLOURS[number % len(COLOURS)], "linestyle": _DASHES[number % len(_DASHES)]}
        axes.plot(minutes, mib, label=name, **style)
    axes.axvspan(0, window["warm"] / 60, color="#e3e3e3", label="warming up")
    axes.set(xlabel="minutes", ylabel="MiB, without files", ylim=(0, None), xlim=(0, None))
    axes.grid(alpha=0.3)
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
    save(figure, path)
