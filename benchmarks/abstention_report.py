"""What abstention is worth, as JSON, Markdown tables and two plots."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.reporting import FOLDER, provenance, table, write_results

NAME = "abstention"
RELIABILITY = "reliability"


def write(out: Path, report: Mapping[str, Any]) -> None:
    """Write all of them."""
    from benchmarks import abstention_plots

    write_results(out, NAME, report, section(report))
    abstention_plots.risk(report, out / FOLDER / f"{NAME}.svg")
    abstention_plots.reliability(report, out / FOLDER / f"{RELIABILITY}.svg")


def section(report: Mapping[str, Any]) -> str:
    """Return what stands in docs/benchmarks.md."""
    data, thresholds = report["data"], report["thresholds"]
    messages = data["messages"]
    source = (
        f"{messages['asked']:,} of our own questions about {data['entries']} entries, {messages['near_miss']:,} "
        f"messages near our subject and {messages['off']:,} far from it, as calibrated on {data['calibrated']} "
        f"(knowledge {data['knowledge']}, index {data['index']}, encoder {data['encoder']})"
    )
    told = (
        f"Answered is from a probability of {thresholds['answer']:.3f} on, asked back from {thresholds['clarify']:.3f} "
        "on. Brackets hold 95 % intervals.\n"
    )
    return "\n".join(
        [
            provenance(report, source),
            told,
            _table(report),
            _unseen(report),
            f"![Wrong among the answers, and messages out of scope answered, against the share answered]"
            f"({FOLDER}/{NAME}.svg)\n",
            f"![How often answers of each probability are right]({FOLDER}/{RELIABILITY}.svg)\n",
        ]
    )


def _table(report: Mapping[str, Any]) -> str:
    parts, limits = report["parts"], report["limits"]
    wanted = (
        ("answered", "answered", None),
        ("of these wrong", "wrong_of_answered", None),
        ("asked back with choices", "clarified", limits["clarified"]),
        ("answered, or its entry among three choices", "answered_or_in_three", None),
        ("near messages answered", "near_miss", limits["near_miss"]),
        ("far messages answered", "off", limits["off"]),
    )
    rows = [["our questions", "", *(f"{part['questions']:,}" for part in parts.values())]]
    rows += [
        [label, f"≤ {_limit(limit)}" if limit else "", *(_share(part[key]) for part in parts.values())]
        for label, key, limit in wanted
    ]
    risk = report["risk"]
    rows += [
        ["wrong if all were answered", "", *(_wrong_of_all(part) for part in parts.values())],
        [f"could be answered with {_limit(risk)} wrong", ""]
        + [f"{100 * part['answered_at_risk']:.1f} %" for part in parts.values()],
        ["area under risk and coverage (AURC)", "", *(f"{part['aurc']:.3f}" for part in parts.values())],
        ["AUROC of right answers among all messages", "", *(_plain(part["auroc"]) for part in parts.values())],
        ["the same among our questions", "", *(f"{part['auroc_in_scope']:.3f}" for part in parts.values())],
        ["expected calibration error", "", *(_plain(part["ece"]) for part in parts.values())],
        ["the same by chance, if all probabilities were true", ""]
        + [_plain(part["ece_by_chance"]) for part in parts.values()],
    ]
    return table(["", "limit", *parts], rows)


def _unseen(report: Mapping[str, Any]) -> str:
    unseen, chosen = report["unseen_messages"], report["chosen_with"]
    return (
        "The thresholds are chosen by the messages out of scope themselves, so their shares lie where the limits of "
        f"the choice put them ({_limit(chosen['near_miss'])} and {_limit(chosen['off'])}). Chosen by "
        f"nine tenths of them, they let through of the other tenth: near {_share(unseen['near_miss'])}, far "
        f"{_share(unseen['off'])}.\n"
    )


def _limit(share: float) -> str:
    return f"{100 * share:.0f} %"


def _share(figure: Mapping[str, Any] | None) -> str:
    if figure is None:
        return "-"
    value = figure.get("rate", figure.get("value"))
    return "-" if value is None else f"{100 * value:.1f} % ({100 * figure['low']:.1f}-{100 * figure['high']:.1f})"


def _wrong_of_all(part: Mapping[str, Any]) -> str:
    right = part["right_if_all_answered"]
    return _share({"value": 1 - right["value"], "low": 1 - right["high"], "high": 1 - right["low"]})


def _plain(figure: Mapping[str, float]) -> str:
    return f"{figure['value']:.3f} ({figure['low']:.3f}-{figure['high']:.3f})"
