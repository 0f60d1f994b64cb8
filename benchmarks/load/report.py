"""What the load test tells, as a section of docs/operations.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.reporting import provenance, table

PAGE = "operations.md"
RECOVERS_WITHIN_S = 10.0
_HEADER = ["", "turns a second", "p50", "p95", "p99", "failed", "turned away"]


def section(report: Mapping[str, Any]) -> str:
    """Return the section."""
    data = (
        f"conversations of `evaluation/data/` ({report['services']} services; users, databases and nginx on the same "
        f"machine); load after the run {report['load_after']}"
    )
    rows = []
    for bots, of in report["sizes"].items():
        name = f"{bots} bot{'s' if bots != '1' else ''}"
        rows.append(_row(f"{name}, {of['full']['users']} users who never think", of["full"]))
        rows.append(_row(f"{name}, {of['half']['users']} users, at half of that", of["half"]))
    beyond = report["past_saturation"]
    rows.append(_row(f"2 bots, {beyond['users']} users who never think", beyond))
    untold = sum(count for status, count in beyond["turned_away"].items() if "without" in status)
    kinds = ", ".join(f"{count} times {status}" for status, count in beyond["turned_away"].items()) or "nobody"
    by = beyond["answered_by"]
    recovered = beyond["recovered_s"]
    holds = "yes" if recovered <= RECOVERS_WITHIN_S and not untold else "**no**"
    said = (
        f"Past saturation: turned away were {kinds}, {untold} of them without being told when to come again; "
        f"{by['search'] + by['fallback']:.0f} of {sum(by.values()):.0f} turns were not answered by a bot. "
        f"{recovered:.1f} s after the last of them a turn took as long as ever. Wanted: all are told, and it recovers "
        f"within {RECOVERS_WITHIN_S:.0f} s: {holds}.\n"
    )
    return "\n".join([provenance(report, data), table(_HEADER, rows), said])


def _row(name: str, served: Mapping[str, Any]) -> list[str]:
    turns = served["requests"]["turn"]
    failed = sum(of["failed"] for of in served["requests"].values())
    return [
        name,
        f"{turns['per_second']:.1f}",
        *(f"{turns[share]:.0f} ms" for share in ("p50", "p95", "p99")),
        f"{failed:.0f}",
        str(sum(served["turned_away"].values())),
    ]
