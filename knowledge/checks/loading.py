"""Read the checks from disk, and say clearly what is wrong where."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from knowledge.checks.schema import Check
from knowledge.checks.table import DecisionTable, TableError
from knowledge.loading import PACKAGE, EntryError, load_named
from knowledge.schema import Entry
from knowledge.units import SUMMARY

DECISIONS = PACKAGE / "decisions"


def load_table(path: Path) -> DecisionTable:
    """Read and validate one check.

    Raises:
        EntryError: the file holds no valid check.
    """
    check = load_named(path, Check, "check")
    try:
        return DecisionTable(check)
    except TableError as error:
        raise EntryError(path, None, str(error)) from error


def load_tables(folder: Path = DECISIONS) -> dict[str, DecisionTable]:
    """Read every check of `folder`, by id.

    Raises:
        EntryError: a file holds no valid check.
    """
    return {path.stem: load_table(path) for path in sorted(folder.glob("*.yml"))}


def check_references(table: DecisionTable, entries: Mapping[str, Entry], path: Path) -> None:
    """Tell whether what the outcomes of `table` name exists in `entries`.

    Raises:
        EntryError: a point, a contact or a number does not exist.
    """
    points = {
        f"{entry.id}#{point}"
        for entry in entries.values()
        for version in entry.versions
        for point in (SUMMARY, *(point.id for point in version.points))
    }
    for name, outcome in table.check.outcomes.items():
        where = f"`outcomes.{name}`"
        if missing := set(outcome.reasons) - points:
            raise EntryError(path, None, f"{where}: there is no point {', '.join(sorted(missing))}")
        if missing := set(outcome.contacts) - set(entries):
            raise EntryError(path, None, f"{where}: there is no entry {', '.join(sorted(missing))}")
    for entry, value in sorted(table.check.values()):
        if entry not in entries or not any(value in version.values for version in entries[entry].versions):
            raise EntryError(path, None, f"there is no number {entry}.{value}")
