"""Guided checks through the actions: what is heard, kept, asked and told."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.assistant import Assistant
from tests.actions.test_actions import run, tracker
from tests.knowledge_fixtures import whole_assistant

__all__ = ["whole_assistant"]
pytestmark = pytest.mark.integration


class Conversation:
    """A conversation with the actions of checks alone; slots and the form are kept as Rasa keeps them."""

    def __init__(self, assistant: Assistant, language: str) -> None:
        self._assistant = assistant
        self._slots: dict[str, Any] = {"language": language}

    @property
    def answers(self) -> dict[str, str]:
        """What the case holds."""
        case = self._slots.get("check_case") or {}
        answers: dict[str, str] = case.get("answers", {})
        return answers

    async def act(self, action: str, text: str, intent: str, **message: Any) -> list[dict[str, Any]]:
        """Let `action` deal with a message."""
        state = tracker(text, self._slots, intent={"name": intent, "confidence": 0.9}, **message)
        messages, slots = await run(self._assistant, action, state)
        self._slots |= slots
        return messages

    async def start(self, text: str, intent: str, **message: Any) -> dict[str, Any]:
        """Start a check, and return what is asked, or told, first."""
        self._slots["requested_slot"] = None
        await self.act("action_start_check", text, intent, **message)
        return await self.go_on(text, intent)

    async def say(self, text: str, intent: str = "inform", **message: Any) -> dict[str, Any] | None:
        """Answer; None where the form leaves the message to others."""
        state = tracker(text, self._slots, intent={"name": intent, "confidence": 0.9}, **message)
        _, slots = await run(self._assistant, "validate_check_form", state)
        if not slots:
            return None
        self._slots |= slots
        return await self.go_on(text, intent, **message)

    async def go_on(self, text: str, intent: str, **message: Any) -> dict[str, Any]:
        """Let the form ask what is open, or tell the outcome."""
        done = self._slots.get("check_answer")
        self._slots["requested_slot"] = None if done else "check_answer"
        action = "action_check_outcome" if done else "action_ask_check_answer"
        (reply,) = await self.act(action, text, intent, **message)
        return reply


def country(text: str, name: str, code: str) -> dict[str, Any]:
    start = text.index(name)
    return {"entities": [{"entity": "country", "value": code, "start": start, "end": start + len(name)}]}


async def test_what_the_opening_says_is_not_asked_again(whole_assistant: Assistant) -> None:
    talk = Conversation(whole_assistant, "nl")
    asked = await talk.start("kun je nagaan of mijn stagiair een vergunning moet hebben", "check_permit")
    assert talk.answers == {"purpose": "internship"}
    assert asked["kind"] == "form"
    assert "Genoteerd: Stage." in asked["text"]
    assert asked["progress"]["step"] == 2
    assert [button["title"] for button in asked["buttons"]][-2:] == ["Weet ik niet", "Vorige vraag"]


async def test_a_check_ends_with_sources_and_a_record(whole_assistant: Assistant) -> None:
    talk = Conversation(whole_assistant, "de")
    await talk.start("Genehmigungscheck für einen Praktikanten", "check_permit")
    text = "Er ist Inder"
    await talk.say(text, **country(text, "Inder", "IN"))
    text = "er studiert an der Universität in Groningen"
    outcome = await talk.say(text)
    assert outcome
    assert outcome["kind"] == "form"
    assert outcome["text"].startswith("Nein")
    assert outcome["sources"]
    assert outcome["as_of"]
    assert outcome["contacts"]
    assert outcome["record"].startswith("/record?check=permit")
    assert outcome["progress"] is None


async def test_an_answer_can_be_corrected_and_the_change_is_said(whole_assistant: Assistant) -> None:
    talk = Conversation(whole_assistant, "en")
    await talk.start("permit check for an intern", "check_permit")
    text = "she is from Ghana"
    await talk.say(text, **country(text, "Ghana", "GH"))
    text = "she studies in Enschede"
    await talk.say(text)
    assert talk.answers["training"] == "nl"
    text = "no, she studies in Münster"
    said = await talk.act("action_inform", text, "inform")
    assert talk.answers["training"] == "abroad"
    assert said == [], "the form asks what is still open"


async def test_a_question_in_the_middle_is_left_to_others(whole_assistant: Assistant) -> None:
    talk = Conversation(whole_assistant, "en")
    await talk.start("permit check please", "check_permit")
    assert await talk.say("what does a work permit cost?", intent="ask") is None
    assert talk.answers == {}


async def test_not_knowing_is_an_answer(whole_assistant: Assistant) -> None:
    talk = Conversation(whole_assistant, "nl")
    await talk.start("vergunningcheck", "check_permit")
    asked = await talk.say("geen idee", intent="dont_know")
    assert asked
    assert talk.answers == {"purpose": "unknown"}


async def test_a_button_is_an_answer(whole_assistant: Assistant) -> None:
    talk = Conversation(whole_assistant, "nl")
    await talk.start("vergunningcheck", "check_permit")
    picked = {"entities": [{"entity": "answer", "value": "purpose=job"}]}
    assert await talk.say("/answer_check", intent="answer_check", **picked)
    assert talk.answers == {"purpose": "job"}


@pytest.mark.parametrize("value", ["purpose=moon", "nothing", "=", "purpose=", 7, None])
async def test_a_forged_answer_is_none(whole_assistant: Assistant, value: object) -> None:
    talk = Conversation(whole_assistant, "nl")
    await talk.start("vergunningcheck", "check_permit")
    asked = await talk.say("x", intent="answer_check", entities=[{"entity": "answer", "value": value}])
    assert asked
    assert talk.answers == {}


async def test_after_two_misunderstandings_people_take_over(whole_assistant: Assistant) -> None:
    talk = Conversation(whole_assistant, "en")
    await talk.start("permit check please", "check_permit")
    first = await talk.say("flurb the glimmer")
    assert first
    assert first["kind"] == "form"
    assert first["text"].startswith("I did not understand")
    second = await talk.say("wobble wobble")
    assert second
    assert second["kind"] == "handover"
    assert second["contacts"]


@pytest.mark.parametrize("intent", ["nlu_fallback", "out_of_scope"])
async def test_what_the_search_answers_is_no_misunderstanding(whole_assistant: Assistant, intent: str) -> None:
    talk = Conversation(whole_assistant, "en")
    await talk.start("permit check please", "check_permit")
    assert await talk.say("explain the levels of language of the CEFR", intent=intent) is None
    assert await talk.say("flurb the glimmer", intent=intent), "what nobody understands is one"


async def test_a_misunderstanding_is_told_once(whole_assistant: Assistant) -> None:
    talk = Conversation(whole_assistant, "en")
    await talk.start("permit check please", "check_permit")
    first = await talk.say("flurb the glimmer")
    assert first
    assert first["text"].startswith("I did not understand")
    assert await talk.say("what does a work permit cost?", intent="ask") is None
    (again,) = await talk.act("action_ask_check_answer", "what does a work permit cost?", "ask")
    assert not again["text"].startswith("I did not understand")


async def test_who_says_goodbye_leaves_no_case_behind(whole_assistant: Assistant) -> None:
    talk = Conversation(whole_assistant, "nl")
    await talk.start("vergunningcheck voor een stagiair", "check_permit")
    assert await talk.say("doei, bedankt", intent="goodbye") is None
    assert await talk.act("action_stop_check", "doei, bedankt", "goodbye") == []
    assert talk.answers == {}


@pytest.mark.parametrize(
    ("language", "question", "told", "name"),
    [
        ("nl", "mag ik werken naast mijn studie?", "ik ben turks", "turks"),
        ("de", "Darf ich neben dem Studium arbeiten?", "ich bin Türkin", "Türkin"),
        ("en", "may I work alongside my studies?", "I am Turkish", "Turkish"),
    ],
)
async def test_what_is_told_completes_the_last_question(
    whole_assistant: Assistant, language: str, question: str, told: str, name: str
) -> None:
    talk = Conversation(whole_assistant, language)
    await talk.act("action_answer", question, "ask")
    await talk.act("action_inform", told, "inform", **country(told, name, "TR"))
    assert talk.answers == {"purpose": "side-job", "nationality": "turkish"}


async def test_what_tells_no_fact_starts_no_check(whole_assistant: Assistant) -> None:
    talk = Conversation(whole_assistant, "en")
    await talk.act("action_answer", "may a Turk work alongside her studies?", "ask")
    await talk.act("action_inform", "that is good to know", "inform")
    assert talk.answers == {}


async def test_a_situation_in_the_diploma_check_is_no_diploma(whole_assistant: Assistant) -> None:
    talk = Conversation(whole_assistant, "nl")
    await talk.start("diplomacheck", "check_diploma")
    text = "ik woon in belgie"
    await talk.say(text, **country(text, "belgie", "BE"))
    assert talk.answers == {}


async def test_contacts_follow_a_correction_after_the_outcome(whole_assistant: Assistant) -> None:
    talk = Conversation(whole_assistant, "en")
    text = "whom do I turn to about tax, I live in Belgium and work in the Netherlands"
    found = country(text, "Belgium", "BE")["entities"] + country(text, "Netherlands", "NL")["entities"]
    await talk.start(text, "check_contact", entities=found)
    first = await talk.say("Hasselt")
    assert first
    text = "no, I moved: I live in Germany now"
    assert await talk.act("action_inform", text, "deny", **country(text, "Germany", "DE")) == []
    asked = await talk.go_on(text, "deny")
    assert "Changed: Lives in Germany." in asked["text"]
    second = await talk.say("Aachen")
    assert second
    assert second["contacts"] != first["contacts"]
    assert not any("BE" in (card["for_whom"] or "") for card in second["contacts"])


async def test_without_a_check_there_is_nothing_to_stop(whole_assistant: Assistant) -> None:
    talk = Conversation(whole_assistant, "de")
    (reply,) = await talk.act("action_stop_check", "stopp", "stop_check")
    assert (reply["kind"], reply["language"]) == ("notice", "de")


async def test_what_was_said_can_be_heard_again(whole_assistant: Assistant) -> None:
    talk = Conversation(whole_assistant, "en")
    await talk.start("permit check for an intern", "check_permit")
    (reply,) = await talk.act("action_check_summary", "where were we", "summarise")
    assert reply["text"] == "Permit check. So far: Internship."


@pytest.mark.parametrize("data", [None, {}, {"check": "gone"}, {"check": "permit", "answers": 3}, "permit", [1]])
async def test_a_case_that_cannot_be_read_is_no_case(whole_assistant: Assistant, data: object) -> None:
    state = tracker("stop", {"language": "nl", "check_case": data})
    messages, slots = await run(whole_assistant, "action_stop_check", state)
    assert messages[0]["kind"] == "notice"
    assert slots["check_case"] is None


@pytest.mark.parametrize(
    ("language", "question", "name", "code"),
    [
        ("en", "is a work permit needed for an Indian intern who studies in Aachen", "Indian", "IN"),
        ("de", "Braucht eine Praktikantin aus Ghana, die in Aachen studiert, eine TWV?", "Ghana", "GH"),
        ("nl", "welke vergunning heeft een stagiair uit Peru nodig die in Aken studeert", "Peru", "PE"),
    ],
)
async def test_a_question_that_tells_a_case_is_led_through_the_check(
    whole_assistant: Assistant, language: str, question: str, name: str, code: str
) -> None:
    talk = Conversation(whole_assistant, language)
    told = await talk.act("action_answer", question, "ask", **country(question, name, code))
    assert told == []
    assert talk.answers == {"purpose": "internship", "nationality": "other", "training": "abroad"}


async def test_a_question_that_tells_less_is_answered(whole_assistant: Assistant) -> None:
    talk = Conversation(whole_assistant, "en")
    (told,) = await talk.act("action_answer", "does a student need a TWV for a side job", "ask")
    assert told["kind"] == "answer"
    assert talk.answers == {}


@pytest.mark.parametrize(
    ("language", "question", "part"),
    [
        ("nl", "wie vraagt dat aan?", "Wie:"),
        ("de", "wie lange dauert das?", "Wie lange:"),
        ("en", "what does it cost?", "Cost"),
    ],
)
async def test_a_short_question_after_the_outcome_is_about_it(
    whole_assistant: Assistant, language: str, question: str, part: str
) -> None:
    talk = Conversation(whole_assistant, language)
    opening = "permit check for an employee from Kenia for two months"
    outcome = await talk.start(opening, "check_permit", **country(opening, "Kenia", "KE"))
    if outcome["progress"]:
        outcome = await talk.say("none", "answer_check", entities=[{"entity": "answer", "value": "status=none"}]) or {}
    assert outcome["record"], outcome["text"]
    (told,) = await talk.act("action_answer", question, "ask")
    assert told["text"].startswith(part), told["text"]
    assert told["sources"]
