"""The plots of abstention: legible without colours, for every line has a dash or mark of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matplotlib import pyplot as plt

from benchmarks.plots import COLOURS, save

_DASHES = ("-", "--", "-.", ":")
#: What each sort of message is called, from dark to light.
_SORTS = {
    "right": ("ours, right", "#16324f", ""),
    "wrong": ("ours, wrong", "#d1661a", "//"),
    "near_miss": ("near our subject", "#9aa5ad", ""),
    "off": ("far from it", "#e3e3e3", ""),
}


def risk(report: Mapping[str, Any], path: Path) -> None:
    """Draw what is wrong among the answers, and what is answered out of scope, against the share answered."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4))
    threshold = report["thresholds"]["answer"]
    top = 0.0
    for number, (name, part) in enumerate(report["parts"].items()):
        curve = part["curve"]
        shares = [100 * value for value in curve["coverage"]]
        wrong = [100 * value for value in curve["risk"]]
        top = max(top, *(r for c, r in zip(shares, wrong, strict=True) if c >= 5))
        style = {"color": "black" if not number else COLOURS[number - 1], "linestyle": _DASHES[number % len(_DASHES)]}
        left.plot(shares, wrong, linewidth=2.2 if not number else 1.3, label=name, **style)
    chosen = report["parts"]["all"]
    here = (100 * chosen["answered"]["value"], 100 * (chosen["wrong_of_answered"] or {"value": 0.0})["value"])
    _mark(left, here, f"answered from {threshold:.2f} on:\n{here[1]:.1f} % wrong of {here[0]:.1f} %", (-12, 26))
    left.set(xlabel="our questions answered, the surest first, %", ylabel="wrong among the answers, %")
    left.set(xlim=(0, 100), ylim=(0, 1.15 * top), title="our questions")
    left.legend(loc="upper left", frameon=False)
    _out_of_scope(right, report, here[0])
    for axes in (left, right):
        axes.grid(alpha=0.3)
    save(figure, path)


def _out_of_scope(axes: plt.Axes, report: Mapping[str, Any], answered: float) -> None:
    false, limits = report["false_answers"], report["limits"]
    shares = [100 * value for value in false["coverage"]]
    for kind, name, dash, colour in (
        ("near_miss", "near our subject", "-", COLOURS[1]),
        ("off", "far from it", "--", COLOURS[0]),
    ):
        axes.plot(shares, [100 * value for value in false[kind]], linestyle=dash, color=colour, label=name)
        axes.axhline(100 * limits[kind], color=colour, linestyle=":", linewidth=1)
        axes.annotate(
            f"limit {100 * limits[kind]:.0f} %",
            (1, 100 * limits[kind]),
            xytext=(0, 3),
            textcoords="offset points",
            fontsize=8,
        )
        here = 100 * report["parts"]["all"][kind]["rate"]
        _mark(axes, (answered, here), f"{here:.1f} %", (-8, 5))
    axes.set(xlabel="our questions answered, %", ylabel="messages out of scope answered, %")
    axes.set(xlim=(0, 100), ylim=(0, 50), title="messages out of scope")
    axes.legend(loc="upper left", frameon=False)


def _mark(axes: plt.Axes, place: tuple[float, float], text: str, offset: tuple[int, int]) -> None:
    axes.plot(*place, marker="o", color="black", markersize=6, zorder=5)
    axes.annotate(text, place, xytext=offset, textcoords="offset points", fontsize=8, ha="right")


def reliability(report: Mapping[str, Any], path: Path) -> None:
    """Draw the share right against the probability, and how many messages have each probability."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4))
    bins = report["reliability"]
    shares = [100 * one["rate"] for one in bins]
    bars = (
        [share - 100 * one["low"] for share, one in zip(shares, bins, strict=True)],
        [100 * one["high"] - share for share, one in zip(shares, bins, strict=True)],
    )
    left.plot((0, 100), (0, 100), color="#6f6f6f", linestyle=":", label="exactly true")
    left.errorbar(
        [100 * one["probability"] for one in bins], shares, yerr=bars, marker="o", color=COLOURS[0],
        capsize=3, linestyle="none", label="a tenth of all messages (95 %)",
    )  # fmt: skip
    error, chance = (report["parts"]["all"][name] for name in ("ece", "ece_by_chance"))
    left.text(
        0.97, 0.05, f"mean gap (ECE) {error['value']:.3f}\nby chance {chance['value']:.3f}",
        transform=left.transAxes, ha="right",
    )  # fmt: skip
    left.set(xlabel="probability that the answer is right, %", ylabel="right, %", xlim=(0, 100), ylim=(0, 102))
    left.legend(loc="upper left", frameon=False)
    left.grid(alpha=0.3)
    _histogram(right, report)
    save(figure, path)


def _histogram(axes: plt.Axes, report: Mapping[str, Any]) -> None:
    below = [0] * 20
    for name, (label, colour, hatch) in _SORTS.items():
        counts = report["histogram"][name]
        axes.bar(
            [5 * place + 2.5 for place in range(20)], counts, 4.6, bottom=below,
            label=label, color=colour, hatch=hatch, edgecolor="white", linewidth=0.3,
        )  # fmt: skip
        below = [one + other for one, other in zip(below, counts, strict=True)]
    for name, dash in (("answer", "-"), ("clarify", "--")):
        said = "answered" if name == "answer" else "asked back"
        axes.axvline(100 * report["thresholds"][name], color="black", linestyle=dash, label=f"{said} from here on")
    axes.set(xlabel="probability that the answer is right, %", ylabel="messages", xlim=(0, 100))
    axes.legend(loc="upper left", framealpha=1, edgecolor="white", fontsize=8)
