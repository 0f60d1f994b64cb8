"""The plots of the benchmarks (matplotlib), as SVG files that differ only where the figures do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("svg")
from matplotlib import pyplot as plt  # noqa: E402 - the backend is chosen before

mpl.rcParams["svg.hashsalt"] = "grenswijzer"
mpl.rcParams["font.size"] = 9
COLOURS = ("#0b5fa5", "#d1661a", "#3f7d20", "#8a3ffc", "#9f1853", "#6f6f6f")
_MARKERS = "osD^vPX"


def save(figure: plt.Figure, path: Path, below: float = 0.0) -> None:
    """Write `figure`; `below` is the share of its height kept for what stands under the axes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.tight_layout(rect=(0, below, 1, 1))
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def peers(report: Mapping[str, Any], path: Path) -> None:
    """Draw hit@1 by language, and hit@1 of all questions against the median time of one."""
    systems = report["systems"]
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    codes = list(next(iter(systems.values()))["languages"])
    width = 0.8 / len(systems)
    for number, (name, system) in enumerate(systems.items()):
        heights = [100 * system["languages"][code]["hit@1"] for code in codes]
        places = [place + number * width for place in range(len(codes))]
        left.bar(places, heights, width, label=name, color=COLOURS[number % len(COLOURS)])
        rate = system["hit@1"]
        right.errorbar(
            system["ms"]["total"]["median"],
            100 * rate["rate"],
            yerr=[[100 * (rate["rate"] - rate["low"])], [100 * (rate["high"] - rate["rate"])]],
            marker=_MARKERS[number % len(_MARKERS)],
            color=COLOURS[number % len(COLOURS)],
            linestyle="none",
            capsize=3,
            label=name,
        )
    left.set_xticks([place + 0.4 - width / 2 for place in range(len(codes))], codes)
    left.set_ylabel("hit@1, %")
    left.set_ylim(0, 100)
    left.set_title("by language of the question")
    right.set_xscale("log")
    right.set_xlabel("ms per question, median (log)")
    right.set_ylabel("hit@1, % (95 %)")
    right.set_title("all questions, against time")
    right.grid(alpha=0.3)
    handles, labels = right.get_legend_handles_labels()
    figure.legend(handles, labels, loc="lower center", ncols=len(systems), frameon=False, fontsize=8)
    save(figure, path, below=0.07)


def scale(rows: Sequence[Mapping[str, Any]], limits: Mapping[str, float], path: Path) -> None:
    """Draw time and memory against size for the kept indexes, and recall against time at the largest size."""
    figure, (times, memory, recall) = plt.subplots(1, 3, figsize=(13, 4))
    names = list(dict.fromkeys(row["index"] for row in rows))
    largest = max(row["size"] for row in rows)
    for number, name in enumerate(names):
        own = sorted((row for row in rows if row["index"] == name and row["kept"]), key=lambda row: row["size"])
        if not own:
            continue
        style = {"marker": _MARKERS[number % len(_MARKERS)], "color": COLOURS[number % len(COLOURS)], "label": name}
        times.plot([row["size"] for row in own], [row["p50_ms"] for row in own], **style)
        memory.plot([row["size"] for row in own], [row["memory_mb"] for row in own], **style)
        last = sorted((row for row in rows if row["index"] == name and row["size"] == largest), key=_time)
        recall.plot([row["p50_ms"] for row in last], [row["recall"] for row in last], **style)
    times.axhline(limits["search_ms"], color="black", linestyle=":", label="limit")
    for axes, label in ((times, "p50 of a search, ms"), (memory, "memory of the vectors, MB")):
        axes.set(xscale="log", yscale="log", xlabel="passages", ylabel=label)
    recall.set(xscale="log", xlabel="p50 of a search, ms", ylabel="recall@10", title=f"{largest:,} passages")
    for axes in (times, memory, recall):
        axes.grid(alpha=0.3, which="both")
    times.legend(fontsize=7)
    save(figure, path)


def _time(row: Mapping[str, Any]) -> float:
    return float(row["p50_ms"])


def confusion(names: Sequence[str], counts: Sequence[Sequence[int]], path: Path) -> None:
    """Draw which of `names` (rows) was taken for which (columns), as shares of each row."""
    figure, axes = plt.subplots(figsize=(11, 10))
    shares = [[count / max(1, sum(row)) for count in row] for row in counts]
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names, rotation=90)
    axes.set_yticks(range(len(names)), names)
    axes.set_xlabel("understood as")
    axes.set_ylabel("meant")
    for y, row in enumerate(counts):
        for x, count in enumerate(row):
            if count:
                dark = shares[y][x] > 0.5  # noqa: PLR2004 - half the scale of colours
                axes.text(x, y, str(count), ha="center", va="center", fontsize=7, color="white" if dark else "black")
    save(figure, path)
