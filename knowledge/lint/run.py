"""Run every check over all entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from knowledge.citations import SourceRows
from knowledge.lint.coverage import check_figures_told, check_rows_covered
from knowledge.lint.finding import Finding
from knowledge.lint.likeness import check_likeness, check_no_copies
from knowledge.lint.references import check_entry_ids, check_official, check_sources
from knowledge.lint.texts import check_languages_agree, check_length, check_questions, check_values
from knowledge.lint.validity import check_validity
from knowledge.loading import EntryError, KnowledgeError, entry_paths, knowledge_folders, load_entry
from knowledge.schema import Entry

EVALUATION = Path(__file__).parents[2] / "evaluation" / "data"


def lint(folders: Sequence[Path] | None = None, rows: SourceRows | None = None) -> list[Finding]:
    """Return what is wrong with the entries in `folders` (None: those of `knowledge_folders`), by file.

    `rows`: what sources and `covers` may name; None reads ours.

    Raises:
        KnowledgeError: a folder does not exist, or the rows that sources name are missing.
    """
    findings: list[Finding] = []
    paths: dict[str, Path] = {}
    entries: dict[str, Entry] = {}
    for folder in folders if folders is not None else knowledge_folders():
        if not folder.is_dir():
            raise KnowledgeError(f"{folder} is no folder: name one that holds entries")
        findings += _read(folder, paths, entries)
    findings += _all(paths, entries, rows or SourceRows.load())
    return sorted(findings, key=_place)


def _read(folder: Path, paths: dict[str, Path], entries: dict[str, Entry]) -> Iterator[Finding]:
    """Add the entries of `folder` to `paths` and `entries`; they replace those of earlier folders."""
    here: dict[str, Path] = {}
    for path in entry_paths([folder]):
        try:
            entry = load_entry(path)
        except EntryError as error:
            mend = "The other checks pass this file over."
            yield Finding(path, (), f"{error.problem}.", mend, known_line=error.line)
            continue
        if entry.id in here:
            yield Finding(path, ("id",), f"id `{entry.id}` is already used in {here[entry.id]}.", "Choose another id.")
            continue
        here[entry.id] = paths[entry.id] = path
        entries[entry.id] = entry


def _place(finding: Finding) -> tuple[str, list[tuple[bool, str | int]]]:
    return str(finding.path), [(isinstance(part, str), part) for part in finding.location]


def _all(paths: dict[str, Path], entries: dict[str, Entry], rows: SourceRows) -> Iterator[Finding]:
    for entry_id, entry in entries.items():
        path = paths[entry_id]
        for check in (
            check_languages_agree, check_values, check_questions, check_length, check_validity, check_official,
        ):  # fmt: skip
            yield from check(path, entry)
        yield from check_entry_ids(path, entry, entries)
        yield from check_sources(path, entry, rows)
    # What cannot be filled in cannot be counted either.
    whole = {i: entry for i, entry in entries.items() if not any(check_values_missing(paths[i], entry))}
    yield from check_figures_told(paths, whole, rows)
    yield from check_rows_covered(entries, rows)
    yield from check_likeness(paths, entries)
    yield from check_no_copies(paths, entries, EVALUATION)


def check_values_missing(path: Path, entry: Entry) -> Iterator[Finding]:
    """Yield only the findings about placeholders without a value."""
    return (finding for finding in check_values(path, entry) if "has no value" in finding.message)
