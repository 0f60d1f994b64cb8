"""Two clean entries, and what the linter says about them once a fault is planted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from knowledge.citations import SourceRows
from knowledge.lint import Finding, lint
from tests.knowledge.samples import entry_data

FEE_QUESTIONS = {
    "nl": ["wat kost een vergunning", "hoe duur is de aanvraag", "leges betalen", "krijg ik mijn geld terug"],
    "de": ["was kostet der Antrag", "Gebühr für Praktikanten", "wer zahlt das", "wie hoch sind die Kosten"],
    "en": ["price of a permit", "what will the employer pay", "fees abroad", "money back after refusal"],
}

Entries = dict[str, dict[str, Any]]


def clean_entries() -> Entries:
    """Two entries by id that refer to each other and that nothing is wrong with."""
    fees = entry_data("fees", questions=FEE_QUESTIONS, see_also=["hours"])
    return {"hours": entry_data("hours", see_also=["fees"]), "fees": fees}


def write_entries(folder: Path, entries: Entries) -> None:
    """Write one file per entry, with every value on a line of its own."""
    yaml = YAML(typ="safe")
    yaml.default_flow_style = False
    yaml.width = 4096
    folder.mkdir(parents=True, exist_ok=True)
    for entry_id, data in entries.items():
        with (folder / f"{entry_id}.yml").open("w", encoding="utf-8") as file:
            yaml.dump(data, file)


@cache
def our_rows() -> SourceRows:
    """The rows of the repository, read once: that takes seconds."""
    return SourceRows.load()


def findings_in(*folders: Path) -> list[Finding]:
    """All findings, but for the coverage rows that two entries cannot cover."""
    return [one for one in all_findings(folders) if not one.message.endswith("is covered by no entry.")]


def all_findings(folders: Sequence[Path]) -> list[Finding]:
    return lint(folders, our_rows())


def line_with(path: Path, text: str) -> int:
    """The number of the one line of `path` that is `text`, or else of the one that holds it."""
    lines = list(enumerate(path.read_text("utf-8").splitlines(), 1))
    found = [n for n, line in lines if line.strip() == text] or [n for n, line in lines if text in line]
    assert len(found) == 1, f"{text!r} stands in {len(found)} lines"
    return found[0]


def only_finding(folder: Path, entries: Entries) -> Finding:
    """Write `entries`, and return the one thing that the linter finds."""
    write_entries(folder, entries)
    findings = findings_in(folder)
    assert len(findings) == 1, "\n".join(map(str, findings))
    return findings[0]
