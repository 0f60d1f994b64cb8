"""What can be done with an answer in the chat: opened, rated, replied to."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Product
from tests.e2e.widget_page import ANSWER_WITHIN_MS, QUESTIONS, SIZES, OpenSchool, ask, chat, launcher

pytestmark = [pytest.mark.rasa, pytest.mark.browser]

#: The smallest that a finger hits surely; WCAG asks for 24.
FINGER_PX = 28


def test_the_deciding_body_is_a_link_that_leaves_the_chat_open(open_school: OpenSchool) -> None:
    page = open_school("?lang=nl")
    launcher(page).click()
    ask(page, QUESTIONS["nl"])
    link = chat(page).locator(".message.answer .official a").first
    expect(link).to_have_attribute("href", "https://ind.nl")
    expect(link).to_have_attribute("target", "_blank")


def test_a_machine_says_so_before_and_while_one_chats(open_school: OpenSchool) -> None:
    page = open_school("?lang=nl")
    launcher(page).click()
    expect(chat(page).locator(".message").first).to_contain_text("geautomatiseerde assistent")
    ask(page, QUESTIONS["nl"])
    expect(chat(page).locator(".head")).to_contain_text("Geautomatiseerde assistent")


def test_the_older_rule_is_folded_until_it_is_opened(open_school: OpenSchool, product: Product) -> None:
    question, older = question_with_an_older_rule(product)
    page = open_school("?lang=nl")
    launcher(page).click()
    ask(page, question)
    details = chat(page).locator(".message.answer details", has_text="gold eerder").last
    expect(details.locator("p")).to_be_hidden()
    details.locator("summary").click()
    expect(details.locator("p")).to_have_text(older)
    expect(details.locator("p")).to_be_visible()


def question_with_an_older_rule(product: Product) -> tuple[str, str]:
    """Return a question in Dutch whose answer also says what an older source said, and that."""
    questions = [
        "Hoeveel uur per week mag een buitenlandse student werken naast de studie?",
        "Hoeveel mag een Turkse student werken naast de studie?",
        "Welk salaris heb ik na mijn zoekjaar nodig?",
    ]
    for question in questions:
        older = product.say(question)["messages"][-1]["older"]
        if older:
            return question, older["text"]
    pytest.fail("none of the questions is answered with an older rule")


def test_a_quick_reply_is_sent_and_then_gone(open_school: OpenSchool) -> None:
    page = open_school("?lang=nl")
    launcher(page).click()
    ask(page, "hallo")
    button = chat(page).locator(".choices button").first
    title = button.inner_text()
    button.click()
    expect(chat(page).locator(".message.user").last).to_contain_text(title)
    expect(chat(page).locator(".typing:not(:empty)")).to_have_count(0, timeout=ANSWER_WITHIN_MS)
    expect(chat(page).get_by_role("button", name=title, exact=True)).to_have_count(0)


def test_an_answer_can_be_rated_once(open_school: OpenSchool) -> None:
    page = open_school("?lang=nl")
    launcher(page).click()
    ask(page, QUESTIONS["nl"])
    chat(page).get_by_role("button", name="Ja, dit helpt").click()
    expect(chat(page).locator(".message.answer .rated")).to_have_text("Bedankt voor je reactie.")
    expect(chat(page).get_by_role("button", name="Ja, dit helpt")).to_have_count(0)


def test_who_says_no_may_say_why(open_school: OpenSchool) -> None:
    page = open_school("?lang=nl")
    launcher(page).click()
    ask(page, QUESTIONS["nl"])
    chat(page).get_by_role("button", name="Nee, dit helpt niet").click()
    chat(page).get_by_label("Wat klopte er niet?").fill("Het ging mij om een stage.")
    with page.expect_request("**/api/v1/feedback") as sent:
        chat(page).get_by_role("button", name="Versturen").click()
    assert sent.value.post_data_json["comment"] == "Het ging mij om een stage."
    expect(chat(page).locator(".rated")).to_have_text("Bedankt voor je reactie.")


def test_the_length_is_limited_and_counted_when_it_gets_short(open_school: OpenSchool) -> None:
    page = open_school("?lang=nl")
    launcher(page).click()
    field = chat(page).locator("#question")
    field.fill("a" * 399)
    expect(chat(page).locator("#left")).to_be_empty()
    field.fill("a" * 450)
    expect(chat(page).locator("#left")).to_have_text("Nog 50 tekens")
    field.press_sequentially("b" * 60)
    assert len(field.input_value()) == 500


def test_every_control_can_be_hit_with_a_finger(open_school: OpenSchool) -> None:
    page = open_school("?lang=nl", viewport=SIZES["phone"], has_touch=True)
    launcher(page).click()
    ask(page, QUESTIONS["nl"])
    controls = chat(page).locator("button:visible, summary:visible").all()
    assert len(controls) >= 7
    for control in controls:
        box = control.bounding_box()
        assert box is not None and min(box["width"], box["height"]) >= FINGER_PX, control.inner_text()
