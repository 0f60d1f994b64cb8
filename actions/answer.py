"""Answer a question, tell a chosen answer, tell more of an entry."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.naming import named_countries
from actions.turn import CASE, MOST_MISSES, SITUATION, Turn, remember, say
from knowledge.assistant import MAX_QUESTION_CHARS, Assistant, UnknownEntry
from knowledge.checks.follow_up import detail_asked
from knowledge.contact_request import asks_how_to_reach
from knowledge.follow_ups import corrects
from knowledge.question_reading import Context
from knowledge.reply import Reply, ReplyKind, ReplyStatus
from knowledge.schema import LANGUAGES
from knowledge.statements import tells_situation
from knowledge.units import SUMMARY

#: A message that tells of somebody's situation is taken for a question where the answer is as sure as this.
SURE_OF_QUESTION = 0.8


def _whole_question(turn: Turn) -> str:
    """Return what the message asks, with the question that it corrects, or that was asked back and it completes."""
    completes = turn.misses > 0 and turn.intent != "ask"
    if turn.last_question and turn.text and (completes or corrects(turn.text)):
        return f"{turn.last_question} {turn.text}"[-MAX_QUESTION_CHARS:]
    return turn.text[:MAX_QUESTION_CHARS]


class ActionAnswer(Action):  # type: ignore[misc]  # rasa-sdk has no types
    """Every message that is no small talk goes to the search; its confidence decides what is said."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]) -> list[EventType]:
        """Answer, ask back or hand over."""
        turn = Turn.of(tracker)
        question = _whole_question(turn)
        if not question:
            say(dispatcher, self._assistant.notice("nothing_to_continue", turn.language))
            return []
        if (told := self._of_outcome(tracker, turn)) is not None:
            say(dispatcher, told)
            return [SlotSet("misses", 0)]
        text = turn.text[:MAX_QUESTION_CHARS]
        if asks_how_to_reach(text) and (desk := self._assistant.handover.of_entry(turn.last_entry, turn.language)):
            say(dispatcher, desk)
            return [SlotSet("misses", 0)]
        named = named_countries(tracker, self._assistant, text)
        situation = turn.situation.joined(self._assistant.guide.facts(text, named))
        context = turn.context(situation)
        reply = self._assistant.answer(
            question,
            turn.language,
            context=context,
            region=turn.region,
            site=turn.site,
            doubt=turn.doubt,
        )
        # Asked afterwards: it may be this very search that found the vectors lost.
        if not self._assistant.by_meaning:
            say(dispatcher, self._assistant.notice("words_only", turn.language))
        is_sure = reply.kind == ReplyKind.ANSWER and (reply.confidence or 0.0) >= SURE_OF_QUESTION
        if not is_sure and turn.misses == 0 and not turn.in_check and tells_situation(turn.text):
            return [*self._note(dispatcher, turn), SlotSet(SITUATION, situation.to_json())]
        events = self._say(dispatcher, turn, reply, context, question)
        return [*events, SlotSet(SITUATION, situation.to_json())]

    def _say(
        self, dispatcher: CollectingDispatcher, turn: Turn, reply: Reply, context: Context, question: str
    ) -> list[EventType]:
        """Say `reply`; people take over where it asks back once more."""
        question = self._assistant.subject(question, turn.language, context)
        if reply.kind != ReplyKind.CLARIFY:
            say(dispatcher, self._with_offer(reply, turn))
            return remember(reply, question)
        if turn.misses + 1 < MOST_MISSES:
            say(dispatcher, self._with_offer(reply, turn))
            return [*remember(reply, question), SlotSet("misses", turn.misses + 1)]
        # Asked back before, and still unsure: people can do more.
        contacts = self._assistant.handover.person(turn.language, question=question, region=turn.region, site=turn.site)
        say(dispatcher, replace(contacts, status=ReplyStatus.HANDOVER_NOTHING_FOUND))
        return [*remember(reply, question), SlotSet("misses", 0)]

    def _note(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        """Keep a situation that was told for the questions to come, and ask for them."""
        noted = self._assistant.notice("situation_noted", turn.language)
        say(dispatcher, self._with_offer(noted, turn))
        before = turn.last_question if turn.last_entry is None else None
        return [SlotSet("last_question", f"{before or ''} {turn.text}".strip()[-MAX_QUESTION_CHARS:])]

    def _of_outcome(self, tracker: Tracker, turn: Turn) -> Reply | None:
        """Return the part of a check's outcome that a short question right after it asks for."""
        guide = self._assistant.guide
        case, detail = guide.restored(tracker.get_slot(CASE)), detail_asked(turn.text)
        if case is None or detail is None or turn.in_check or guide.open_question(case):
            return None
        if turn.last_question not in {guide.conclusions.title(case, language) for language in LANGUAGES}:
            return None
        return guide.conclusions.tell_detail(case, detail, turn.language)

    def _with_offer(self, reply: Reply, turn: Turn) -> Reply:
        """Return `reply` with a button for the check about the same, or about the case that the message tells of."""
        guide = self._assistant.guide
        if turn.in_check:
            return reply
        if reply.kind == ReplyKind.ANSWER:
            offer = guide.offer(reply.entry, reply.language)
        else:
            offer = guide.offer_for(turn.text, reply.language)
        return replace(reply, buttons=(*reply.buttons, offer)) if offer else reply


class _Tell(Action):  # type: ignore[misc]  # rasa-sdk has no types
    """Tells a unit that the user picked."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def _tell(self, dispatcher: CollectingDispatcher, turn: Turn, key: str | None) -> list[EventType]:
        try:
            reply = self._assistant.tell(key or "", turn.language)
        except UnknownEntry:
            say(dispatcher, self._assistant.notice("unknown_choice", turn.language))
            return []
        say(dispatcher, reply)
        return remember(reply, turn.last_question)


class ActionChoose(_Tell):
    """Tells the choice that a button of an earlier message named."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_choose"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]) -> list[EventType]:
        """Tell the chosen unit."""
        turn = Turn.of(tracker)
        return self._tell(dispatcher, turn, turn.choice)


class ActionMore(_Tell):
    """Tells the summary of the entry in hand, or of the one that a button named."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_more"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Tell the summary."""
        turn = Turn.of(tracker)
        entry = turn.choice or turn.last_entry
        if not entry:
            # Nothing was told that there could be more of.
            return ActionAnswer(self._assistant).run(dispatcher, tracker, domain)
        return self._tell(dispatcher, turn, f"{entry.partition('#')[0]}#{SUMMARY}")
