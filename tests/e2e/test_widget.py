"""The chat on a school's page of another origin, which resets every style, has an old library and a strict policy."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from knowledge.schema import LANGUAGES, Language
from tests.e2e.conftest import Product
from tests.e2e.widget_page import ANSWER_WITHIN_MS, QUESTIONS, SIZES, OpenSchool, ask, chat, launcher

pytestmark = [pytest.mark.rasa, pytest.mark.browser]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_is_answered_on_a_hostile_page(open_school: OpenSchool, language: Language, size: str) -> None:
    page = open_school(f"?lang={language}", viewport=SIZES[size])
    launcher(page).click()
    expect(chat(page).locator("#question")).to_be_focused()
    ask(page, QUESTIONS[language])
    answer = chat(page).locator(".message.answer").last
    expect(answer).to_contain_text("16")
    expect(answer.locator(".holds")).not_to_be_empty()
    expect(answer.locator(".sources").first).to_be_visible()
    panel = page.locator("grenswijzer-chat .panel").bounding_box()
    assert panel is not None
    assert panel["x"] >= 0
    assert panel["x"] + panel["width"] <= SIZES[size]["width"]


def test_the_launcher_stays_at_its_place_whatever_the_page_resets(open_school: OpenSchool) -> None:
    page = open_school()
    box = launcher(page).bounding_box()
    assert box is not None
    assert box["x"] > SIZES["desktop"]["width"] / 2
    assert box["y"] > SIZES["desktop"]["height"] / 2
    assert min(box["width"], box["height"]) >= 44


def test_an_unknown_language_of_the_page_gives_dutch(open_school: OpenSchool) -> None:
    page = open_school()
    expect(launcher(page)).to_contain_text("Vraag het Grenswijzer")
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def test_keys_open_and_close_it_and_focus_goes_back(open_school: OpenSchool) -> None:
    page = open_school("?lang=en")
    launcher(page).focus()
    page.keyboard.press("Enter")
    expect(launcher(page)).to_have_attribute("aria-expanded", "true")
    expect(chat(page).locator("#question")).to_be_focused()
    page.keyboard.press("Escape")
    expect(launcher(page)).to_have_attribute("aria-expanded", "false")
    expect(launcher(page)).to_be_focused()


def test_what_is_typed_in_the_chat_is_not_heard_by_the_page(open_school: OpenSchool) -> None:
    page = open_school("?lang=en")
    launcher(page).click()
    expect(chat(page).locator("#question")).to_be_focused()
    page.keyboard.type("secret")
    expect(chat(page).locator("#question")).to_have_value("secret")
    assert page.evaluate("window.heard") == []


def test_a_link_opens_the_permit_check(open_school: OpenSchool) -> None:
    page = open_school("?lang=nl")
    page.locator("#check").click()
    expect(chat(page).locator(".progress").first).to_contain_text("Vraag 1", timeout=ANSWER_WITHIN_MS)
    expect(chat(page).locator(".choices button").first).to_be_visible()


def test_a_check_has_a_progress_line_and_a_way_back(open_school: OpenSchool) -> None:
    page = open_school("?lang=nl#grenswijzer=permit-check")
    first = chat(page).locator(".message.form").last
    expect(first.locator(".progress")).to_contain_text("Vraag 1", timeout=ANSWER_WITHIN_MS)
    asked = first.locator("p").nth(1).inner_text()
    chat(page).get_by_role("button", name="Stage", exact=True).click()
    expect(chat(page).locator(".progress").last).to_contain_text("Vraag 2", timeout=ANSWER_WITHIN_MS)
    chat(page).get_by_role("button", name="Vorige vraag").click()
    expect(chat(page).locator(".progress").last).to_contain_text("Vraag 1", timeout=ANSWER_WITHIN_MS)
    expect(chat(page).locator(".message.form").last).to_contain_text(asked)


def test_the_page_is_told_what_happens_but_not_what_is_said(open_school: OpenSchool) -> None:
    page = open_school("?lang=en")
    page.evaluate(
        """() => { window.told = [];
        for (const name of ["open", "close", "ready", "answer", "language", "forgotten"])
          document.addEventListener(`grenswijzer:${name}`, (event) => window.told.push([name, event.detail])); }"""
    )
    page.evaluate("Grenswijzer.ask('How many hours may a student from India work?')")
    expect(chat(page).locator(".message.answer").last).to_contain_text("16", timeout=ANSWER_WITHIN_MS)
    page.evaluate("Grenswijzer.setLanguage('de')")
    expect(chat(page).locator("h1 + p")).to_have_text("Automatisierter Assistent")
    page.evaluate("Grenswijzer.close()")
    told = page.evaluate("window.told")
    assert [name for name, _ in told] == ["open", "ready", "answer", "language", "close"]
    assert dict(told)["answer"].keys() == {"event", "kind", "status", "language"}
    assert "India" not in str(told)


def test_forgetting_empties_the_log_and_the_tab(open_school: OpenSchool) -> None:
    page = open_school("?lang=en")
    launcher(page).click()
    ask(page, QUESTIONS["en"])
    frame = page.frames[1]
    assert set(frame.evaluate("Object.keys(sessionStorage)")) == {"grenswijzer.conversation", "grenswijzer.log"}
    chat(page).locator(".menu summary").click()
    chat(page).get_by_role("button", name="Delete conversation").click()
    expect(chat(page).locator(".message.notice")).to_contain_text("deleted")
    expect(chat(page).locator(".message.user")).to_have_count(0)
    assert "grenswijzer.conversation" not in frame.evaluate("Object.keys(sessionStorage)")
    assert frame.evaluate("localStorage.length") == 0


def test_the_conversation_goes_on_on_the_next_page_of_the_tab(open_school: OpenSchool) -> None:
    page = open_school("?lang=en")
    launcher(page).click()
    ask(page, QUESTIONS["en"])
    page.reload()
    launcher(page).click()
    expect(chat(page).locator(".message.user")).to_contain_text(QUESTIONS["en"])


def test_the_conversation_can_be_kept_as_text(open_school: OpenSchool) -> None:
    page = open_school("?lang=en")
    launcher(page).click()
    ask(page, QUESTIONS["en"])
    chat(page).locator(".menu summary").click()
    with page.expect_download() as kept:
        chat(page).get_by_role("button", name="Download").click()
    text = kept.value.path().read_text(encoding="utf-8")
    assert "automated assistant" in text.splitlines()[0]
    assert QUESTIONS["en"] in text
    assert "16" in text


def test_an_operators_banner_stands_above_the_conversation(open_school: OpenSchool, product: Product) -> None:
    banner = product.state / "banner.yml"
    banner.write_text("nl: Maandag gesloten\nde: Montag geschlossen\nen: Closed on Monday\n", encoding="utf-8")
    try:
        page = open_school("?lang=en")
        launcher(page).click()
        expect(chat(page).locator(".banner")).to_have_text("Closed on Monday")
    finally:
        banner.unlink()


def test_a_passage_in_another_language_says_so(open_school: OpenSchool) -> None:
    page = open_school("?lang=en")
    launcher(page).click()
    ask(page, QUESTIONS["de"])
    expect(chat(page).locator(".message.answer").last).to_have_attribute("lang", "de")


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_nothing_is_wider_than_the_screen(open_school: OpenSchool, width: int) -> None:
    page = open_school("?lang=de", viewport={"width": width, "height": 640})
    launcher(page).click()
    ask(page, QUESTIONS["de"])
    assert page.frames[1].evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("theme", ["grenscollege", "euregio"])
def test_axe_finds_nothing(open_school: OpenSchool, axe: str, scheme: str, theme: str) -> None:
    page = open_school(f"?lang=en&theme={theme}", color_scheme=scheme, reduced_motion="reduce")
    launcher(page).click()
    frame = page.frames[1]
    chat(page).locator("#question").wait_for()
    for state in ("start", "answer", "check", "menu"):
        if state == "answer":
            ask(page, QUESTIONS["en"])
        if state == "check":
            ask(page, "Start the permit check")
        if state == "menu":
            chat(page).locator(".menu summary").click()
        # The policy of the frame lets no script in; what a debugger evaluates is none.
        frame.evaluate(axe)
        found = frame.evaluate("axe.run()")["violations"]
        assert not found, (state, [(one["id"], [node["html"] for node in one["nodes"]]) for one in found])
