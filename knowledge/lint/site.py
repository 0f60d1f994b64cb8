"""Checks of `site.yml`, by which a folder of one's own names its office."""

from __future__ import annotations

from collections.abc import Iterator, Set
from pathlib import Path

from knowledge.lint.finding import Finding
from knowledge.loading import SITE_FILE, EntryError
from knowledge.own_site import read_site


def check_site(folder: Path, ids: Set[str]) -> Iterator[Finding]:
    """Check that the `site.yml` of `folder`, if it has one, can be read and names entries that exist: one of `ids`."""
    path = folder / SITE_FILE
    if not path.is_file():
        return
    try:
        site = read_site(path)
    except EntryError as error:
        mend = "The service does not start with it: docs/editing.md shows a good one."
        yield Finding(path, (), f"{error.problem}.", mend, known_line=error.line)
        return
    named = {("contact",): site.contact} | {("sites", name): contact for name, contact in site.sites.items()}
    for location, contact in named.items():
        if isinstance(contact, str) and contact not in ids:
            yield Finding(path, location, f"there is no entry `{contact}`.", "Write it, or mend the id.")
