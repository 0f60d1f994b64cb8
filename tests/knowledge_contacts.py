"""Our own entries, rows and desks, read once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from knowledge.citations import SourceRows
from knowledge.contact_finder import ContactFinder
from knowledge.loading import DOCUMENTS, load_entries
from knowledge.schema import Entry


@cache
def our_entries() -> Mapping[str, Entry]:
    """Return all entries."""
    return load_entries([DOCUMENTS])


@cache
def our_rows() -> SourceRows:
    """Return the rows that sources name."""
    return SourceRows.load()


@cache
def our_finder() -> ContactFinder:
    """Return a finder over all our desks."""
    return ContactFinder.load(our_entries(), our_rows().contacts)
