"""Checks of `site.yml`, by which a folder of one's own names its office."""

from __future__ import annotations

from collections.abc import Iterator, Set
from pathlib import Path

from knowledge.lint.finding import Finding
from knowledge.loading import SITE_FILE, EntryError
from knowledge.own_site import SiteOptions, read_site
from knowledge.places.table import PlaceTable


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
    named = {("contact",): site.contact} | {("sites", name): one.contact for name, one in site.options().items()}
    for location, contact in named.items():
        if isinstance(contact, str) and contact not in ids:
            place = (*location, "contact") if isinstance(site.sites.get(location[-1]), SiteOptions) else location
            yield Finding(path, place, f"there is no entry `{contact}`.", "Write it, or mend the id.")
    regions = {name: one.region for name, one in site.options().items() if one.region}
    places = PlaceTable.load() if regions else None
    for name, region in regions.items():
        if places and places.lookup(region) is None:
            mend = "Mend the spelling, or name a larger town nearby."
            yield Finding(path, ("sites", name, "region"), f"no table of ours has the place `{region}`.", mend)
