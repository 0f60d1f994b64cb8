"""Both bots side by side, as JSON and a Markdown table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.reporting import provenance, table, write_results

NAME = "dialogue"
_ROWS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "intents, macro F1": lambda bot: f"{bot['macro_f1']['all']:.3f}",
    "of Dutch, German, English messages": lambda bot: " · ".join(
        f"{bot['macro_f1'][code]:.3f}" for code in ("nl", "de", "en")
    ),
    "intents, accuracy": lambda bot: f"{bot['accuracy']['all']:.3f}",
    "turns of the evaluation's dialogues": lambda bot: _share(bot["turns"]),
    "whole dialogues of the evaluation": lambda bot: _share(bot["dialogues"]),
    "whole conversations of our own": lambda bot: _share(bot["talks"]),
    "first turn, median (95 %)": lambda bot: f"{bot['turn_ms']['p50']:.0f} ms ({bot['turn_ms']['p95']:.0f} ms)",
    "memory of the bot (RSS)": lambda bot: f"{bot['bot_mib']:,} MiB",
    "trained model": lambda bot: f"{bot['model_mb']} MB",
}


def write(out: Path, report: Mapping[str, Any]) -> None:
    """Write both."""
    write_results(out, NAME, report, section(report))


def section(report: Mapping[str, Any]) -> str:
    """Return what stands in docs/benchmarks.md."""
    bots = report["bots"]
    talks = next(iter(bots.values()))["talks"][1]
    data = (
        f"{report['messages']} held-out messages, the dialogues of the evaluation, {talks} conversations of our own; "
        f"DIET trained for {report['epochs']} epochs"
    )
    value, low, high = report["slower"]
    rows = [[what, *(told(bot) for bot in bots.values())] for what, told in _ROWS.items()]
    return "\n".join(
        [
            provenance(report, data),
            table(["", *bots], rows),
            f"A first turn takes the other bot {value:.2f} times as long (95 %: {low:.2f} to {high:.2f}).\n",
        ]
    )


def _share(counted: tuple[int, int]) -> str:
    passed, of = counted
    return f"{passed} of {of} ({passed / of:.0%})"
