"""Conversations with the running product: Rasa, the actions and the gateway together."""

from __future__ import annotations

import json

import httpx
import pytest

from tests.e2e.conftest import Product
from web.notices import discloses

pytestmark = pytest.mark.rasa

QUESTIONS = {
    "nl": "Hoeveel uur per week mag een buitenlandse student werken naast de studie?",
    "de": "Wie viele Stunden pro Woche dürfen ausländische Studierende neben dem Studium arbeiten?",
    "en": "How many hours a week may a foreign student work beside the studies?",
}
GREETINGS = {"nl": "goedemorgen", "de": "Guten Morgen", "en": "good morning"}


@pytest.mark.parametrize("language", ["nl", "de", "en"])
def test_a_question_is_answered_in_its_language_with_source_and_date(product: Product, language: str) -> None:
    answer = product.say(QUESTIONS[language])
    assert answer["language"] == language
    assert discloses(answer["messages"][0]["text"])
    last = answer["messages"][-1]
    assert (last["kind"], last["language"]) == ("answer", language)
    assert "16" in last["text"]
    assert last["sources"] and last["as_of"]


@pytest.mark.parametrize("language", ["nl", "de", "en"])
def test_a_greeting_says_in_its_language_that_a_machine_speaks(product: Product, language: str) -> None:
    answer = product.say(GREETINGS[language])
    assert any(discloses(message["text"]) for message in answer["messages"])
    assert answer["messages"][-1]["kind"] == "smalltalk"
    assert answer["messages"][-1]["language"] == language


def test_the_language_follows_the_words_in_the_middle_of_a_conversation(product: Product) -> None:
    token = product.say(QUESTIONS["nl"])["conversation"]
    for language in ("de", "en", "nl"):
        answer = product.say(QUESTIONS[language], conversation=token)
        assert answer["language"] == language
        assert answer["messages"][-1]["language"] == language


def test_a_chosen_language_is_spoken_whatever_the_words(product: Product) -> None:
    answer = product.say("TWV", language="de")
    assert {message["language"] for message in answer["messages"]} == {"de"}


def test_a_button_of_a_reply_leads_on(product: Product) -> None:
    answer = product.say("hallo", language="nl")
    buttons = answer["messages"][-1]["buttons"]
    assert buttons
    response = product.chat(payload=buttons[0]["payload"], conversation=answer["conversation"])
    assert response.status_code == 200
    assert response.json()["messages"][-1]["status"] != "fallback-error"


def test_who_asks_for_a_person_is_given_contacts(product: Product) -> None:
    last = product.say("Ik wil graag een mens spreken")["messages"][-1]
    assert (last["kind"], last["status"]) == ("handover", "handover-asked-for-person")
    assert last["contacts"]


@pytest.mark.parametrize("text", ["/restart", " /greet", "\u2003/bye", '/ask{"language":"xx"}', "／session_start"])
def test_no_command_typed_as_text_is_ever_carried_out(product: Product, text: str) -> None:
    token = product.say(QUESTIONS["de"])["conversation"]
    before = len(product.stored_events())
    answer = product.say(text, conversation=token)
    assert answer["messages"][-1]["kind"] == "notice"
    assert len(product.stored_events()) == before
    assert product.say("und in den Ferien?", conversation=token)["language"] == "de"


def test_rasa_stores_only_masked_text_and_the_processes_print_none(product: Product) -> None:
    product.say("Ik heet Willemijn Voorbeeldsma, mail w@voorbeeldsma.nl, hoeveel uur mag ik werken?")
    product.say("jan@geheimpje.nl")
    stored = json.dumps(product.stored_events())
    for secret in ("Voorbeeldsma", "voorbeeldsma", "geheimpje"):
        assert secret not in stored
    printed = "\n".join(product.output)
    assert "hoeveel uur" not in printed
    assert "voorbeeldsma" not in printed.lower()


def test_a_forgotten_conversation_is_gone_from_rasas_store(product: Product) -> None:
    before = {sender for sender, _ in product.stored_events()}
    token = product.say("Wat is een kattenluikvergunning?")["conversation"]
    [sender] = {sender for sender, _ in product.stored_events()} - before
    product.say("en hoe lang duurt dat?", conversation=token)
    headers = {"Authorization": f"Bearer {token}"}
    assert httpx.delete(f"{product.url}/api/v1/chat", headers=headers).status_code == 204
    assert sender not in {one for one, _ in product.stored_events()}
    for path in product.state.glob("tracker.db*"):
        assert b"kattenluik" not in path.read_bytes()
    assert product.chat("nog iets", conversation=token).status_code == 401


def test_inner_addresses_do_not_exist_outside(product: Product) -> None:
    assert httpx.post(f"{product.url}/webhook", json={}).status_code == 404
    assert httpx.get(f"{product.url}/metrics").status_code == 404
