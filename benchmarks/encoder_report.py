"""The trials of the encoder as JSON and Markdown tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.reporting import provenance, table, write_results

NAME = "encoder"


def write(out: Path, report: Mapping[str, Any]) -> None:
    """Write both."""
    write_results(out, NAME, report, section(report))


def section(report: Mapping[str, Any]) -> str:
    """Return what stands in docs/benchmarks.md."""
    data = report["data"]
    counts = ", ".join(f"{count} of {label}" for label, count in data["questions"].items())
    source = f"{data['passages']:,} passages (knowledge {data['knowledge']}), questions: {counts}"
    return "\n".join([provenance(report, source), _costs(report), _quality(report)])


def _costs(report: Mapping[str, Any]) -> str:
    trials = report["trials"]
    plain = next(iter(trials.values()))["ms"]["p50"]
    rows = [
        [
            name,
            f"{trial['megabytes']:.0f}",
            f"{trial['memory_mb']}",
            f"{trial['ms']['p50']:.1f}",
            f"{plain / trial['ms']['p50']:.2f}",
            f"{trial['cosine']:.4f}",
        ]
        for name, trial in trials.items()
    ]
    header = ["encoder", "MB of files", "MB in memory", "ms a question", "times as fast", "cosine to the plain one"]
    return table(header, rows)


def _quality(report: Mapping[str, Any]) -> str:
    trials = report["trials"]
    sets = list(report["data"]["questions"])
    rows = [
        [
            name,
            *(f"{trial['sets'][label]['hit@1']:.3f} · {trial['sets'][label]['hit@5']:.3f}" for label in sets),
            *(_points(trial["gained"][measure]) for measure in ("hit@1", "hit@5")),
        ]
        for name, trial in trials.items()
    ]
    return table(["encoder alone; hit@1 · hit@5", *sets, "gained of hit@1 (95 %)", "gained of hit@5 (95 %)"], rows)


def _points(one: Mapping[str, float]) -> str:
    return f"{100 * one['value']:+.1f} ({100 * one['low']:+.1f} to {100 * one['high']:+.1f})"
