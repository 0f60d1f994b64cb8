"""Checks of time: versions must not contradict each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from knowledge.lint.finding import Finding
from knowledge.schema import Entry, Status
from knowledge.units import starts_on


def check_validity(path: Path, entry: Entry) -> Iterator[Finding]:
    """Periods must run forwards and not overlap, and only the newest version can be in force."""
    for v, version in enumerate(entry.versions):
        if version.valid_from and version.valid_until and version.valid_until < version.valid_from:
            yield Finding(
                path, ("versions", v, "valid_until"), "the version ends before it begins.",
                "Swap or mend `valid_from` and `valid_until`.",
            )  # fmt: skip
        if v and version.status == Status.IN_FORCE:
            yield Finding(
                path, ("versions", v, "status"), "an older version is still `in-force`.",
                "Only the newest can be: make it `superseded` or `historical`.",
            )  # fmt: skip
    for v, (newer, older) in enumerate(zip(entry.versions, entry.versions[1:], strict=False)):
        if older.valid_until and older.valid_until >= starts_on(newer):
            yield Finding(
                path, ("versions", v + 1, "valid_until"),
                f"it still holds on {starts_on(newer)}, when the next version begins.",
                "End it the day before.",
            )  # fmt: skip
