"""What the bot understands, as JSON, Markdown tables and a confusion matrix."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.reporting import FOLDER, provenance, table, write_results

NAME = "nlu"
#: So many of the intents that are understood worst are named.
WORST = 8


def write(out: Path, report: Mapping[str, Any]) -> None:
    """Write all of them."""
    from benchmarks import plots

    write_results(out, NAME, report, section(report))
    intents = report["intents"]
    plots.confusion(intents["names"], intents["confusion"], out / FOLDER / "intents.svg")


def section(report: Mapping[str, Any]) -> str:
    """Return what stands in docs/benchmarks.md."""
    intents, entities = report["intents"], report["entities"]
    parts = list(intents["messages"])
    data = (
        f"{intents['messages']['all']} held-out messages with {len(intents['names'])} intents, and held-out messages "
        f"with {entities['all']['entities']} entities; {report['median_ms']:.1f} ms a message"
    )
    worst = sorted(intents["f1"].items(), key=lambda pair: pair[1])[:WORST]
    return "\n".join(
        [
            provenance(report, data),
            table(
                ["intents", *parts],
                [
                    ["messages", *(f"{intents['messages'][part]}" for part in parts)],
                    ["macro F1", *(f"{intents['macro_f1'][part]:.3f}" for part in parts)],
                    ["accuracy", *(f"{intents['accuracy'][part]:.3f}" for part in parts)],
                ],
            ),
            table(["understood worst", "F1"], [[name, f"{f1:.2f}"] for name, f1 in worst]),
            table(
                ["entities with their values", "entities", "precision", "recall", "F1"],
                [
                    [part, f"{row['entities']}", *(f"{row[key]:.3f}" for key in ("precision", "recall", "f1"))]
                    for part, row in entities.items()
                ],
            ),
            f"![Which intent was taken for which]({FOLDER}/intents.svg)\n",
        ]
    )
