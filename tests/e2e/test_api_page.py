"""The page about the API in a real browser: accessible, on every screen, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from knowledge.schema import LANGUAGES, Language
from tests.e2e.conftest import Product
from tests.e2e.pages import LOOKS, NARROW, SIDEWAYS, faults

pytestmark = [pytest.mark.rasa, pytest.mark.browser]
OpenPage = Callable[..., Page]


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_axe_finds_nothing(
    open_page: OpenPage, product: Product, axe: str, look: tuple[dict[str, int], str, Language]
) -> None:
    screen, scheme, language = look
    page = open_page(f"{product.url}/api?lang={language}", viewport=screen, color_scheme=scheme, bypass_csp=True)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert faults(page, axe) == []
    assert page.evaluate(SIDEWAYS) == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_narrow_screen_with_large_text_scrolls_down_only(
    open_page: OpenPage, product: Product, language: Language
) -> None:
    page = open_page(f"{product.url}/api?lang={language}", viewport=NARROW, bypass_csp=True)
    assert page.evaluate(SIDEWAYS) == 0
    page.set_viewport_size({"width": 640, "height": 900})
    page.add_style_tag(content="html { font-size: 200%; }")
    assert page.evaluate(SIDEWAYS) == 0


def test_an_example_is_copied_as_it_stands(open_page: OpenPage, product: Product) -> None:
    page = open_page(f"{product.url}/api?lang=nl", permissions=["clipboard-read", "clipboard-write"])
    article = page.locator("article:has(#search)")
    code = article.locator("details[open] .code").first
    code.get_by_role("button", name="Kopieer").click()
    expect(code.get_by_role("button", name="Gekopieerd")).to_be_visible()
    copied: Any = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == code.locator("pre").inner_text().strip()
    assert copied.startswith(f"curl '{product.url}/api/v1/search?q=TWV")


def test_a_link_to_try_shows_what_the_service_answers(open_page: OpenPage, product: Product) -> None:
    page = open_page(f"{product.url}/api?lang=de")
    with page.expect_response(lambda response: "/api/v1/search" in response.url) as answered:
        page.locator("article:has(#search) details[open]").get_by_role("link", name="Im Browser ausprobieren").click()
    assert answered.value.json()["language"] == "de"


def test_without_javascript_all_of_it_is_there(open_page: OpenPage, product: Product) -> None:
    page = open_page(f"{product.url}/api?lang=en", java_script_enabled=False)
    page.locator(".contents a[href='#take_turn']").click()
    expect(page.locator("#take_turn")).to_be_in_viewport()
    expect(page.locator("article:has(#take_turn) details[open] pre").first).to_be_visible()
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)


def test_keys_reach_the_content_at_once(open_page: OpenPage, product: Product) -> None:
    page = open_page(f"{product.url}/api?lang=en")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
