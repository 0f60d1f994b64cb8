"""The other pages: for web masters, for programmers, without JavaScript, and the record of a check."""

from __future__ import annotations

from typing import Any

from PIL import Image
from playwright.sync_api import expect

from tools.screenshots.taking import PHONE, Picture, Studio, beside, opened, shot


def page_at(path: str, **options: Any) -> Picture:
    """Return what takes the page at `path`."""

    def take(studio: Studio) -> Image.Image:
        with opened(studio, path, **options) as page:
            return shot(page)

    return take


def without_javascript(studio: Studio) -> Image.Image:
    """Take the plain page on a phone: empty, and with an answer."""
    with opened(studio, "/plain?lang=de", **PHONE, java_script_enabled=False) as page:
        empty = shot(page)
        page.locator("textarea").fill("Was ist das Orientierungsjahr?")
        page.locator("form.ask button").first.click()
        expect(page.locator("article.answer")).to_be_visible()
        return beside(empty, shot(page))


PICTURES: dict[str, Picture] = {
    "screenshots/webmaster.png": page_at("/webmaster?lang=en&school=alfa-college"),
    "screenshots/api.png": page_at("/api?lang=en#take_turn"),
    "screenshots/plain.png": without_javascript,
}
