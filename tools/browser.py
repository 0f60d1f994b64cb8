"""The Chromium of this machine, for whatever looks at our pages as people do: tests, measurements, pictures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
HOW_TO_GET_IT = "install it, for example with `apt-get install chromium`"
#: It asks nobody for anything but our pages.
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


class NoBrowser(Exception):
    """This machine has no Chromium."""


def chromium() -> str | None:
    """Return where it is, or nothing."""
    return next((place for place in PLACES if Path(place).exists()), None)


@contextmanager
def started_browser() -> Iterator[Browser]:
    """Start it, and close it afterwards.

    Raises:
        NoBrowser: there is none.
    """
    path = chromium()
    if path is None:
        raise NoBrowser(f"Chromium is missing: {HOW_TO_GET_IT}.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
