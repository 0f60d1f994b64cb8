"""Actions: slots in, knowledge asked, messages out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import build_executor
from actions.turn import Turn
from knowledge.assistant import Assistant
from knowledge.clock import FixedClock
from knowledge.encoder import Encoder
from tests.knowledge_fixtures import TODAY

pytestmark = pytest.mark.integration


def tracker(text: str, slots: dict[str, Any] | None = None, **message: Any) -> Tracker:
    latest = {"text": text, "intent": {"name": "ask", "confidence": 0.9}, "entities": [], **message}
    return Tracker("sender", slots or {}, latest, [], False, None, {}, None)


async def run(assistant: Assistant, action: str, state: Tracker) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The messages' custom parts, and the slots that were set."""
    call = {
        "next_action": action, "sender_id": "sender", "domain": {},
        "tracker": {
            "sender_id": "sender", "slots": state.slots, "latest_message": state.latest_message, "events": [],
            "paused": False, "followup_action": None, "active_loop": {}, "latest_action_name": None,
        },
    }  # fmt: skip
    result = await build_executor(assistant).run(call)
    assert result is not None
    slots = {event["name"]: event["value"] for event in result.events if event["event"] == "slot"}
    return [response["custom"] for response in result.responses], slots


async def test_a_question_is_answered_and_kept_in_hand(assistant: Assistant) -> None:
    state = tracker("hoeveel uur mag ik werken met een studievergunning?", {"language": "nl"})
    [message], slots = await run(assistant, "action_answer", state)
    assert (message["kind"], message["entry"], message["language"]) == ("answer", "work-beside-study", "nl")
    assert slots["last_entry"] == "work-beside-study"


async def test_the_text_of_plain_channels_names_date_and_source(assistant: Assistant) -> None:
    dispatcher = CollectingDispatcher()
    action = build_executor(assistant).actions["action_answer"]
    action(dispatcher, tracker("how many hours may i work on a study permit", {"language": "en"}), {})
    text = dispatcher.messages[0]["text"]
    assert "As of" in text
    assert "Source" in text
    assert "\n\n" not in text


async def test_the_users_explicit_language_wins_over_the_detected_one(assistant: Assistant) -> None:
    state = tracker("hoeveel uur mag ik werken?", {"language": "nl"}, metadata={"language": "de"})
    [message], _ = await run(assistant, "action_answer", state)
    assert message["language"] == "de"


async def test_a_wish_in_the_message_wins_over_the_pages_language(assistant: Assistant) -> None:
    wish = {"entity": "requested_language", "value": "de"}
    state = tracker("auf Deutsch bitte", {"language": "nl"}, metadata={"language": "nl"}, entities=[wish])
    [message], slots = await run(assistant, "action_switch_language", state)
    assert (message["language"], slots["language"]) == ("de", "de")


async def test_after_a_wish_the_last_answer_is_told_again_in_that_language(assistant: Assistant) -> None:
    wish = {"entity": "requested_language", "value": "de"}
    in_hand = {"language": "nl", "last_entry": "work-beside-study", "last_point": "hours"}
    confirmed, again = (
        await run(assistant, "action_switch_language", tracker("auf Deutsch", in_hand, entities=[wish]))
    )[0]
    assert (confirmed["kind"], confirmed["language"]) == ("notice", "de")
    assert (again["point"], again["language"]) == ("hours", "de")


async def test_an_answer_in_hand_that_is_gone_is_not_told_again(assistant: Assistant) -> None:
    wish = {"entity": "requested_language", "value": "de"}
    in_hand = {"language": "nl", "last_entry": "gone", "last_point": "away"}
    [message], _ = await run(assistant, "action_switch_language", tracker("auf Deutsch", in_hand, entities=[wish]))
    assert message["kind"] == "notice"


async def test_a_question_about_a_language_is_no_wish_for_one(assistant: Assistant) -> None:
    question = assistant.entries["cefr-language-levels"].questions["en"][0]
    state = tracker(question, {"language": "en"})
    [message], slots = await run(assistant, "action_switch_language", state)
    assert (message["kind"], message["entry"]) == ("answer", "cefr-language-levels")
    assert slots["last_entry"] == "cefr-language-levels"


