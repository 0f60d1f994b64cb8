"""What is true of every page for web masters and programmers, on every screen."""

from __future__ import annotations

from playwright.sync_api import Page

from knowledge.schema import Language

DESKTOP, PHONE, NARROW = {"width": 1280, "height": 860}, {"width": 390, "height": 844}, {"width": 320, "height": 700}
#: Every language on both screens, every screen in both colours; colours know of no language.
LOOKS: list[tuple[dict[str, int], str, Language]] = [
    (DESKTOP, "light", "nl"), (DESKTOP, "dark", "de"), (DESKTOP, "light", "en"),
    (PHONE, "dark", "nl"), (PHONE, "light", "de"), (PHONE, "dark", "en"),
]  # fmt: skip
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def faults(page: Page, axe: str) -> list[tuple[str, str]]:
    """Return what axe-core finds on the page, but not in the frame of the chat, which has tests of its own."""
    page.evaluate(axe)
    found = page.evaluate("axe.run({ exclude: [['grenswijzer-chat']] })")["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found]
