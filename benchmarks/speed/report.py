"""The measured figures as a table, a page section, a picture and JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.reporting import FOLDER, provenance, table, write_results
from benchmarks.speed.figures import Figure
from evaluation.speed import AT_ONCE

NAME = "speed"
HEADER = ("what", "measured (95 %)", "wanted", "holds?")
_ABSOLUTE = r"\* A remark: seconds are those of this machine alone."


def figures_table(figures: Sequence[Figure]) -> str:
    """Return the table of all figures."""
    text = table(HEADER, [figure.row() for figure in figures])
    return f"{text}\n{_ABSOLUTE}\n" if any(figure.absolute for figure in figures) else text


def behind_table(parts: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the table of what stands behind the ratios: times, rates, processor time."""
    return table(("behind it", ""), list(_behind(parts)))


def _behind(parts: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    if times := parts.get("embedding"):
        yield "plain embedding of a question, median (95 %)", _spread(times["plain_ms"])
        yield "ours", _spread(times["built_ms"])
    for size, rest in parts.get("search", {}).get("rest_ms", {}).items():
        yield f"rest of a search at {size} vectors", _spread(rest)
    if turn := parts.get("turn"):
        yield f"answered turn ({turn['answered']} of them)", _spread(turn["turn_ms"])
    if load := parts.get("parallel"):
        for name, side in (("ours", load["ours"]), ("stock Rasa", load["stock"])):
            spent = ", ".join(f"{part} {ms} ms" for part, ms in side["processor_ms"].items())
            yield (
                f"turns a second, {AT_ONCE} at a time: {name} (processor time of a turn)",
                (f"{side['per_second']} ({spent})"),
            )
        yield "turns on which stock Rasa said anything", f"{load['stock']['said_something']:.0%}"
    if depth := parts.get("depth"):
        yield "turn 1 of a conversation", _spread(depth["turn_1_ms"])
        yield f"turns {depth['turns']} of one", _spread(depth["turn_100_ms"])
    index = parts.get("index", {})
    if index:
        yield "plain embedding on both cores, median", f"{index['plain_on_both_cores_ms']} ms"
    for name in ("whole", "changed") if index else ():
        build = index[name]
        yield f"build of the index, {name}: of it not embedding", f"{build['seconds'] - build['embedding_s']:.1f} s"
        yield (
            f"build of the index, {name}: texts, tokens a second",
            (f"{build['texts_per_s']:,}, {build['tokens_per_s']:,}"),
        )


def _spread(times: Mapping[str, float]) -> str:
    return f"{times['p50']} ms ({times['p95']} ms)"


def write(out: Path, report: Mapping[str, Any], figures: Sequence[Figure], data: str) -> None:
    """Write section, picture and JSON below `out`, and print the section."""
    # Drawn in the environment of the benchmarks alone.
    from benchmarks.speed.plot import against_targets

    parts = [provenance(report, data), figures_table(figures), behind_table(report["parts"])]
    drawn = [figure for figure in figures if not figure.absolute]
    if drawn:
        parts.append(f"![Each ratio as a share of what is allowed]({FOLDER}/{NAME}.svg)")
    write_results(out, NAME, report, "\n".join(parts))
    if drawn:
        against_targets(drawn, out / FOLDER / f"{NAME}.svg")
