"""Small entries to test with, made as an editor would write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from knowledge.schema import Entry


def localised(text: str) -> dict[str, str]:
    """The same text three times, told apart by its language code."""
    return {code: f"{text} ({code})" for code in ("nl", "de", "en")}


def four_questions(subject: str) -> dict[str, list[str]]:
    return {code: [f"{subject} question {i} {code}" for i in range(4)] for code in ("nl", "de", "en")}


def entry_data(entry_id: str = "hours", **changes: Any) -> dict[str, Any]:
    """An entry with a rule of 2025, superseding one of the 2016 report."""
    data: dict[str, Any] = {
        "id": entry_id,
        "kind": "regulation",
        "title": localised(f"Title of {entry_id}"),
        "topics": ["work"],
        "audience": ["student"],
        "jurisdiction": ["NL"],
        "questions": four_questions(entry_id),
        "official": [{"title": "UWV (uwv.nl)", "url": "https://www.uwv.nl"}],
        "review_by": "2027-01-01",
        "versions": [
            {
                "as_of": "2025-01",
                "status": "in-force",
                "confidence": "high",
                "sources": [{"fact": "student-work-16-hours"}],
                "values": {"hours_week": {"amount": 16, "unit": "number"}, "fee": {"amount": 1234, "unit": "EUR"}},
                "summary": localised("At most {hours_week} hours."),
                "points": [
                    {"id": "limit", "text": localised("The limit is {hours_week} hours.")},
                    {"id": "fee", "text": localised("The fee is {fee}.")},
                ],
            },
            {
                "as_of": "2016-03",
                "status": "superseded",
                "confidence": "high",
                "sources": [{"document": "report-2016", "section": "2.1.3", "footnote": [16]}],
                "values": {"hours_week": {"amount": 10, "unit": "number"}},
                "points": [
                    {"id": "limit", "text": localised("In 2016: {hours_week} hours.")},
                    {"id": "reason", "text": localised("Study comes first.")},
                ],
            },
        ],
    }
    return data | changes


def make_entry(entry_id: str = "hours", **changes: Any) -> Entry:
    return Entry.model_validate(entry_data(entry_id, **changes))


def write_entry(folder: Path, data: dict[str, Any]) -> Path:
    """Write `data` as `<id>.yml` into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{data['id']}.yml"
    with path.open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(data, file)
    return path
