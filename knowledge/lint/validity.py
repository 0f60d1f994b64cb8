"""Checks of time: versions must not contradict each other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from knowledge.lint.finding import Finding
from knowledge.schema import Entry, Status
from knowledge.units import first_day, starts_on


def check_validity(path: Path, entry: Entry) -> Iterator[Finding]:
    """Periods must run forwards and not overlap, and only the newest version can be in force."""
    if entry.versions[0].status == Status.SUPERSEDED:
        yield Finding(
            path, ("versions", 0, "status"), "the newest version is `superseded`, but nothing follows it.",
            "Add the version that replaced it, or make it `ended`.",
        )  # fmt: skip
    for v, version in enumerate(entry.versions):
        if version.valid_from and version.valid_until and version.valid_until < version.valid_from:
            yield Finding(
                path, ("versions", v, "valid_until"), "the version ends before it begins.",
                "Swap or mend `valid_from` and `valid_until`.",
            )  # fmt: skip
        if version.status == Status.IN_FORCE and version.valid_until and version.valid_until < first_day(version.as_of):
            yield Finding(
                path, ("versions", v, "status"),
                f"the version is `in-force`, but ended on {version.valid_until}, before its date {version.as_of}.",
                "Make it `ended`, or mend the dates.",
            )  # fmt: skip
        if v and version.status == Status.IN_FORCE:
            yield Finding(
                path, ("versions", v, "status"), "an older version is still `in-force`.",
                "Only the newest can be: make it `superseded` or `historical`.",
            )  # fmt: skip
    for v, (newer, older) in enumerate(pairwise(entry.versions)):
        if newer.valid_from and older.valid_from and older.valid_from >= newer.valid_from:
            yield Finding(
                path, ("versions", v + 1, "valid_from"),
                f"it begins on {older.valid_from}, but the newer version above it on {newer.valid_from}.",
                "Put the newest first, or mend the dates.",
            )  # fmt: skip
        if older.valid_until and older.valid_until >= starts_on(newer):
            yield Finding(
                path, ("versions", v + 1, "valid_until"),
                f"it still holds on {starts_on(newer)}, when the next version begins.",
                "End it the day before.",
            )  # fmt: skip
