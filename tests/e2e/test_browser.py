"""The demo page in a real browser, on the running product."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Product

pytestmark = [pytest.mark.rasa, pytest.mark.browser]

QUESTION = "Hoeveel uur per week mag een buitenlandse student werken naast de studie?"
ANSWER_WITHIN_MS = 20_000
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
OpenPage = Callable[..., Page]


def ask(page: Page, question: str) -> None:
    """Type a question, send it by keyboard and wait for the answer."""
    page.locator("#question").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".message.user").last).to_contain_text(question)
    expect(page.locator("#typing")).to_be_empty(timeout=ANSWER_WITHIN_MS)


def test_a_question_gets_an_answer_with_date_source_and_the_deciding_body(
    product: Product, open_page: OpenPage
) -> None:
    page = open_page(product.url)
    ask(page, QUESTION)
    answer = page.locator(".message.answer").last
    expect(answer).to_contain_text("16 uur")
    expect(answer.locator(".holds")).to_contain_text("Stand:")
    expect(answer.locator(".official a").first).to_have_attribute("href", "https://ind.nl")
    assert answer.locator(".sources li").count() > 0
    assert page.evaluate("Object.keys(sessionStorage)") == ["grenswijzer.conversation"]
    assert page.evaluate("localStorage.length") == 0


def test_the_page_says_that_a_machine_answers_before_and_while_one_chats(product: Product, open_page: OpenPage) -> None:
    page = open_page(product.url)
    expect(page.locator(".chat-head")).to_contain_text("Geautomatiseerde assistent")
    expect(page.locator("#welcome")).to_contain_text("geautomatiseerde assistent")


def test_the_older_rule_is_folded_until_it_is_opened(product: Product, open_page: OpenPage) -> None:
    question, older = question_with_an_older_rule(product)
    page = open_page(product.url)
    ask(page, question)
    details = page.locator(".message.answer details", has_text="gold eerder").last
    expect(details.locator("p")).to_be_hidden()
    details.locator("summary").click()
    expect(details.locator("p")).to_be_visible()
    expect(details.locator("p")).to_have_text(older)


def question_with_an_older_rule(product: Product) -> tuple[str, str]:
    """Return a question whose answer also says what an older source said, and that."""
    questions = [
        QUESTION,
        "Wie viele Stunden darf ein türkischer Student neben dem Studium arbeiten?",
        "What salary do I need after my orientation year?",
    ]
    for question in questions:
        older = product.say(question)["messages"][-1]["older"]
        if older:
            return question, older["text"]
    pytest.fail("none of the questions is answered with an older rule")


@pytest.mark.parametrize(
    ("language", "label", "title"),
    [("de", "Ihre Frage", "Lernen und arbeiten"), ("en", "Your question", "Learn and work")],
)
def test_switching_the_language_switches_every_label_and_the_answers(
    product: Product, open_page: OpenPage, language: str, label: str, title: str
) -> None:
    page = open_page(product.url)
    page.locator(f"[data-language={language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.get_by_label(label, exact=True)).to_be_visible()
    expect(page.locator("h1")).to_contain_text(title)
    expect(page.locator(f"[data-language={language}]")).to_have_attribute("aria-current", "true")
    page.locator("#welcome .buttons button").nth(2).click()
    expect(page.locator("#typing")).to_be_empty(timeout=ANSWER_WITHIN_MS)
    expect(page.locator(".message.assistant:not(#welcome)").last).to_have_attribute("lang", language)


def test_everything_is_done_by_keyboard_and_focus_stays_in_the_question(product: Product, open_page: OpenPage) -> None:
    page = open_page(product.url)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator(".message.answer").last).to_be_visible(timeout=ANSWER_WITHIN_MS)
    expect(page.locator("#question")).to_be_focused()


def test_an_answer_is_announced_once_as_a_whole(product: Product, open_page: OpenPage) -> None:
    page = open_page(product.url)
    expect(page.locator("#log")).to_have_attribute("role", "log")
    page.evaluate(
        """() => {
            window.additions = [];
            new MutationObserver((all) => window.additions.push(...all.map((one) => one.addedNodes.length)))
                .observe(document.querySelector("#log"), { childList: true });
        }"""
    )
    ask(page, QUESTION)
    additions = [count for count in page.evaluate("window.additions") if count]
    shown = page.locator(".message.assistant:not(#welcome), .message.notice").count()
    assert additions == [1, shown]


def test_what_a_user_types_is_shown_as_text(product: Product, open_page: OpenPage) -> None:
    page = open_page(product.url)
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    ask(page, "<img src=x onerror=alert(1)> <b>stage</b>")
    assert page.locator("#log img, #log b").count() == 0


def test_a_quick_reply_is_sent_and_then_gone(product: Product, open_page: OpenPage) -> None:
    page = open_page(product.url)
    ask(page, "hallo")
    button = page.locator(".message:not(#welcome) .buttons button").first
    title = button.inner_text()
    button.click()
    expect(page.locator(".message.user").last).to_contain_text(title)
    expect(page.locator("#typing")).to_be_empty(timeout=ANSWER_WITHIN_MS)
    assert page.get_by_role("button", name=title, exact=True).count() == 0


def test_an_answer_can_be_rated(product: Product, open_page: OpenPage) -> None:
    page = open_page(product.url)
    ask(page, QUESTION)
    thumb = page.get_by_role("button", name="Ja, dit helpt").last
    thumb.click()
    expect(thumb).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".rate [role=status]").last).to_have_text("Bedankt voor je reactie.")


def test_forgetting_clears_the_page_and_the_token(product: Product, open_page: OpenPage) -> None:
    page = open_page(product.url)
    expect(page.locator("#forget")).to_be_hidden()
    ask(page, QUESTION)
    page.locator("#forget").click()
    expect(page.locator("#log")).to_contain_text("Het gesprek is gewist")
    expect(page.locator(".message.user, .message.answer")).to_have_count(0)
    assert page.evaluate("sessionStorage.length") == 0
    ask(page, QUESTION)
    expect(page.locator(".message.answer")).to_be_visible()


def test_an_ended_conversation_starts_anew_by_itself(product: Product, open_page: OpenPage) -> None:
    page = open_page(product.url)
    page.evaluate("sessionStorage.setItem('grenswijzer.conversation', 'no-longer-known')")
    ask(page, QUESTION)
    expect(page.locator("#log")).to_contain_text("Dit is een nieuw gesprek")
    expect(page.locator(".message.answer")).to_be_visible()


def test_offline_the_question_stays_and_is_sent_when_the_net_is_back(product: Product, open_page: OpenPage) -> None:
    page = open_page(product.url)
    page.context.set_offline(True)
    expect(page.locator("#problem")).to_contain_text("offline")
    page.locator("#question").fill(QUESTION)
    page.keyboard.press("Enter")
    retry = page.get_by_role("button", name="Opnieuw proberen")
    expect(retry).to_be_visible()
    expect(page.locator("#question")).to_have_value(QUESTION)
    assert page.locator(".message.user").count() == 0
    page.context.set_offline(False)
    expect(page.locator("#problem")).to_contain_text("weer online")
    assert retry.count() == 0
    page.locator("#question").press("Enter")
    expect(page.locator(".message.answer")).to_be_visible(timeout=ANSWER_WITHIN_MS)
    expect(page.locator("#question")).to_have_value("")


def test_too_many_questions_are_told_to_wait_and_the_question_stays(product: Product, open_page: OpenPage) -> None:
    token = product.say("hallo")["conversation"]
    page = open_page(product.url)
    page.evaluate("token => sessionStorage.setItem('grenswijzer.conversation', token)", token)
    page.locator("#question").fill(QUESTION)
    # Last of all: a slow machine must not open the page while the limit runs out.
    for _ in range(30):
        if product.chat("/x", conversation=token).status_code == 429:
            break
    page.keyboard.press("Enter")
    expect(page.locator("#problem")).to_contain_text("Wacht")
    expect(page.locator("#question")).to_have_value(QUESTION)
    expect(page.get_by_role("button", name="Opnieuw proberen")).to_be_visible()


def test_a_slow_answer_is_excused(product: Product, open_page: OpenPage) -> None:
    page = open_page(product.url)
    expect(page.locator("#welcome")).to_be_visible()
    slow = {"offline": False, "latency": 6000, "downloadThroughput": -1, "uploadThroughput": -1}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
    page.locator("#question").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#typing")).to_contain_text("zoekt het antwoord op")
    expect(page.locator("#typing")).to_contain_text("langer dan anders", timeout=6000)
    expect(page.locator(".message.answer")).to_be_visible(timeout=ANSWER_WITHIN_MS)


def test_a_switched_off_assistant_says_so_at_once(product: Product, open_page: OpenPage) -> None:
    switch = product.state / "kill-switch"
    switch.touch()
    try:
        page = open_page(f"{product.url}/?lang=de")
        expect(page.locator("#problem")).to_contain_text("ausgeschaltet")
        page.locator("#question").fill("Hallo")
        page.keyboard.press("Enter")
        expect(page.locator("#problem")).to_contain_text("ausgeschaltet")
        expect(page.locator("#question")).to_have_value("Hallo")
    finally:
        switch.unlink()


@pytest.mark.parametrize(("width", "height"), [(320, 640), (390, 844), (768, 1024), (1280, 860)])
def test_nothing_is_cut_off_at_any_width(product: Product, open_page: OpenPage, width: int, height: int) -> None:
    page = open_page(product.url, viewport={"width": width, "height": height})
    ask(page, QUESTION)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    log = page.locator("#log")
    assert log.evaluate("node => node.scrollWidth <= node.clientWidth")
    box = page.locator("#question").bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width


def test_every_control_can_be_hit_with_a_finger(product: Product, open_page: OpenPage) -> None:
    page = open_page(product.url, **PHONE)
    ask(page, QUESTION)
    for control in page.locator("button:visible, nav a:visible").all():
        box = control.bounding_box()
        assert box is not None and min(box["width"], box["height"]) >= 28, control.inner_text()


def test_the_length_is_limited_and_counted_when_it_gets_short(product: Product, open_page: OpenPage) -> None:
    page = open_page(product.url)
    page.locator("#question").fill("a" * 399)
    expect(page.locator("#left")).to_be_empty()
    page.locator("#question").fill("a" * 450)
    expect(page.locator("#left")).to_have_text("Nog 50 tekens")
    page.locator("#question").press_sequentially("b" * 60)
    assert len(page.locator("#question").input_value()) == 500


def test_motion_is_off_for_who_asks_for_less(product: Product, open_page: OpenPage) -> None:
    page = open_page(product.url, reduced_motion="reduce")
    assert page.locator("#welcome").evaluate("node => getComputedStyle(node).animationName") == "none"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_enough_contrast_in_both_schemes(product: Product, open_page: OpenPage, scheme: str) -> None:
    page = open_page(product.url, color_scheme=scheme)
    pairs = [
        ("--ink", "--surface-soft"), ("--ink", "--page"), ("--ink", "--caution"), ("--ink", "--problem"),
        ("--ink-soft", "--surface-soft"), ("--ink-soft", "--page"), ("--ink-soft", "--surface"),
        ("--link", "--surface-soft"), ("--link", "--surface"),
        ("--on-brand", "--brand"), ("--on-brand", "--brand-strong"),
    ]  # fmt: skip
    for ink, ground in pairs:
        assert contrast(page, ink, ground) >= 4.5, (ink, ground)
    for line, ground in [("--control", "--surface"), ("--focus", "--surface"), ("--caution-line", "--caution")]:
        assert contrast(page, line, ground) >= 3, (line, ground)


def contrast(page: Page, ink: str, ground: str) -> float:
    """Return the contrast of two colour tokens, as WCAG 2 computes it."""

    def luminance(token: str) -> float:
        value = page.evaluate(f"getComputedStyle(document.documentElement).getPropertyValue('{token}').trim()")
        parts = [int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_without_javascript_the_same_form_answers(product: Product, open_page: OpenPage) -> None:
    page = open_page(product.url, java_script_enabled=False)
    page.locator("#question").fill(QUESTION)
    page.locator(".send").click()
    expect(page).to_have_url(f"{product.url}/plain?lang=nl")
    expect(page.locator(".message.answer")).to_contain_text("16 uur")
    expect(page.locator(".message.answer")).to_contain_text("Bronnen")
    page.locator(".plain textarea").fill("bedankt")
    page.locator(".plain .send").click()
    expect(page.locator(".message.smalltalk")).to_be_visible()
    page.locator(".quiet").click()
    expect(page.locator("main")).to_contain_text("Het gesprek is gewist")
