"""The pages that need no script, in a real browser: the plain page and the record of a check."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Product
from tests.e2e.widget_page import QUESTIONS, SIZES, TOO_WIDE

pytestmark = [pytest.mark.rasa, pytest.mark.browser]

OpenPage = Callable[..., Page]
RECORD = "/record?check=permit&answer=purpose%3Dinternship&answer=nationality%3Deu&lang=nl"


def ask(page: Page, question: str) -> None:
    page.get_by_label("Je vraag").fill(question)
    with page.expect_event("load"):
        page.get_by_role("button", name="Verstuur").click()


def violations(page: Page, axe: str) -> list[tuple[str, list[str]]]:
    page.evaluate(axe)
    found = page.evaluate("axe.run()")["violations"]
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]


def test_a_conversation_is_held_without_scripts_and_forgotten(product: Product, open_page: OpenPage) -> None:
    page = open_page(f"{product.url}/plain?lang=nl", java_script_enabled=False)
    ask(page, QUESTIONS["nl"])
    answer = page.locator(".card.answer")
    expect(answer).to_contain_text("16 uur")
    expect(answer).to_contain_text("Bronnen")
    expect(answer.locator(".holds")).to_contain_text("Stand:")
    ask(page, "bedankt")
    expect(page.locator(".card.smalltalk")).to_be_visible()
    page.get_by_role("button", name="Gesprek wissen").click()
    expect(page.locator("main")).to_contain_text("Het gesprek is gewist")


def test_a_check_is_done_without_scripts_to_its_record(product: Product, open_page: OpenPage) -> None:
    page = open_page(f"{product.url}/plain?lang=nl", java_script_enabled=False)
    ask(page, "Start de vergunningcheck")
    page.get_by_role("button", name="Stage", exact=True).click()
    page.get_by_role("button", name="EU, EER of Zwitserland").click()
    page.get_by_role("link", name="Verslag van deze check").click()
    expect(page.locator("h1")).to_have_text("Vergunningcheck")


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_is_wider_than_the_screen_also_with_large_text(
    product: Product, open_page: OpenPage, width: int
) -> None:
    page = open_page(f"{product.url}/plain?lang=nl", viewport={"width": width, "height": 800})
    ask(page, QUESTIONS["nl"])
    for address in (None, product.url + RECORD):
        if address:
            page.goto(address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate(TOO_WIDE) == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(product: Product, open_page: OpenPage, axe: str, scheme: str, size: str) -> None:
    page = open_page(f"{product.url}/plain?lang=nl", color_scheme=scheme, viewport=SIZES[size])
    assert violations(page, axe) == [], "empty"
    ask(page, QUESTIONS["nl"])
    expect(page.locator(".card.answer")).to_be_visible()
    assert violations(page, axe) == [], "answer"
    ask(page, " ")
    expect(page.get_by_role("alert")).to_be_visible()
    assert violations(page, axe) == [], "problem"
    page.goto(product.url + RECORD)
    assert violations(page, axe) == [], "record"
