"""The matrix of languages as JSON and Markdown tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.reporting import provenance, table, write_results

NAME = "languages"


def write(out: Path, report: Mapping[str, Any]) -> None:
    """Write both."""
    write_results(out, NAME, report, section(report))


def section(report: Mapping[str, Any]) -> str:
    """Return what stands in docs/benchmarks.md."""
    data = report["data"]
    counts = ", ".join(f"{count} of {label}" for label, count in data["questions"].items())
    passages = ", ".join(f"{count:,} {code}" for code, count in data["passages"].items())
    source = f"passages: {passages} (knowledge {data['knowledge']}), questions: {counts}, about {data['facts']} facts"
    return "\n".join(
        [
            provenance(report, source),
            _quality(report, "matrix", "questions in; hit@1 · hit@5 · MRR with passages in"),
            _quality(
                report, "entries_alone", "the same, where the right entry counts, whichever point of it comes first"
            ),
            _lost(report, "matrix", "lost of hit@1; of hit@5 (95 %), in points, against its own language"),
            _lost(report, "entries_alone", "the same loss, where the right entry counts"),
            _verdict(report),
        ]
    )


def _quality(report: Mapping[str, Any], which: str, title: str) -> str:
    cells, codes = report[which], list(report["data"]["passages"])
    rows = [
        [f"{asked_in} ({row[codes[-1]]['questions']:,})", *(_scores(row[code]) for code in codes)]
        for asked_in, row in cells.items()
    ]
    return table([title, *codes], rows)


def _scores(figures: Mapping[str, float]) -> str:
    return " · ".join(f"{figures[key]:.3f}" for key in ("hit@1", "hit@5", "mrr"))


def _lost(report: Mapping[str, Any], which: str, title: str) -> str:
    codes = list(report["data"]["passages"])
    rows = [
        [asked_in, *("" if code == asked_in else _points(row[code]["lost"], report["max_loss"]) for code in codes)]
        for asked_in, row in report[which].items()
    ]
    return table([title, *codes], rows)


def _points(lost: Mapping[str, Mapping[str, float]], allowed: float) -> str:
    first, fifth = lost["hit@1"], lost["hit@5"]
    text = f"{100 * fifth['value']:+.1f} ({100 * fifth['low']:+.1f} to {100 * fifth['high']:+.1f})"
    return f"{100 * first['value']:+.1f}; " + (f"**{text}**" if fifth["value"] > allowed else text)


def _verdict(report: Mapping[str, Any]) -> str:
    allowed = report["max_loss"]
    others = {
        (asked_in, code): cell["lost"]["hit@5"]["value"]
        for asked_in, row in report["matrix"].items()
        for code, cell in row.items()
        if code not in (asked_in, "all")
    }
    worst = max(others, key=lambda pair: others[pair])
    over = sum(loss > allowed for loss in others.values())
    most = f"questions in {worst[0]} among passages in {worst[1]}: {100 * others[worst]:.1f} points"
    return (
        f"Wanted: at most {100 * allowed:.0f} points of hit@5 lost. {len(others) - over} of {len(others)} pairs keep "
        f"to it; most is lost by {most}.\n"
    )
