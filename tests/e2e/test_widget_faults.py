"""What the chat does where something is wrong: the net, the service, the conversation, or what is typed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import Product
from tests.e2e.widget_page import ANSWER_WITHIN_MS, QUESTIONS, OpenSchool, ask, chat, launcher

pytestmark = [pytest.mark.rasa, pytest.mark.browser]

KEEP_TOKEN = "token => sessionStorage.setItem('grenswijzer.conversation', token)"


def opened(open_school: OpenSchool, query: str = "?lang=nl") -> Page:
    page = open_school(query)
    launcher(page).click()
    expect(chat(page).locator("#question")).to_be_focused()
    return page


def opened_within(open_school: OpenSchool, token: str) -> Page:
    """Open the chat in a tab that keeps the token of a conversation."""
    page = opened(open_school)
    page.frames[1].evaluate(KEEP_TOKEN, token)
    page.reload()
    launcher(page).click()
    expect(chat(page).locator("#question")).to_be_focused()
    return page


def send(page: Page, question: str) -> None:
    chat(page).locator("#question").fill(question)
    chat(page).locator("#question").press("Enter")


@contextmanager
def switched_off(product: Product) -> Iterator[None]:
    switch = product.state / "kill-switch"
    switch.touch()
    try:
        yield
    finally:
        switch.unlink()


def test_what_a_user_types_is_shown_as_text(open_school: OpenSchool) -> None:
    page = opened(open_school)
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    ask(page, "<img src=x onerror=alert(1)> <b>stage</b>")
    expect(chat(page).locator("[role=log] img, [role=log] b")).to_have_count(0)


def test_an_ended_conversation_starts_anew_by_itself(open_school: OpenSchool) -> None:
    page = opened_within(open_school, "no-longer-known")
    ask(page, QUESTIONS["nl"])
    expect(chat(page).locator("[role=log]")).to_contain_text("Dit is een nieuw gesprek")
    expect(chat(page).locator(".message.answer")).to_be_visible()


def test_offline_the_question_stays_and_is_sent_when_the_net_is_back(open_school: OpenSchool) -> None:
    page = opened(open_school)
    page.context.set_offline(True)
    expect(chat(page).locator(".problem")).to_contain_text("offline")
    send(page, QUESTIONS["nl"])
    expect(chat(page).get_by_role("button", name="Opnieuw proberen")).to_be_visible()
    expect(chat(page).locator("#question")).to_have_value(QUESTIONS["nl"])
    expect(chat(page).locator(".message.user")).to_have_count(0)
    page.context.set_offline(False)
    expect(chat(page).locator(".problem")).to_contain_text("weer online")
    chat(page).locator("#question").press("Enter")
    expect(chat(page).locator(".message.answer")).to_be_visible(timeout=ANSWER_WITHIN_MS)
    expect(chat(page).locator("#question")).to_have_value("")


def test_where_the_service_cannot_be_reached_trying_again_sends_the_same_question(open_school: OpenSchool) -> None:
    page = opened(open_school)
    page.route("**/api/v1/chat", lambda route: route.abort())
    send(page, QUESTIONS["nl"])
    expect(chat(page).locator(".problem")).to_contain_text("niet bereikbaar")
    page.unroute("**/api/v1/chat")
    chat(page).get_by_role("button", name="Opnieuw proberen").click()
    expect(chat(page).locator(".message.answer")).to_be_visible(timeout=ANSWER_WITHIN_MS)
    expect(chat(page).locator(".message.user")).to_have_count(1)
    expect(chat(page).locator(".problem")).to_be_empty()


def test_too_many_questions_are_told_to_wait_and_the_question_stays(open_school: OpenSchool, product: Product) -> None:
    token = product.say("hallo")["conversation"]
    page = opened_within(open_school, token)
    chat(page).locator("#question").fill(QUESTIONS["nl"])
    # Last of all: a slow machine must not open the page while the limit runs out.
    for _ in range(30):
        if product.chat("/x", conversation=token).status_code == 429:
            break
    chat(page).locator("#question").press("Enter")
    expect(chat(page).locator(".problem")).to_contain_text("Wacht")
    expect(chat(page).locator("#question")).to_have_value(QUESTIONS["nl"])
    expect(chat(page).get_by_role("button", name="Opnieuw proberen")).to_be_visible()


def test_a_slow_answer_is_excused(open_school: OpenSchool) -> None:
    page = opened(open_school)
    slow = {"offline": False, "latency": 6000, "downloadThroughput": -1, "uploadThroughput": -1}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
    send(page, QUESTIONS["nl"])
    expect(chat(page).locator(".typing")).to_contain_text("zoekt het antwoord op")
    expect(chat(page).locator(".typing")).to_contain_text("langer dan anders", timeout=6000)
    expect(chat(page).locator(".message.answer")).to_be_visible(timeout=ANSWER_WITHIN_MS)


def test_a_switched_off_assistant_says_so_at_once_and_keeps_the_question(
    open_school: OpenSchool, product: Product
) -> None:
    with switched_off(product):
        page = opened(open_school, "?lang=de")
        expect(chat(page).locator(".problem")).to_contain_text("ausgeschaltet")
        send(page, "Hallo")
        expect(chat(page).locator(".problem")).to_contain_text("ausgeschaltet")
        expect(chat(page).locator("#question")).to_have_value("Hallo")


def test_an_empty_question_is_told_and_not_sent(open_school: OpenSchool) -> None:
    page = opened(open_school)
    send(page, "  ")
    expect(chat(page).locator(".problem")).to_have_text("Typ eerst een vraag.")
    expect(chat(page).locator(".message.user")).to_have_count(0)


def test_a_second_question_waits_for_the_first_answer(open_school: OpenSchool) -> None:
    page = opened(open_school)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/api/v1/chat", hold)
    send(page, QUESTIONS["nl"])
    expect(chat(page).locator(".message.user")).to_have_count(1)
    send(page, "En een stage?")
    expect(chat(page).locator(".problem")).to_contain_text("het vorige antwoord komt nog")
    expect(chat(page).locator("#question")).to_have_value("En een stage?")
    held[0].continue_()
    expect(chat(page).locator(".message.answer")).to_be_visible(timeout=ANSWER_WITHIN_MS)
    assert len(held) == 1
