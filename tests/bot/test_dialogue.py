"""Whole turns through the trained bot, with a real action server beside it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bot.action_server import ActionServer
from tests.bot.conftest import Say

pytestmark = pytest.mark.rasa


def custom(messages: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the one custom part of a reply."""
    (found,) = [message["custom"] for message in messages if "custom" in message]
    return found


def text(messages: list[dict[str, Any]]) -> str:
    return " ".join(message.get("text", "") for message in messages)


@pytest.mark.parametrize(
    ("message", "language", "start"),
    [
        ("hallo, goedemorgen", "nl", "Hallo! Ik ben Grenswijzer"),
        ("Guten Tag", "de", "Guten Tag! Ich bin Grenswijzer"),
        ("hi there, good morning", "en", "Hello! I am Grenswijzer"),
    ],
)
def test_a_greeting_is_answered_in_its_language_with_examples(
    say: Say, message: str, language: str, start: str
) -> None:
    messages = say(message)
    assert messages[0]["text"].startswith(start)
    assert len(messages[0]["buttons"]) == 4
    assert custom(messages) == {"kind": "smalltalk", "status": "small-talk", "language": language}


def test_while_no_language_is_known_all_three_are_spoken(say: Say) -> None:
    messages = say("hallo")
    assert all(word in text(messages) for word in ("geen mens", "kein Mensch", "not a person"))
    assert custom(messages) == {"kind": "smalltalk", "status": "small-talk"}


@pytest.mark.parametrize(
    ("message", "status"),
    [
        ("bedankt voor de hulp", "small-talk"),
        ("tot ziens", "small-talk"),
        ("wat kun je allemaal", "small-talk"),
        ("ben je een robot", "small-talk"),
        ("jij stomme bot", "refused-abuse"),
    ],
)
def test_small_talk_and_abuse_are_answered_without_the_service(
    say: Say, actions: ActionServer, message: str, status: str
) -> None:
    before = len(actions.calls)
    assert custom(say(message))["status"] == status
    assert len(actions.calls) == before


@pytest.mark.parametrize(
    ("message", "action"),
    [
        ("Heb ik een vergunning nodig voor een stagiair uit Peru?", "action_answer"),
        ("wer malte das deckengemälde im rathaus", "action_answer"),
        ("looneis", "action_answer"),
        ("", "action_answer"),
        ("ßß brgl 77", "action_answer"),
        ("ich möchte mit einem Berater sprechen", "action_contact_person"),
        ("auf Deutsch bitte", "action_switch_language"),
        ('/choose{"choice": "work-permit-twv#fee"}', "action_choose"),
        ('/more{"choice": "work-permit-twv"}', "action_more"),
    ],
)
def test_all_else_goes_to_the_service(say: Say, message: str, action: str) -> None:
    assert custom(say(message))["action"] == action


def test_the_service_gets_the_token_the_ranking_and_the_metadata(say: Say, actions: ActionServer) -> None:
    say("Was kostet die TWV?", role="employer", region="Emmen", site="school", masked=True)
    call = actions.calls[-1]
    latest = call["tracker"]["latest_message"]
    assert actions.queries[-1] == "/webhook?token=secret"
    assert latest["intent_ranking"][0]["name"] == "ask"
    assert len(latest["intent_ranking"]) > 5
    assert latest["metadata"] == {"role": "employer", "region": "Emmen", "site": "school", "masked": True}
    slots = call["tracker"]["slots"]
    assert (slots["user_role"], slots["user_region"], slots["permit"]) == ("employer", "Emmen", "work-permit-twv")


def test_a_button_brings_its_choice_and_leaves_the_language(say: Say) -> None:
    say("Was kostet die niederländische Arbeitserlaubnis?")
    slots = custom(say('/choose{"choice": "work-permit-twv#fee"}'))["slots"]
    assert (slots["choice"], slots["language"]) == ("work-permit-twv#fee", "de")


def test_the_language_follows_the_user_and_nothing_less(say: Say) -> None:
    spoken = []
    for message in (
        "hoi, mag een student uit India bij ons werken?",
        "en voor hoe lang?",
        "thanks",
        "Und wie ist das bei Praktika?",
        "mein employer fragt",
        "can we speak English, please",
        "TWV?",
        "bedankt",
    ):
        say(message, default_language="en")
        spoken.append(custom(say("/more"))["slots"]["language"])
    assert spoken == ["nl", "nl", "nl", "de", "de", "en", "en", "nl"]


def test_the_pages_language_is_used_until_the_user_shows_one(say: Say) -> None:
    assert custom(say("hallo", default_language="de"))["language"] == "de"
    assert custom(say("bedankt", default_language="de"))["language"] == "nl"
    assert custom(say("hallo", default_language="de"))["language"] == "nl"


def test_the_users_choice_in_the_page_holds_whatever_is_typed(say: Say) -> None:
    assert custom(say("goedemorgen", language="en"))["language"] == "en"
    assert custom(say("bedankt", language="en"))["language"] == "en"


def test_two_conversations_know_nothing_of_each_other(say: Say) -> None:
    say("guten Morgen", sender="one")
    say("goedemorgen", sender="two")
    assert custom(say("hallo", sender="one"))["language"] == "de"
    assert custom(say("hallo", sender="two"))["language"] == "nl"


def test_a_conversation_of_fifty_turns_hands_on_a_short_history(say: Say, actions: ActionServer) -> None:
    say("Darf ich als Student aus Indien arbeiten?")
    for _ in range(48):
        say("danke")
    say("und wie lange?")
    tracker = actions.calls[-1]["tracker"]
    assert sum(event["event"] == "user" for event in tracker["events"]) <= 15
    assert (tracker["slots"]["language"], tracker["slots"]["country"]) == ("de", "IN")
