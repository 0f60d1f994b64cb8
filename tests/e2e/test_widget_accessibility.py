"""What who sees little, hears the page, or has no mouse is promised of the chat on a school's page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from knowledge.schema import LANGUAGES, Language
from tests.e2e.widget_page import ANSWER_WITHIN_MS, QUESTIONS, SIZES, OpenSchool, ask, chat, launcher

pytestmark = [pytest.mark.rasa, pytest.mark.browser]

#: Words of a label by which its language is told: none is a word of another of the three.
WORDS: dict[Language, str] = {
    "nl": r"Chat sluiten|Gesprek|Je vraag",
    "de": r"Chat schließen|Gespräch|Ihre Frage",
    "en": r"Close the chat|Conversation|Your question",
}
LARGE_TEXT = "() => { document.documentElement.style.fontSize = '200%'; }"
#: The start of whatever does not fit into its box.
CUT_OFF = """() => [...document.querySelectorAll("button, h1, .message p")]
  .filter((node) => node.checkVisibility() && !node.closest(".hidden") && node.scrollWidth > node.clientWidth + 1)
  .map((node) => node.outerHTML.slice(0, 80))"""
STYLES = """async () => {
  const texts = [...document.styleSheets].map(async (sheet) => (await fetch(sheet.href)).text());
  return (await Promise.all(texts)).join("");
}"""
#: What a screen reader comes to, in this order.
OUTLINE = """() => [...document.querySelectorAll("h1, [role=log], [role=status], [role=alert], textarea, button")]
  .map((node) => node.getAttribute("role") ?? node.localName)"""


def accessible(page: Page) -> list[dict[str, Any]]:
    """Return what a screen reader is given of the frame: role and name of each node that is not ignored."""
    session = page.context.new_cdp_session(page.frames[1].page)
    session.send("Accessibility.enable")
    frame_id = next(
        child["frame"]["id"] for child in session.send("Page.getFrameTree")["frameTree"].get("childFrames", [])
    )
    nodes = session.send("Accessibility.getFullAXTree", {"frameId": frame_id})["nodes"]
    return [
        {"role": node["role"]["value"], "name": node.get("name", {}).get("value", "")}
        for node in nodes
        if not node["ignored"]
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_control_has_a_name_in_the_language_of_the_chat(open_school: OpenSchool, language: Language) -> None:
    page = open_school(f"?lang={language}")
    launcher(page).click()
    ask(page, QUESTIONS[language])
    controls = [node for node in accessible(page) if node["role"] in {"button", "textbox", "log", "DisclosureTriangle"}]
    assert len(controls) >= 8
    assert all(node["name"] for node in controls), controls
    names = "\n".join(node["name"] for node in controls)
    assert re.search(WORDS[language], names)
    for other in set(LANGUAGES) - {language}:
        assert not re.search(WORDS[other], names), names


def test_switching_the_language_switches_what_is_heard(open_school: OpenSchool) -> None:
    page = open_school("?lang=nl")
    launcher(page).click()
    chat(page).locator("button[lang=de]").click()
    expect(chat(page).locator("html")).to_have_attribute("lang", "de")
    expect(chat(page).get_by_role("log", name="Gespräch")).to_be_visible()
    expect(chat(page).get_by_label("Ihre Frage")).to_be_visible()
    # The launcher on the page follows.
    expect(launcher(page)).to_have_text("Chat schließen")
    expect(page.locator("grenswijzer-chat")).to_have_attribute("lang", "de")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_seen_on_the_launcher_is_what_it_is_called(open_school: OpenSchool, language: Language) -> None:
    page = open_school(f"?lang={language}")
    seen = launcher(page).locator("span").first.inner_text()
    expect(launcher(page)).to_have_accessible_name(re.compile(f"^{re.escape(seen)} "))
    expect(launcher(page)).to_have_attribute("aria-controls", "panel")
    launcher(page).click()
    expect(page.get_by_role("dialog")).to_have_accessible_name(re.compile("Grenswijzer"))


def test_a_screen_reader_meets_who_speaks_then_the_conversation_then_the_question(open_school: OpenSchool) -> None:
    page = open_school("?lang=en")
    launcher(page).click()
    ask(page, QUESTIONS["en"])
    outline = page.frames[1].evaluate(OUTLINE)
    first = [outline.index(role) for role in ("h1", "log", "status", "alert", "textarea")]
    assert first == sorted(first), outline
    said = chat(page).locator("[role=log] > *").all_inner_texts()
    assert said[0].startswith("Hello")
    assert [text.partition(":")[0] for text in said[1:]] == ["You", "Grenswijzer", "Grenswijzer"]


def test_each_answer_is_one_addition_also_where_it_says_the_same_again(open_school: OpenSchool) -> None:
    page = open_school("?lang=en")
    launcher(page).click()
    log = chat(page).get_by_role("log")
    expect(log).to_be_visible()
    page.frames[1].evaluate(
        """() => { window.additions = [];
        new MutationObserver((changes) => window.additions.push(changes.flatMap((change) => [...change.addedNodes])
            .filter((node) => node.matches?.(".message.assistant")).length))
          .observe(document.querySelector("[role=log]"), { childList: true, subtree: true }); }"""
    )
    for _ in range(2):
        ask(page, QUESTIONS["en"])
    answers = chat(page).locator(".message.answer")
    expect(answers).to_have_count(2)
    told = [count for count in page.frames[1].evaluate("window.additions") if count]
    # The first turn also says that a machine answers: one addition of two messages.
    assert len(told) == 2, told
    assert chat(page).locator("[role=log] [aria-live]").count() == 0


def test_coming_back_announces_nothing_of_before(open_school: OpenSchool) -> None:
    page = open_school("?lang=en")
    launcher(page).click()
    ask(page, QUESTIONS["en"])
    page.frames[1].evaluate(
        """() => { window.changes = 0;
        new MutationObserver((all) => { window.changes += all.length; })
          .observe(document.querySelector("[role=log]"), { childList: true, subtree: true }); }"""
    )
    page.keyboard.press("Escape")
    launcher(page).click()
    expect(chat(page).locator("#question")).to_be_focused()
    assert page.frames[1].evaluate("window.changes") == 0


def test_a_check_is_done_by_keyboard_alone(open_school: OpenSchool) -> None:
    page = open_school("?lang=en")
    launcher(page).focus()
    page.keyboard.press("Enter")
    expect(chat(page).locator("#question")).to_be_focused()
    page.keyboard.type("Start the permit check")
    page.keyboard.press("Enter")
    expect(chat(page).locator(".progress").first).to_contain_text("1", timeout=ANSWER_WITHIN_MS)
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if page.frames[1].evaluate("document.activeElement.matches('.choices button')"):
            break
    page.keyboard.press("Enter")
    expect(chat(page).locator(".message.user")).to_have_count(2)
    expect(chat(page).locator("#question")).to_be_focused(timeout=ANSWER_WITHIN_MS)


def test_focus_is_always_seen(open_school: OpenSchool) -> None:
    page = open_school("?lang=en")
    launcher(page).click()
    ask(page, QUESTIONS["en"])
    seen = set()
    for _ in range(25):
        page.keyboard.press("Shift+Tab")
        found = page.frames[1].evaluate(
            """() => { const node = document.activeElement, style = getComputedStyle(node);
            return [node.outerHTML.slice(0, 90), style.outlineStyle, parseFloat(style.outlineWidth)]; }"""
        )
        if found[0].startswith("<body"):
            break
        seen.add(found[0])
        assert found[1] != "none" and found[2] >= 2, found
    assert len(seen) >= 6


@pytest.mark.parametrize("size", SIZES)
def test_with_text_of_twice_the_size_nothing_is_lost(open_school: OpenSchool, size: str) -> None:
    page = open_school("?lang=de", viewport=SIZES[size])
    launcher(page).click()
    ask(page, QUESTIONS["de"])
    frame = page.frames[1]
    frame.evaluate(LARGE_TEXT)
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    chat(page).locator(".menu summary").click()
    for control in chat(page).locator("header button, textarea, .send").all():
        control.scroll_into_view_if_needed()
        box = control.bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= SIZES[size]["width"] + 1
    cut = frame.evaluate(CUT_OFF)
    assert cut == []


def test_on_a_phone_the_page_behind_cannot_be_reached_and_no_keyboard_hides_the_answer(open_school: OpenSchool) -> None:
    page = open_school("?lang=en", viewport=SIZES["phone"], has_touch=True, is_mobile=True)
    launcher(page).tap()
    assert page.evaluate(
        "document.querySelector('grenswijzer-chat').shadowRoot.querySelector('dialog').matches(':modal')"
    )
    chat(page).locator("#question").fill("Start the permit check")
    chat(page).locator("#question").press("Enter")
    choices = chat(page).locator(".message.form .choices button")
    expect(choices.first).to_be_visible(timeout=ANSWER_WITHIN_MS)
    choices.first.tap()
    expect(chat(page).locator(".progress").last).to_contain_text("2", timeout=ANSWER_WITHIN_MS)
    expect(chat(page).locator("#question")).not_to_be_focused()
    chat(page).get_by_role("button", name="Close the chat").tap()
    expect(launcher(page)).to_be_focused()


def test_beside_a_desktops_page_the_chat_is_not_modal(open_school: OpenSchool) -> None:
    page = open_school("?lang=en")
    launcher(page).click()
    expect(chat(page).locator("#question")).to_be_focused()
    assert not page.evaluate(
        "document.querySelector('grenswijzer-chat').shadowRoot.querySelector('dialog').matches(':modal')"
    )
    # What makes it small makes it modal, and the conversation stays.
    ask(page, QUESTIONS["en"])
    page.set_viewport_size(SIZES["phone"])
    expect(page.locator("grenswijzer-chat dialog:modal")).to_be_visible()
    expect(chat(page).locator(".message.answer")).to_have_count(1)


def test_motion_is_off_for_who_asks_for_less(open_school: OpenSchool) -> None:
    page = open_school("?lang=en", reduced_motion="reduce")
    launcher(page).click()
    ask(page, QUESTIONS["en"])
    animated = "node => getComputedStyle(node).animationName"
    assert page.locator("grenswijzer-chat .panel").evaluate(animated) == "none"
    assert chat(page).locator(".message").last.evaluate(animated) == "none"


def test_forced_colours_keep_the_edges_of_what_is_said_and_pressed(open_school: OpenSchool) -> None:
    page = open_school("?lang=en", forced_colors="active")
    launcher(page).click()
    ask(page, QUESTIONS["en"])
    border = "node => parseFloat(getComputedStyle(node).borderTopWidth)"
    for part in (".message.user", ".message.answer", ".head", ".send", "textarea", ".rate button"):
        assert chat(page).locator(part).first.evaluate(border) >= 1, part
    assert launcher(page).evaluate(border) >= 1


def test_an_older_browser_has_the_same_colours(open_school: OpenSchool) -> None:
    """Without light-dark(), which browsers of before 2024 do not know, dark and light still differ."""
    colours = set()
    for scheme in ("light", "dark"):
        page = open_school("?lang=en", color_scheme=scheme)
        launcher(page).click()
        chat(page).locator("#question").wait_for()
        css = page.frames[1].evaluate(STYLES)
        assert "light-dark(" not in css
        colours.add(chat(page).locator("body").evaluate("node => getComputedStyle(node).backgroundColor"))
    assert len(colours) == 2


def test_what_happens_to_messages_is_told_before_the_first(open_school: OpenSchool) -> None:
    page = open_school("?lang=nl")
    launcher(page).click()
    chat(page).get_by_text("Wat gebeurt er met wat ik typ?").click()
    told = chat(page).locator("[role=log] details").first
    expect(told).to_contain_text("24 uur")
    expect(told).to_contain_text("30 dagen")


def test_copying_says_so_politely(open_school: OpenSchool) -> None:
    page = open_school("?lang=en", permissions=["clipboard-read", "clipboard-write"])
    launcher(page).click()
    ask(page, QUESTIONS["en"])
    chat(page).locator(".menu summary").click()
    chat(page).get_by_role("button", name="Copy").click()
    expect(chat(page).get_by_role("status").filter(has_text="copied")).to_be_visible()
    # The frame may write to the clipboard and not read it; the page around it may.
    page.bring_to_front()
    page.locator("h1").click()
    assert QUESTIONS["en"] in page.evaluate("navigator.clipboard.readText()")
