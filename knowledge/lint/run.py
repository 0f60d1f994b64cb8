"""Run every check over all entries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from knowledge.citations import SOURCES, SourceRows
from knowledge.drafts import is_draft
from knowledge.lint.coverage import check_figures_told, check_rows_covered
from knowledge.lint.finding import Finding
from knowledge.lint.jargon import check_jargon, load_glossary
from knowledge.lint.likeness import check_likeness, check_no_copies
from knowledge.lint.readability import check_readability
from knowledge.lint.references import check_entry_ids, check_official, check_sources, check_years_sourced
from knowledge.lint.site import check_site
from knowledge.lint.texts import check_languages_agree, check_length, check_questions, check_values, check_written
from knowledge.lint.translations import Record, check_record, check_translations, record_of
from knowledge.lint.validity import check_validity
from knowledge.loading import DOCUMENTS, SITE_FILE, EntryError, KnowledgeError, entry_paths, knowledge_folders
from knowledge.parsed import EntryReader
from knowledge.schema import Entry

EVALUATION = Path(__file__).parents[2] / "evaluation" / "data"

#: Checks that need one entry alone, by the name that findings carry.
CHECKS_OF_ONE: Mapping[str, Callable[[Path, Entry], Iterator[Finding]]] = {
    "languages-agree": check_languages_agree,
    "written": check_written,
    "values": check_values,
    "questions": check_questions,
    "length": check_length,
    "readability": check_readability,
    "validity": check_validity,
    "official-link": check_official,
}

#: How to mend what keeps a file from being an entry, by words that the reason holds.
MENDS: Mapping[str, str] = {
    "Field required": "Write it.",
    "Extra inputs": "No field has this name: mend it, or remove it.",
    "valid date": "Write the day as YYYY-MM-DD.",
    "Input should be '": "Write one of these.",
    "not valid YAML": "Look for a quote, bracket or indent that is missing here or just above.",
    "must be named": "Rename the file, or mend the id.",
    "cannot be read": "Look whether it is still there, and who may read it.",
}
_MEND = "docs/writing-entries.md says what belongs there."


@dataclass
class Base:
    """The entries that are checked, with their files, and what they refer to."""

    folders: Sequence[Path]
    rows: SourceRows
    paths: dict[str, Path] = field(default_factory=dict)
    #: An entry of a later folder replaces that of an earlier one.
    entries: dict[str, Entry] = field(default_factory=dict)
    #: Ids of files that are no valid entries: what these should tell is unknown, but they are not missing.
    unread: set[str] = field(default_factory=set)

    @property
    def ids(self) -> Set[str]:
        """The ids that may be named."""
        return self.entries.keys() | self.unread


def lint(folders: Sequence[Path] | None = None, rows: SourceRows | None = None) -> list[Finding]:
    """Return what is wrong with the entries in `folders` (None: those of `knowledge_folders`), by file.

    `rows`: what sources and `covers` may name; None reads ours.

    Raises:
        KnowledgeError: a folder does not exist, or the rows that sources name, the glossary or a record of
            translations cannot be read.
    """
    base = Base(folders if folders is not None else knowledge_folders(), rows or SourceRows.load())
    findings: list[Finding] = []
    reader = EntryReader()
    for folder in base.folders:
        _check_is_folder(folder)
        findings += _read(folder, base, reader)
    reader.keep()
    findings += _each(base)
    findings += _across(base)
    # By file first: a finding's line is read from its file, one file at a time.
    by_file = sorted(findings, key=lambda finding: str(finding.path))
    return sorted(by_file, key=lambda finding: (str(finding.path), finding.line))


def lint_within(named: Sequence[Path], rows: SourceRows | None = None) -> list[Finding]:
    """Return what is wrong in the folders `named`, whose entries are read together with all others.

    So an entry of a school may name one of ours, and a question that one of ours asks already is found; what is wrong
    with ours, and which rows of our coverage list are told, is no matter of the school's. `rows`: as for `lint`.

    Raises:
        KnowledgeError: as `lint`; or a folder holds nothing to check.
    """
    for folder in named:
        _check_is_folder(folder)
        if not entry_paths([folder]) and not (folder / SITE_FILE).is_file():
            raise KnowledgeError(f"{folder} holds no entry: entries are files whose names end in .yml")
    told = [*named, *([SOURCES] if any(_inside(DOCUMENTS, folder) for folder in named) else [])]
    findings = lint(_together(named), rows)
    # The file itself may be a link to elsewhere.
    places = [(finding, {finding.path, finding.path.parent}) for finding in findings]
    return [finding for finding, paths in places if any(_inside(path, folder) for path in paths for folder in told)]


def _together(named: Sequence[Path]) -> list[Path]:
    """Return the folders to read where `named` are judged: no entry of ours needs one of an adopter."""
    ours_alone = all(_inside(folder, DOCUMENTS) for folder in named)
    known = [DOCUMENTS] if ours_alone else knowledge_folders()
    return [*known, *(folder for folder in named if not any(_inside(folder, one) for one in known))]


def _check_is_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise KnowledgeError(f"{folder} is no folder: name one that holds entries")


def _inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _named(check: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    return (replace(finding, check=check) for finding in findings)


def _read(folder: Path, base: Base, reader: EntryReader) -> Iterator[Finding]:
    """Add the entries of `folder` to `base`; they replace those of earlier folders."""
    here: dict[str, Path] = {}
    for path in entry_paths([folder]):
        try:
            entry = reader.read(path)
        except EntryError as error:
            base.unread |= _ids_meant(path)
            how = next((mend for words, mend in MENDS.items() if words in error.problem), _MEND)
            mend = f"{how} The other checks pass this file over."
            yield Finding(path, (), f"{error.problem}.", mend, known_line=error.line, check="schema")
            continue
        if entry.id in here:
            message = f"id `{entry.id}` is already used in {here[entry.id]}."
            yield Finding(path, ("id",), message, "Choose another id.", check="schema")
            continue
        here[entry.id] = base.paths[entry.id] = path
        # Last, so that what it has in common with an entry of ours is found in this one.
        base.entries.pop(entry.id, None)
        base.entries[entry.id] = entry


def _ids_meant(path: Path) -> set[str]:
    """Return the ids that a file of no valid entry may stand for: its name, and what it says itself."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        text = ""
    written = re.search(r"^id: *([a-z0-9-]+)", text, re.MULTILINE)
    return {path.stem, *(written.groups() if written else ())}


