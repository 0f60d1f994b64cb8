"""The comparison of searches as JSON, Markdown tables and a plot."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.reporting import FOLDER, provenance, table, write_results

NAME = "peers"
#: How each choice of `--passages` is called.
PASSAGES = {"all": "all passages of the index", "texts": "titles and texts only, without any sample question"}


def write(out: Path, report: Mapping[str, Any]) -> None:
    """Write all three; of another choice of passages than all, files of their own."""
    from benchmarks import plots

    name = NAME if report["data"]["kept"] == "all" else f"{NAME}-{report['data']['kept']}"
    write_results(out, name, report, section(report, name))
    plots.peers(report, out / FOLDER / f"{name}.svg")


def section(report: Mapping[str, Any], name: str) -> str:
    """Return what stands in docs/benchmarks.md."""
    data = report["data"]
    counts = ", ".join(f"{count} of {label}" for label, count in data["questions"].items())
    source = (
        f"{data['passages']:,} passages of {data['entries']} entries ({PASSAGES[data['kept']]}; knowledge "
        f"{data['knowledge']}), questions: {counts}"
    )
    image = f"![hit@1 per language and against time]({FOLDER}/{name}.svg)\n"
    return "\n".join([provenance(report, source), _sets(report), _languages(report), _times(report), image])


def _share(value: float) -> str:
    return f"{value:.1%}".replace("%", " %")


def _scores(figures: Mapping[str, float]) -> str:
    return " · ".join(f"{figures[key]:.3f}" for key in ("hit@1", "hit@5", "mrr"))


def _sets(report: Mapping[str, Any]) -> str:
    labels = list(report["data"]["questions"])
    rows = []
    for name, system in report["systems"].items():
        low, high = system["hit@1"]["low"], system["hit@1"]["high"]
        interval = f"{_share(system['all']['hit@1'])} ({100 * low:.1f}-{100 * high:.1f})"
        rows.append([name, interval, *(_scores(system["sets"][label]) for label in labels)])
    return table(["hit@1 · hit@5 · MRR by entry", "hit@1, all (95 %)", *labels], rows)


def _languages(report: Mapping[str, Any]) -> str:
    systems = report["systems"]
    codes = list(next(iter(systems.values()))["languages"])
    rows = [[name, *(_scores(system["languages"][code]) for code in codes)] for name, system in systems.items()]
    return table(["hit@1 · hit@5 · MRR, all sets", *codes], rows)


def _times(report: Mapping[str, Any]) -> str:
    header = ["ms per question: median / p95", "embedding", "the rest", "together", "times ours", "ready in s"]
    rows = []
    for name, system in report["systems"].items():
        parts = (f"{part['median']:.1f} / {part['p95']:.1f}" for part in system["ms"].values())
        rows.append([name, *parts, f"{system['times_ours']:.2f}", f"{system['build_s']:.1f}"])
    return table(header, rows)