async def test_a_wish_that_names_no_language_gets_no_answer(assistant: Assistant) -> None:
    [message], _ = await run(assistant, "action_switch_language", tracker("andere taal", {"language": "nl"}))
    assert message["kind"] == "notice"


async def test_a_choice_is_told(assistant: Assistant) -> None:
    state = tracker("", {"choice": "work-beside-study#hours", "language": "en"})
    [message], slots = await run(assistant, "action_choose", state)
    assert message["point"] == "hours"
    assert slots["last_point"] == "hours"


@pytest.mark.parametrize("choice", [None, "gone#away", "{}", "x" * 5000])
async def test_a_choice_that_is_gone_is_said_kindly(assistant: Assistant, choice: str | None) -> None:
    [message], _ = await run(assistant, "action_choose", tracker("", {"choice": choice, "language": "de"}))
    assert message["kind"] == "notice"


async def test_more_tells_the_summary_of_the_entry_in_hand(assistant: Assistant) -> None:
    state = tracker("", {"last_entry": "work-beside-study", "language": "en"})
    [message], _ = await run(assistant, "action_more", state)
    assert (message["entry"], message["point"]) == ("work-beside-study", "summary")


async def test_who_asks_for_a_person_gets_contacts(assistant: Assistant) -> None:
    [message], _ = await run(assistant, "action_contact_person", tracker("ik wil een mens", {"language": "nl"}))
    assert message["status"] == "handover-asked-for-person"
    assert message["contacts"]


async def test_an_empty_message_asks_for_a_question(assistant: Assistant) -> None:
    [message], _ = await run(assistant, "action_answer", tracker("  ", {"language": "en"}))
    assert message["kind"] == "notice"


def test_an_unsure_out_of_scope_guess_is_no_doubt() -> None:
    sure = tracker("x", intent={"name": "out_of_scope", "confidence": 0.9})
    unsure = tracker("x", intent={"name": "out_of_scope", "confidence": 0.4})
    asking = tracker("x", intent={"name": "ask", "confidence": 0.99})
    assert [Turn.of(t).doubt for t in (sure, unsure, asking)] == [0.9, 0.0, 0.0]


async def test_every_action_of_the_domain_is_registered(assistant: Assistant) -> None:
    wanted = {"action_answer", "action_choose", "action_more", "action_contact_person", "action_switch_language"}
    assert wanted <= set(build_executor(assistant).actions)


async def test_a_wish_for_a_person_in_a_town_names_the_desks_of_the_town(assistant: Assistant) -> None:
    state = tracker("ik wil iemand spreken in Venlo", {"language": "nl"})
    [message], _ = await run(assistant, "action_contact_person", state)
    assert message["kind"] == "handover"
    assert message["contacts"][0]["id"] == "gip-rhein-maas-nord"
    assert message["contacts"][0]["for_whom"].startswith("Venlo (NL): voor Venlo; Nettetal (DE): ")


async def test_a_school_s_own_office_is_the_first_to_turn_to_on_its_site(
    sample_index: Path, encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = "name: {nl: Bureau Internationaal, de: Internationales Büro, en: International Office}"
    (tmp_path / "site.yml").write_text(f"sites:\n  my-school:\n    {office}\n    phone: '0591 1'\n", encoding="utf-8")
    monkeypatch.setenv("GRENSWIJZER_LOCAL", str(tmp_path))
    assistant = Assistant(sample_index, encoder, FixedClock(TODAY))
    names = {}
    for site in ("my-school", "another"):
        for action, text in (("action_contact_person", "ik wil een mens"), ("action_answer", "xyzzy plugh frobnicate")):
            state = tracker(text, {"language": "nl"}, metadata={"site": site})
            [message], _ = await run(assistant, action, state)
            names[site, action] = message["contacts"][0]["name"]
    own = {key: name == "Bureau Internationaal" for key, name in names.items()}
    assert own == {key: key[0] == "my-school" for key in names}
