"""What each step of the word analysis is worth, as JSON and Markdown tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.reporting import provenance, table, write_results

NAME = "ablation"


def write(out: Path, report: Mapping[str, Any]) -> None:
    """Write both."""
    write_results(out, NAME, report, section(report))


def section(report: Mapping[str, Any]) -> str:
    """Return what stands in docs/benchmarks.md."""
    data = report["data"]
    counts = ", ".join(f"{count} of {label}" for label, count in data["questions"].items())
    source = (
        f"{data['passages']:,} passages (knowledge {data['knowledge']}), questions: {counts}, about {data['facts']} "
        f"facts; {data['planted']} with planted typos (seed {data['seed']})"
    )
    return "\n".join(
        [
            provenance(report, source),
            _quality(report["searches"]),
            *(_differences(name, columns, report["columns"]) for name, columns in report["searches"].items()),
        ]
    )


def _quality(searches: Mapping[str, Any]) -> str:
    """Return how each variant does on all questions."""
    variants = list(next(iter(searches.values()))["all"])
    rows = [[name, *(_scores(columns["all"][name]) for columns in searches.values())] for name in variants]
    return table(["hit@1 · hit@5 · MRR by entry, all questions", *searches], rows)


def _scores(figures: Mapping[str, float]) -> str:
    return " · ".join(f"{figures[key]:.3f}" for key in ("hit@1", "hit@5", "mrr"))


def _differences(name: str, columns: Mapping[str, Any], sizes: Mapping[str, int]) -> str:
    """Return the table of differences in MRR; one whose interval leaves out 0 is in bold."""
    complete, *others = next(iter(columns.values()))
    rows = [
        [
            f"{column} ({sizes[column]:,})",
            _scores(found[complete]),
            *(_difference(found[variant]["difference"]["mrr"]) for variant in others),
        ]
        for column, found in columns.items()
    ]
    return table([f"{name}: change of MRR in hundredths (95 %)", complete, *others], rows)


def _difference(estimate: Mapping[str, float]) -> str:
    value, low, high = (100 * estimate[key] for key in ("value", "low", "high"))
    text = f"{value:+.1f} ({low:+.1f} to {high:+.1f})"
    return f"**{text}**" if low > 0 or high < 0 else text
