"""Checks against the coverage list: every row covered, every figure of it told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from knowledge.citations import SOURCES, SourceRows
from knowledge.lint.finding import Finding, Level
from knowledge.lint.numbers import numbers_in, spelt_numbers_in
from knowledge.rendering import fill
from knowledge.schema import LANGUAGES, Entry, Language

#: Remarks of the list itself about the documents, not facts to tell.
_REMARK = re.compile(r"^(Caution|Source oddity|Text (speaks|makes)|Document gives no)")


def check_rows_covered(entries: Mapping[str, Entry], rows: SourceRows) -> Iterator[Finding]:
    """Warn of every coverage row without an entry."""
    covered = {row for entry in entries.values() for row in entry.covers}
    for number, row in enumerate(rows.coverage):
        if row not in covered:
            yield Finding(
                SOURCES / "coverage.yml", (number,), f"row `{row}` is covered by no entry.",
                "Add it to the `covers` of the entry that tells its facts.", Level.WARNING,
            )  # fmt: skip


def figures_of(entry: Entry) -> frozenset[Decimal]:
    """Return every number that any version of `entry` tells, in any language."""
    told: set[Decimal] = set()
    for version in entry.versions:
        texts = [point.text for point in version.points] + ([version.summary] if version.summary else [])
        told |= {value.amount for value in version.values.values()}
        for text in texts:
            for code in LANGUAGES:
                told |= _figures_in(fill(text[code], version.values, code), code)
    return frozenset(told)


def _figures_in(text: str, language: Language) -> frozenset[Decimal]:
    return numbers_in(text, language) | spelt_numbers_in(text, language)


def check_figures_told(paths: Mapping[str, Path], entries: Mapping[str, Entry], rows: SourceRows) -> Iterator[Finding]:
    """Every figure of a covered row must stand in an entry that covers it."""
    figures = {entry_id: figures_of(entry) for entry_id, entry in entries.items()}
    for row_id, row in rows.coverage.items():
        covering = [entry.id for entry in entries.values() if row_id in entry.covers]
        if not covering:
            continue
        told = frozenset().union(*(figures[entry_id] for entry_id in covering))
        for fact in row["key_facts"]:
            if _REMARK.match(fact):
                continue
            if missing := sorted(number for number in _figures_in(fact, "en") - told if number >= 10):
                # The last one: an adopter's, where one has taken the place of ours.
                yield Finding(
                    paths[covering[-1]], ("covers",),
                    f"{', '.join(map(str, missing))} of row `{row_id}` is told nowhere ({fact}).",
                    "Tell it in the version that its source belongs to.",
                )  # fmt: skip
