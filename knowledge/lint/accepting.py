"""Confirm that the three languages of entries say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.lint.finding import Finding
from knowledge.lint.texts import check_languages_agree
from knowledge.lint.translations import RECORD_NAME, PlacedText, Record, unconfirmed
from knowledge.loading import KnowledgeError, entry_paths
from knowledge.parsed import EntryReader
from knowledge.schema import Entry


@dataclass(frozen=True)
class ToConfirm:
    """The texts of one entry that are not confirmed as they are."""

    entry: Entry
    record: Record
    texts: tuple[PlacedText, ...]


def to_confirm(folders: Sequence[Path], ids: Sequence[str]) -> list[ToConfirm]:
    """Return what has to be looked at before the entries `ids` (empty: all) of `folders` are confirmed.

    Entries whose texts are all confirmed are left out where all were asked for. Of an entry that several folders
    hold, the last one counts, as in the answers.

    Raises:
        KnowledgeError: there is no such entry, its folder keeps no record yet, its file is invalid, or its numbers,
            dates or links differ between the languages, so that they cannot say the same.
    """
    paths = {path.stem: (folder, path) for folder in folders for path in entry_paths([folder])}
    if unknown := sorted(set(ids) - set(paths)):
        raise KnowledgeError(f"there is no entry `{unknown[0]}`: the id is the name of its file without .yml")
    records = {folder: Record.load(folder / RECORD_NAME) for folder in folders}
    reader = EntryReader()
    found = []
    for entry_id in dict.fromkeys(ids) if ids else sorted(paths):
        folder, path = paths[entry_id]
        if ids and not records[folder].path.is_file():
            raise KnowledgeError(f"{folder} keeps no record of translations yet: `--all` begins one")
        entry = reader.read(path)
        texts = tuple(placed for placed, _ in unconfirmed(entry, records[folder]))
        if texts:
            _refuse(next(check_languages_agree(path, entry), None))
        if texts or ids:
            found.append(ToConfirm(entry, records[folder], texts))
    reader.keep()
    return found


def _refuse(finding: Finding | None) -> None:
    if finding:
        raise KnowledgeError(f"{finding} Mend it first: nothing was confirmed.")


def confirm(entries: Sequence[ToConfirm]) -> None:
    """Record the texts of `entries` as they are now."""
    records = {one.record.path: one.record for one in entries}
    for one in entries:
        one.record.accept(one.entry)
    for record in records.values():
        record.save()


def forget_gone(folders: Sequence[Path]) -> None:
    """Take entries that no longer exist out of the folders' records."""
    for folder in folders:
        record = Record.load(folder / RECORD_NAME)
        known = set(record.entries)
        record.keep_only(path.stem for path in entry_paths([folder]))
        if set(record.entries) != known:
            record.save()
