"""What the chat costs a page as JSON and Markdown tables."""

from __future__ import annotations

import gzip
import statistics
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.reporting import ROOT, provenance, table, write_results
from benchmarks.web.timeline import Load, Opening
from benchmarks.web.visiting import PROFILES

NAME = "web"
STATIC = ROOT / "web" / "static" / "widget"
#: What the page of a school loads, and what the frame does once it is opened.
SCRIPT = ("widget.js",)
FRAME = ("frame.js", "frame.css", "themes/grenscollege.css")


def sizes() -> dict[str, int]:
    """Return the bytes of the chat's files, packed."""
    packed = {name: len(gzip.compress((STATIC / name).read_bytes(), mtime=0)) for name in (*SCRIPT, *FRAME)}
    return {"script": sum(packed[name] for name in SCRIPT), "all": sum(packed.values())}


def summary(loads: Mapping[str, Sequence[Load]], openings: Sequence[Opening]) -> dict[str, Any]:
    """Return the medians of one profile; `loads` are those `without` and `with` the chat, in pairs."""
    figures: dict[str, Any] = {
        variant: {
            "first_paint_ms": _median(of_one, lambda load: load.first_paint_ms),
            "interactive_ms": _median(of_one, lambda load: load.interactive_ms),
            "blocking_ms": _median(of_one, lambda load: load.blocking_ms),
            "requests": _median(of_one, lambda load: load.requests),
            "transferred": _median(of_one, lambda load: load.transferred),
        }
        for variant, of_one in loads.items()
    }
    pairs = list(zip(loads["without"], loads["with"], strict=True))
    figures["ratio"] = {
        "first_paint": _spread([with_it.first_paint_ms / bare.first_paint_ms for bare, with_it in pairs]),
        "interactive": _spread([with_it.interactive_ms / bare.interactive_ms for bare, with_it in pairs]),
    }
    figures["opening"] = {
        "focused_ms": _median(openings, lambda opening: opening.focused_ms),
        "blocking_ms": _median(openings, lambda opening: opening.blocking_ms),
        "requests": _median(openings, lambda opening: opening.requests),
        "transferred": _median(openings, lambda opening: opening.transferred),
    }
    return figures


def _median(of_all: Sequence[Any], figure: Callable[[Any], float]) -> int:
    return round(statistics.median(figure(one) for one in of_all))


def _spread(ratios: Sequence[float]) -> dict[str, float]:
    """Return the median, and the lowest and highest, of the ratios of pairs."""
    found = {"median": statistics.median(ratios), "lowest": min(ratios), "highest": max(ratios)}
    return {name: round(value, 2) for name, value in found.items()}


def _told(ratio: Mapping[str, float]) -> str:
    return f"× {ratio['median']:.2f}, {ratio['lowest']:.2f} to {ratio['highest']:.2f}"


def write(out: Path, report: Mapping[str, Any]) -> None:
    """Write both."""
    write_results(out, NAME, report, section(report))


def section(report: Mapping[str, Any]) -> str:
    """Return what stands in docs/benchmarks.md."""
    packed, runs = report["packed"], report["runs"]
    source = f"the demo page, {runs} loads of each kind in turns, with an empty cache"
    told = (
        f"Packed (gzip) the script on a school's page is {packed['script'] / 1000:.1f} kB, and all that an opened chat "
        f"loads {packed['all'] / 1000:.1f} kB.\n"
    )
    return "\n".join([provenance(report, source), told, _loads(report), _openings(report)])


def _loads(report: Mapping[str, Any]) -> str:
    header = ["page, without / with the chat", "first paint ms", "interactive ms", "blocked ms", "requests", "kB sent"]
    rows = []
    for name, figures in report["profiles"].items():
        bare, full, ratio = figures["without"], figures["with"], figures["ratio"]
        rows.append(
            [
                PROFILES[name].title,
                f"{bare['first_paint_ms']} / {full['first_paint_ms']} ({_told(ratio['first_paint'])})",
                f"{bare['interactive_ms']} / {full['interactive_ms']} ({_told(ratio['interactive'])})",
                f"{bare['blocking_ms']} / {full['blocking_ms']}",
                f"{bare['requests']} / {full['requests']}",
                f"{bare['transferred'] / 1000:.1f} / {full['transferred'] / 1000:.1f}",
            ]
        )
    return table(header, rows)


def _openings(report: Mapping[str, Any]) -> str:
    header = ["the chat, opened", "press to focus ms", "blocked ms", "requests", "kB sent"]
    rows = []
    for name, figures in report["profiles"].items():
        opening = figures["opening"]
        rows.append(
            [
                PROFILES[name].title,
                str(opening["focused_ms"]),
                str(opening["blocking_ms"]),
                f"{opening['requests']} more",
                f"{opening['transferred'] / 1000:.1f}",
            ]
        )
    return table(header, rows)
