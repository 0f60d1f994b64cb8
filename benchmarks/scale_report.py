"""The measurements of growing indexes as JSON, Markdown tables and a plot."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.reporting import FOLDER, provenance, table, write_results

NAME = "scale"


def write(out: Path, report: Mapping[str, Any]) -> None:
    """Write all three."""
    from benchmarks import plots

    write_results(out, NAME, report, section(report))
    plots.scale(report["rows"], report["limits"], out / FOLDER / f"{NAME}.svg")


def section(report: Mapping[str, Any]) -> str:
    """Return what stands in docs/benchmarks.md."""
    data = report["data"]
    low, middle, high = data["neighbour_cosine"]
    source = (
        f"{data['real']:,} real vectors of {data['dimensions']} dimensions, the rest drawn around them (cosine of a "
        f"real passage to its nearest neighbour: {middle}, 80 % from {low} to {high}; seed {data['seed']}); "
        f"{data['questions']} held-out questions"
    )
    image = f"![Time and memory against size, recall against time]({FOLDER}/{NAME}.svg)\n"
    return "\n".join([provenance(report, source), _rows(report), _memory(report), _change(report), image])


def _rows(report: Mapping[str, Any]) -> str:
    header = ["passages, index", "built in s", "MB", "p50 / p95 ms", "of plain embedding", "recall@10"]
    least = report["limits"]["recall"]
    rows = [
        [
            f"{row['size']:,} {row['index']} {row['setting']}".strip(),
            f"{row['build_s']:.1f}",
            f"{row['memory_mb']:,.1f}",
            f"{row['p50_ms']:.2f} / {row['p95_ms']:.2f}",
            f"{row['of_embedding']:.2f}",
            f"{row['recall']:.3f}",
        ]
        for row in report["rows"]
        if row["index"] == "Flat" or (row["front"] and row["recall"] >= least)
    ]
    return table(header, rows)


def _memory(report: Mapping[str, Any]) -> str:
    memory = report["memory"]
    rows = [[f"{p['passages']:,}", f"{p['rss_mb']:,.0f}", f"{p['peak_mb']:,.0f}"] for p in memory["points"]]
    told = (
        f"\nThat is {memory['base_mb']} MB and {memory['kb_per_passage']} KB a passage: vector, text, words and "
        "what the search keeps of them.\n"
    )
    return table(["passages in the index", "the service holds, MB", "at most, while it opens, MB"], rows) + told


def _change(report: Mapping[str, Any]) -> str:
    limits, change = report["limits"], report["change_at"]
    by_time = f"at about {change['time']:,} passages" if change["time"] else "beyond all measured sizes"
    return (
        f"An exact search takes {limits['search_share']:.1%} of a plain embedding "
        f"({limits['search_ms']:.1f} ms here) {by_time}; the service holds {limits['memory_mb']:.0f} MB "
        f"at about {change['memory']:,} passages.\n"
    )
