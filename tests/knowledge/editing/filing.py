"""Entries as if they stood in files, for what needs to know where one stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from knowledge.editing.reading import Filed
from tests.knowledge.samples import make_entry


def filed(entry_id: str = "hours", **changes: Any) -> Filed:
    """A sample entry as one of ours."""
    return Filed(make_entry(entry_id, **changes), Path(f"{entry_id}.yml"))
