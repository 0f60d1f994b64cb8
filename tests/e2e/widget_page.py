"""The chat on a school's page, as a test handles it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import FrameLocator, Page, expect

from knowledge.schema import Language

ANSWER_WITHIN_MS = 20_000
SIZES = {"desktop": {"width": 1280, "height": 860}, "phone": {"width": 375, "height": 667}}
QUESTIONS: dict[Language, str] = {
    "nl": "Hoeveel uur mag een student uit India werken naast de studie?",
    "de": "Wie viele Stunden darf ein Student aus Indien neben dem Studium arbeiten?",
    "en": "How many hours may a student from India work beside the studies?",
}
OpenSchool = Callable[..., Page]
#: Whatever is wider than the screen, by its start.
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.body.querySelectorAll("*")]
  .filter((node) => !node.closest("svg") && node.getBoundingClientRect().right > innerWidth + 1)
  .map((node) => node.outerHTML.slice(0, 80))"""


def launcher(page: Page) -> Any:
    """Return the button on the school's page."""
    return page.locator("grenswijzer-chat button")


def chat(page: Page) -> FrameLocator:
    """Return the conversation in its frame."""
    return page.frame_locator("grenswijzer-chat iframe")


def ask(page: Page, question: str) -> None:
    """Type a question and wait until it is answered."""
    frame = chat(page)
    frame.locator("#question").fill(question)
    frame.locator("#question").press("Enter")
    expect(frame.locator(".message.user").last).to_contain_text(question)
    expect(frame.locator(".typing:not(:empty)")).to_have_count(0, timeout=ANSWER_WITHIN_MS)