def _each(base: Base) -> Iterator[Finding]:
    """Run the checks that look at one entry at a time."""
    glossary = load_glossary()
    record_beside = cache(lambda folder: _loaded(record_of(folder)))
    for entry_id, entry in base.entries.items():
        path = base.paths[entry_id]
        for name, check in CHECKS_OF_ONE.items():
            yield from _named(name, check(path, entry))
        yield from _named("jargon", check_jargon(path, entry, glossary))
        yield from _named("references", check_entry_ids(path, entry, base.ids))
        yield from _named("references", check_sources(path, entry, base.rows))
        yield from _named("references", check_years_sourced(path, entry, base.rows))
        if (record := record_beside(path.parent)) and not is_draft(entry):
            yield from _named("translations", check_translations(path, entry, record))


def _loaded(record: Path | None) -> Record | None:
    return Record.load(record) if record else None


def _across(base: Base) -> Iterator[Finding]:
    """Run the checks that compare entries with each other and with the lists behind them."""
    paths, entries = base.paths, base.entries
    # An entry that could not be read may tell what the others do not.
    if not base.unread:
        yield from _named("coverage", check_figures_told(paths, entries, base.rows))
        yield from _named("coverage", check_rows_covered(entries, base.rows))
    yield from _named("alike", check_likeness(paths, entries))
    yield from _named("evaluation", check_no_copies(paths, entries, EVALUATION))
    for folder in base.folders:
        yield from _named("site", check_site(folder, base.ids))
        # Only a whole folder can tell that an entry is gone.
        if (record := record_of(folder)) and record.parent == folder.resolve():
            yield from _named("translations", check_record(base.ids, Record.load(record)))
