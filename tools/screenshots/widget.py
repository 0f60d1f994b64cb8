"""The school's page, and the chat on it in each of its states."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PIL import Image
from playwright.sync_api import Page, expect

from tools.screenshots.taking import ANSWER_WITHIN_MS, PHONE, Picture, Studio, beside, chat, opened, shot


@contextmanager
def school_page(studio: Studio, language: str, **options: Any) -> Iterator[Page]:
    """Open the page of the demo school, with the chat's button on it."""
    with opened(studio, f"/?lang={language}", **options) as page:
        page.locator("grenswijzer-chat button").wait_for()
        yield page


def ask(page: Page) -> None:
    """Press the first question of the page, and wait for the answer."""
    page.locator(".hero .asks button").first.click()
    expect(chat(page).locator(".message.answer")).to_be_visible(timeout=ANSWER_WITHIN_MS)


def say(page: Page, question: str) -> None:
    """Type a question and wait until it is answered, or not."""
    frame = chat(page)
    frame.locator("#question").fill(question)
    frame.locator("#question").press("Enter")
    expect(frame.locator(".message.user").last).to_contain_text(question)
    expect(frame.locator(".typing:not(:empty)")).to_have_count(0, timeout=ANSWER_WITHIN_MS)


def school(language: str, **options: Any) -> Picture:
    """Return what takes the page of the demo school on a desktop, with an answer in the chat."""

    def take(studio: Studio) -> Image.Image:
        with school_page(studio, language, **options) as page:
            ask(page)
            return shot(page)

    return take


def school_on_a_phone(studio: Studio) -> Image.Image:
    """Take the page of the demo school on a phone: its start, and the chat on it."""
    with school_page(studio, "nl", **PHONE) as page:
        start = shot(page)
        page.locator("grenswijzer-chat button").tap()
        expect(chat(page).locator("#question")).to_be_visible()
        return beside(start, shot(page))


def chat_on_a_phone(studio: Studio) -> Image.Image:
    """Take the chat on a phone: an answer, and the start of a check."""
    with school_page(studio, "de", **PHONE) as page:
        ask(page)
        answer = shot(page)
        page.evaluate("Grenswijzer.check('permit-check')")
        expect(chat(page).locator(".progress")).to_be_visible(timeout=ANSWER_WITHIN_MS)
        return beside(answer, shot(page))


def states_of_the_chat(studio: Studio) -> Image.Image:
    """Take the chat on a phone: whom to turn to, what happens to messages, offline, and dark in large text."""
    pictures = []
    with school_page(studio, "en", **PHONE) as page:
        page.locator("grenswijzer-chat button").tap()
        chat(page).get_by_text("What happens to what I type?").tap()
        pictures.append(shot(page))
        say(page, "I live in Nordhorn and work in Emmen. Who helps me?")
        pictures.append(shot(page))
        page.context.set_offline(True)
        chat(page).locator("#question").fill("And who pays my health insurance?")
        chat(page).locator("#question").press("Enter")
        expect(chat(page).locator(".problem")).to_contain_text("offline")
        pictures.append(shot(page))
    with school_page(studio, "en", **PHONE, color_scheme="dark") as page:
        ask(page)
        page.frames[1].evaluate("() => { document.documentElement.style.fontSize = '150%'; }")
        pictures.append(shot(page))
    return beside(*pictures)


PICTURES: dict[str, Picture] = {
    "screenshot.png": school("en"),
    "screenshots/school-dark.png": school("de", color_scheme="dark"),
    "screenshots/school-phone.png": school_on_a_phone,
    "screenshots/widget-phone.png": chat_on_a_phone,
    "screenshots/widget-states.png": states_of_the_chat,
}
