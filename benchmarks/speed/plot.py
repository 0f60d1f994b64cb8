"""The picture of `make bench`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap

from matplotlib import pyplot as plt

from benchmarks.plots import COLOURS, save
from benchmarks.speed.figures import Figure


def against_targets(figures: Sequence[Figure], path: Path) -> None:
    """Draw each figure as a share of what is allowed: a bar that ends before the line is as wanted."""
    drawn, axes = plt.subplots(figsize=(10, 0.8 + 0.45 * len(figures)))
    for place, figure in enumerate(figures):
        ends = [figure.share_of(end) for end in figure.ends]
        around = [[figure.share - min(ends)], [max(ends) - figure.share]]
        colour = COLOURS[1] if figure.holds is False else COLOURS[0]
        axes.barh(place, figure.share, 0.6, xerr=around if figure.interval else None, capsize=3, color=colour)
        _, measured, wanted, _ = figure.row()
        told = f"{measured.partition(' (')[0]} ({wanted}{': missed' if figure.holds is False else ''})"
        axes.annotate(
            told,
            (max(ends), place),
            (8, 0),
            textcoords="offset points",
            va="center",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
        )
    axes.axvline(1, color="black", linestyle=":")
    axes.set_xlim(0, 1.45 * max([1.0, *(figure.share_of(end) for figure in figures for end in figure.ends)]))
    axes.set_yticks(range(len(figures)), ["\n".join(wrap(figure.what, 48)) for figure in figures])
    axes.invert_yaxis()
    axes.set_xlabel("share of what is allowed: up to 1 it is as wanted")
    axes.grid(alpha=0.3, axis="x")
    axes.set_axisbelow(True)
    save(drawn, path)
