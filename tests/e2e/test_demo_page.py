"""The page of the demo school in a real browser: what a visitor does there, and that everybody can."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from knowledge.schema import LANGUAGES, Language
from tests.e2e.conftest import Product
from tests.e2e.widget_page import ANSWER_WITHIN_MS, SIZES, TOO_WIDE, ask, chat, launcher
from web.pages.rendering import strings
from web.routes import demo

pytestmark = [pytest.mark.rasa, pytest.mark.browser]

OpenPage = Callable[..., Page]
TITLES: dict[Language, str] = {
    "nl": "Leren aan twee kanten van de grens",
    "de": "Lernen auf beiden Seiten der Grenze",
    "en": "Learning on both sides of the border",
}
#: The entries that answer the questions of the page; of whom helps, any desk will do.
ENTRIES = {
    "question_work": {"work-beside-study"},
    "question_diploma": {"diploma-recognition-netherlands", "diploma-recognition-germany"},
    "question_stay": {"orientation-year"},
    "abroad_question": {"internship-abroad", "internship-in-germany"},
}
FINGER_PX = 28
#: Links and buttons that nothing marks as such.
UNMARKED = """() => [...document.querySelectorAll(".button, .languages a[aria-current]")]
  .filter((node) => node.checkVisibility() && getComputedStyle(node).borderTopStyle === "none")
  .map((node) => node.outerHTML.slice(0, 80))"""


def test_the_chat_answers_on_the_schools_page(product: Product, open_page: OpenPage) -> None:
    page = open_page(product.url)
    launcher(page).click()
    ask(page, "Hoeveel uur per week mag een buitenlandse student werken naast de studie?")
    expect(chat(page).locator(".message.answer").last).to_contain_text("16 uur")
    assert page.evaluate("localStorage.length") == 0


def test_the_teaser_starts_the_check_as_often_as_it_is_pressed(product: Product, open_page: OpenPage) -> None:
    page = open_page(product.url)
    teaser = page.get_by_role("link", name="Start de vergunningcheck")
    teaser.click()
    expect(chat(page).locator(".progress").first).to_contain_text("Vraag 1", timeout=ANSWER_WITHIN_MS)
    chat(page).get_by_role("button", name="Chat sluiten").click()
    expect(launcher(page)).to_have_attribute("aria-expanded", "false")
    teaser.click()
    expect(launcher(page)).to_have_attribute("aria-expanded", "true")
    expect(chat(page).locator(".message.user")).to_have_count(2)


def test_a_question_on_the_page_opens_the_chat_and_is_asked(product: Product, open_page: OpenPage) -> None:
    page = open_page(product.url)
    page.wait_for_function("window.Grenswijzer")
    button = page.get_by_role("button", name="Hoeveel uur mag ik werken naast mijn studie?")
    button.click()
    expect(chat(page).locator(".message.user")).to_contain_text("Hoeveel uur mag ik werken naast mijn studie?")
    expect(chat(page).locator(".message.answer").last).to_contain_text("16", timeout=ANSWER_WITHIN_MS)
    expect(page).to_have_url(f"{product.url}/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_on_the_page_is_answered_to_the_point(product: Product, language: Language) -> None:
    texts = strings(language, demo.TEXTS)
    for name, entries in ENTRIES.items():
        told = product.say(texts[name], language=language)["messages"][-1]
        assert (told["kind"], told["entry"] in entries) == ("answer", True), (texts[name], told["entry"])
    # The German diploma is used in the Netherlands, the Dutch one in Germany.
    country = "germany" if language == "de" else "netherlands"
    assert product.say(texts["question_diploma"])["messages"][-1]["entry"] == f"diploma-recognition-{country}"
    assert product.say(texts["question_contact"])["messages"][-1]["contacts"]
    assert product.say(texts["here_check"], language=language)["messages"][-1]["kind"] == "form"


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_and_chat_speak_the_language_that_is_chosen(
    product: Product, open_page: OpenPage, language: Language
) -> None:
    page = open_page(product.url)
    page.locator(f".languages a[lang={language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("h1")).to_have_text(TITLES[language])
    expect(page.locator(f".languages a[lang={language}]")).to_have_attribute("aria-current", "true")
    launcher(page).click()
    expect(chat(page).locator("html")).to_have_attribute("lang", language)


def test_everything_is_reached_by_keyboard(product: Product, open_page: OpenPage) -> None:
    page = open_page(product.url)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Stel je vraag")).to_be_focused()
    page.keyboard.press("Enter")
    expect(chat(page).locator("#question")).to_be_focused()
    page.keyboard.press("Escape")
    expect(launcher(page)).to_be_focused()


def test_without_scripts_the_same_buttons_ask_on_the_plain_page(product: Product, open_page: OpenPage) -> None:
    page = open_page(product.url, java_script_enabled=False)
    expect(page.locator("a[href^='#grenswijzer']:visible")).to_have_count(0)
    page.get_by_role("button", name="Start de vergunningcheck").click()
    expect(page).to_have_url(f"{product.url}/plain?lang=nl")
    expect(page.locator(".card.form button").first).to_be_visible()
    page.goto(product.url)
    page.get_by_role("link", name="Zonder JavaScript is er geen chatvenster").click()
    expect(page).to_have_url(f"{product.url}/plain?lang=nl")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_is_wider_than_the_screen_also_with_large_text(
    product: Product, open_page: OpenPage, language: Language, width: int
) -> None:
    page = open_page(f"{product.url}/?lang={language}", viewport={"width": width, "height": 800})
    assert page.evaluate(TOO_WIDE) == []
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(TOO_WIDE) == []


def test_every_control_can_be_hit_with_a_finger(product: Product, open_page: OpenPage) -> None:
    page = open_page(product.url, viewport=SIZES["phone"], has_touch=True)
    for control in page.locator("main button:visible, main a:visible, nav a:visible, aside a:visible").all():
        box = control.bounding_box()
        assert box is not None and min(box["width"], box["height"]) >= FINGER_PX, control.inner_text()


def test_forced_colours_keep_what_is_pressed_visible(product: Product, open_page: OpenPage) -> None:
    page = open_page(product.url, forced_colors="active")
    launcher(page).wait_for()
    assert page.evaluate(UNMARKED) == []
    assert launcher(page).evaluate("node => getComputedStyle(node).borderTopStyle") == "solid"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(product: Product, open_page: OpenPage, axe: str, scheme: str, size: str) -> None:
    page = open_page(product.url, color_scheme=scheme, viewport=SIZES[size], reduced_motion="reduce")
    launcher(page).wait_for()
    page.evaluate(axe)
    found = page.evaluate("axe.run()")["violations"]
    assert not found, [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
