"""The adviser's desk, and the pages of editors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PIL import Image
from playwright.sync_api import Page, expect

from tools.screenshots.taking import PHONE, Picture, Studio, beside, opened, shot


@contextmanager
def desk(studio: Studio, path: str, **options: Any) -> Iterator[Page]:
    """Sign in, and go to `path`."""
    with opened(studio, f"/adviser?lang={'en' if '?' not in path else path.rpartition('lang=')[2]}", **options) as page:
        page.fill("#name", studio.name)
        page.fill("#password", studio.password)
        page.locator("main button").click()
        expect(page.locator("#q")).to_be_visible()
        page.goto(studio.url + path)
        yield page


def look_up(studio: Studio) -> Image.Image:
    """Take the search while somebody types."""
    with desk(studio, "/adviser?lang=en") as page:
        page.locator("#q").press_sequentially("work permit for an intern from China", delay=10)
        expect(page.locator("#results")).to_have_attribute("data-query", "work permit for an intern from China")
        return shot(page)


def page_of(path: str, **options: Any) -> Picture:
    """Return what takes the page at `path` of the console."""

    def take(studio: Studio) -> Image.Image:
        with desk(studio, path, **options) as page:
            return shot(page)

    return take


def on_a_phone(studio: Studio) -> Image.Image:
    """Take the search and an entry on a phone, dark."""
    with desk(studio, "/adviser?lang=nl&q=zoekjaar", **PHONE, color_scheme="dark") as page:
        found = shot(page)
        page.goto(f"{studio.url}/adviser/entries/work-beside-study?lang=nl")
        return beside(found, shot(page))


PICTURES: dict[str, Picture] = {
    "screenshots/console-search.png": look_up,
    "screenshots/console-entry.png": page_of("/adviser/entries/work-beside-study?lang=en"),
    "screenshots/console-changes.png": page_of("/adviser/changes?since=2025-01-01&lang=en"),
    "screenshots/console-phone.png": on_a_phone,
    "screenshots/editors.png": page_of("/adviser/editors/questions?lang=en"),
}
