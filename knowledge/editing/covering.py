"""Which rows of the coverage list are told by which entries, section by section of the two documents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from knowledge.citations import DOCUMENT_TITLES, SourceRows
from knowledge.editing.reading import Filed

#: What the coverage list calls the documents, and what sources call them.
_DOCUMENTS = {"000_eafe8ce62713fabf.txt": "imbo-2021", "003_133ae6d634241cf5.txt": "report-2016"}


@dataclass(frozen=True)
class Row:
    """One row of the coverage list."""

    id: str
    name: str
    kind: str
    #: Entries that cover it, by id.
    entries: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """A section of a document with its rows; a row of several sections stands in the first."""

    document: str
    name: str
    rows: tuple[Row, ...]

    @property
    def title(self) -> str:
        """The document's name in English with the section."""
        return f"{DOCUMENT_TITLES[self.document]['en']}: {self.name}"

    @property
    def covered(self) -> int:
        """How many rows an entry covers."""
        return sum(bool(row.entries) for row in self.rows)

    @property
    def entries(self) -> tuple[str, ...]:
        """The entries that cover any row, by id."""
        return tuple(sorted({entry for row in self.rows for entry in row.entries}))


def find_coverage(filed: Mapping[str, Filed], rows: SourceRows) -> list[Section]:
    """Return the sections of both documents, in their order."""
    covering: dict[str, list[str]] = {}
    for one in filed.values():
        for covered in one.entry.covers:
            covering.setdefault(covered, []).append(one.entry.id)
    sections: dict[tuple[str, str], list[Row]] = {}
    for row_id, row in rows.coverage.items():
        told = Row(row_id, row["name"]["en"], row["kind"], tuple(sorted(covering.get(row_id, ()))))
        sections.setdefault(_place(row), []).append(told)
    found = [Section(document, name, tuple(of_section)) for (document, name), of_section in sections.items()]
    return sorted(found, key=lambda section: (section.document, _in_order(section.name)))


def _place(row: Mapping[str, Any]) -> tuple[str, str]:
    source = row["source"]
    return _DOCUMENTS.get(source["document"], source["document"]), source["section"].split(";")[0].strip()


def _in_order(name: str) -> tuple[bool, list[int], str]:
    """Order by the section's numbers, with what has a name alone first."""
    numbers = [int(number) for number in re.findall(r"\d+", name)] if name[:1].isdigit() else []
    return bool(numbers), numbers, name
