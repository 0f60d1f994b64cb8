"""Guided checks: Rasa's form asks one thing, the next answer that the check needs, until its outcome is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import ActionAnswer
from actions.naming import named_countries, places_in
from actions.turn import CASE, MOST_MISSES, SITUATION, Turn, say, wished_language
from knowledge.assistant import MAX_QUESTION_CHARS, Assistant
from knowledge.checks.case import Case, Heard
from knowledge.checks.follow_up import asks_whether_needed
from knowledge.checks.guide import Guide
from knowledge.checks.schema import UNKNOWN
from knowledge.countries import CountryFinder, NamedCountry
from knowledge.reply import ReplyKind

FORM = "check_form"
#: The only slot that the form asks for; set as soon as there is no more to ask.
ANSWER = "check_answer"
LAST_HEARD = "check_heard"
#: Intents that start a check, with its id.
STARTS = {"check_permit": "permit", "check_diploma": "diploma", "check_contact": "contact"}
#: A message of these that says nothing about the case is a misunderstanding; of others it is another matter.
TELLING = frozenset({"inform", "affirm", "deny", "nlu_fallback", "out_of_scope", "answer_check"})
#: Messages of these are searched for where they answer nothing.
UNCLEAR = frozenset({"nlu_fallback", "out_of_scope"})
#: Messages of these may answer what was asked; others are about the conversation itself, whatever words they hold.
HEARD = TELLING | {
    "ask", "dont_know", "check_permit", "check_diploma", "check_contact", "greet", "thanks", "exploitation", "crisis",
    "legal_trouble",
}  # fmt: skip
#: After a check, a question is one to be answered unless the classifier is as sure as this that it is to be done again.
SURE_OF_START = 0.8
#: What is less surely the wish for a check is searched for.
ENOUGH_OF_START = 0.5
#: In place of an answer: there is no check to go on with.
NOTHING = "none"
#: "What if she studies in Germany?" corrects, whatever sign stands at its end.
_SUPPOSING = ("what if", "and if", "wat als", "en als", "stel dat", "was wenn", "und wenn", "wenn")


def _is_question(text: str) -> bool:
    return text.rstrip().endswith("?") and not text.casefold().startswith(_SUPPOSING)


class _CheckAction(Action):  # type: ignore[misc]  # rasa-sdk has no types
    """An action on the case in hand."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._answer = ActionAnswer(assistant)

    @property
    def _guide(self) -> Guide:
        return self._assistant.guide

    def _case(self, tracker: Tracker) -> Case | None:
        return self._guide.restored(tracker.get_slot(CASE))

    def _hear(self, tracker: Tracker, turn: Turn, case: Case) -> Heard:
        """Return what the message of `turn` says about `case`."""
        asked = self._guide.open_question(case)
        if turn.intent == "answer_check":
            return self._guide.take(case, _picked(tracker))
        text = turn.text[:MAX_QUESTION_CHARS]
        heard = self._guide.hear(case, text, named_countries(tracker, self._assistant, text), asked)
        if not heard.anything and asked and turn.intent == "dont_know":
            return self._guide.take(case, {asked: UNKNOWN})
        return heard

    def _with_last(self, tracker: Tracker, turn: Turn) -> tuple[str, list[NamedCountry]]:
        """Return the last question together with the message, and the countries that both name."""
        text, question = turn.text[:MAX_QUESTION_CHARS], (turn.last_question or "")[:MAX_QUESTION_CHARS]
        before = CountryFinder.load().named(question)
        length = len(question) + 1
        named = [
            *places_in(self._assistant, question, before),
            *(
                NamedCountry(one.country, one.start + length, one.end + length)
                for one in named_countries(tracker, self._assistant, text)
            ),
        ]
        return f"{question}\n{text}", named

    def _finish(self, dispatcher: CollectingDispatcher, turn: Turn, heard: Heard) -> list[EventType]:
        """Tell the outcome; what it rests on is then the subject in hand."""
        reply = self._guide.conclusions.finish(heard.case, turn.language, heard)
        say(dispatcher, reply)
        return [
            SlotSet("last_entry", reply.entry),
            SlotSet("last_point", reply.point),
            SlotSet("last_question", self._guide.conclusions.title(heard.case, turn.language)),
            SlotSet(LAST_HEARD, None),
        ]

    def _kept(self, turn: Turn, heard: Heard) -> list[EventType]:
        """Return the events that keep `heard`, and end the form where nothing is left to ask."""
        done = self._guide.open_question(heard.case) is None or heard.missed >= MOST_MISSES
        return [
            SlotSet(CASE, heard.case.to_json()),
            SlotSet(SITUATION, turn.situation.joined(heard.case.answers).to_json()),
            SlotSet(LAST_HEARD, heard.to_json()),
            SlotSet(ANSWER, "done" if done else None),
        ]


def _picked(tracker: Tracker) -> Mapping[str, str]:
    """Return the answer that a button stands for, as {question: option}."""
    question, _, option = str(next(tracker.get_latest_entity_values("answer"), "")).partition("=")
    return {question: option} if option else {}


class ActionStartCheck(_CheckAction):
    """Opens the check that was asked for, with what the message said already."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_start_check"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Open the check."""
        turn, last = Turn.of(tracker), self._case(tracker)
        check = STARTS.get(turn.intent)
        if check is None and last is None:
            if _is_question(turn.text) or turn.misses > 0:
                return [*self._answer.run(dispatcher, tracker, domain), SlotSet(ANSWER, NOTHING)]
            say(dispatcher, self._assistant.notice("check_none_running", turn.language))
            return [SlotSet(ANSWER, NOTHING)]
        if check is None and last is not None:
            # Start again: the check of the last case.
            return self._kept(turn, Heard(Case(last.check)))
        if turn.sure < ENOUGH_OF_START:
            return [*self._answer.run(dispatcher, tracker, domain), SlotSet(ANSWER, NOTHING)]
        if last and last.check == check and "?" in turn.text and turn.sure < SURE_OF_START:
            # More likely a question about the outcome than the wish to do it all again.
            return [*self._answer.run(dispatcher, tracker, domain), SlotSet(ANSWER, NOTHING)]
        # A button says nothing of the case; the question that it stood below may.
        text = (turn.last_question or "") if turn.text.startswith("/") else turn.text[:MAX_QUESTION_CHARS]
        return self._kept(
            turn, self._guide.hear(Case(str(check)), text, named_countries(tracker, self._assistant, text))
        )


class ValidateCheckForm(_CheckAction):
    """Hears what the message answers; one that is about something else is left to the rules."""

    def name(self) -> str:
        """Return the name that Rasa's form calls."""
        return "validate_check_form"

    def run(self, _dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]) -> list[EventType]:
        """Hear; no event lets Rasa look for another rule, and come back to the form later."""
        case = self._case(tracker)
        if tracker.get_slot("requested_slot") != ANSWER:
            # The message that opened the check was heard already.
            return []
        if case is None:
            return [SlotSet(ANSWER, NOTHING)]
        turn = Turn.of(tracker)
        if turn.intent == "resume":
            return [SlotSet(LAST_HEARD, Heard(case).to_json())]
        heard = Heard(case)
        # "Indonesisch" sounds like a wish for a language, and is none that we speak.
        is_no_wish = turn.intent == "switch_language" and wished_language(tracker) is None
        if (turn.intent in HEARD or is_no_wish) and not (turn.intent == "ask" and _is_question(turn.text)):
            heard = self._hear(tracker, turn, case)
        # "24 hours a week in a restaurant" answers what was asked, unless a sign in it says more.
        understood = heard.anything and self._assistant.urgent.sign_in(turn.text) is None
        if not understood and turn.intent in TELLING and not self._is_answered(turn):
            heard = replace(heard, missed=Heard.from_json(case, tracker.get_slot(LAST_HEARD)).missed + 1)
        return self._kept(turn, heard) if understood or heard.missed else []

    def _is_answered(self, turn: Turn) -> bool:
        """Tell whether the message is unclear and the search knows an answer: then it was a question after all."""
        if turn.intent not in UNCLEAR:
            return False
        text = turn.text[:MAX_QUESTION_CHARS]
        reply = self._assistant.answer(
            text, turn.language, context=turn.context(), region=turn.region, site=turn.site, doubt=turn.doubt
        )
        return reply.kind == ReplyKind.ANSWER


class ActionAskCheckAnswer(_CheckAction):
    """Asks what the check needs next."""

    def name(self) -> str:
        """Return the name that Rasa's form calls."""
        return "action_ask_check_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]) -> list[EventType]:
        """Ask."""
        case = self._case(tracker)
        if case is not None and self._guide.open_question(case):
            heard = Heard.from_json(case, tracker.get_slot(LAST_HEARD))
            say(dispatcher, self._guide.ask(case, Turn.of(tracker).language, heard))
            # What was understood, or not, is said once; how often it was not, is kept.
            return [SlotSet(LAST_HEARD, Heard(case, missed=heard.missed, is_told=True).to_json())]
        return []


class ActionCheckOutcome(_CheckAction):
    """Tells the outcome; after misunderstandings, names people."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_check_outcome"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]) -> list[EventType]:
        """Tell it."""
        turn, case = Turn.of(tracker), self._case(tracker)
        if case is None or tracker.get_slot(ANSWER) == NOTHING:
            return []
        heard = Heard.from_json(case, tracker.get_slot(LAST_HEARD))
        if heard.missed >= MOST_MISSES:
            place = case.place if case.place and case.place != UNKNOWN else None
            say(dispatcher, self._assistant.handover.person(turn.language, region=place or turn.region, site=turn.site))
            return [SlotSet(LAST_HEARD, None)]
        return self._finish(dispatcher, turn, heard)


class ActionAnswerOrCheck(_CheckAction):
    """Answers a question; one that is better led through a check is."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Answer, or open the check with what the question says."""
        turn = Turn.of(tracker)
        text = turn.text[:MAX_QUESTION_CHARS]
        heard = None if turn.in_check else self._guide.leads(text, named_countries(tracker, self._assistant, text))
        if heard is None and not turn.in_check and turn.last_question and asks_whether_needed(text):
            # "Do I need a permit for that?" asks about the situation that was told before.
            heard = self._guide.leads(*self._with_last(tracker, turn))
        if heard is None:
            return self._answer.run(dispatcher, tracker, domain)
        if self._guide.open_question(heard.case):
            return [*self._kept(turn, heard), FollowupAction(FORM)]
        return [*self._kept(turn, heard), *self._finish(dispatcher, turn, heard)]


class ActionInform(_CheckAction):
    """Hears what somebody tells after a check had its outcome, and tells the new one; else answers as a question."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_inform"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Hear, or let the search answer."""
        turn, case = Turn.of(tracker), self._case(tracker)
        if case is None and turn.misses == 0 and turn.intent == "inform" and (told := self._told(tracker, turn)):
            # A case without a question: what it needs to be answered is asked.
            return [*self._kept(turn, told), FollowupAction(FORM)]
        heard = self._hear(tracker, turn, case) if case else None
        if heard is None or not heard.anything:
            return self._answer.run(dispatcher, tracker, domain)
        if self._guide.open_question(heard.case):
            return [*self._kept(turn, heard), FollowupAction(FORM)]
        return [*self._kept(turn, heard), *self._finish(dispatcher, turn, heard)]

    def _told(self, tracker: Tracker, turn: Turn) -> Heard | None:
        """Return the case that the message tells of, by itself or as it completes the last question; None for none."""
        text = turn.text[:MAX_QUESTION_CHARS]
        named = named_countries(tracker, self._assistant, text)
        if check := self._guide.told_of(text, named):
            return self._guide.hear(Case(check), text, named)
        if not turn.last_question:
            return None
        both, in_both = self._with_last(tracker, turn)
        check = self._guide.told_of(both, in_both)
        if check is None or not self._guide.answers_any(check, text, named):
            return None
        return self._guide.hear(Case(check), both, in_both)


class ActionStopCheck(_CheckAction):
    """Forgets the case."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_stop_check"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Forget it; a question where there is nothing to stop is one to be answered."""
        turn = Turn.of(tracker)
        running = self._case(tracker) is not None
        if not running and (_is_question(turn.text) or turn.misses > 0):
            return self._answer.run(dispatcher, tracker, domain)
        if turn.intent != "goodbye":
            # Who leaves is told goodbye instead.
            say(dispatcher, self._assistant.notice("check_stopped" if running else "check_none_running", turn.language))
        return [SlotSet(CASE, None), SlotSet(LAST_HEARD, None), SlotSet(ANSWER, None)]


class ActionCheckSummary(_CheckAction):
    """Tells what was said so far."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_check_summary"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Tell it; search where there is no check that it could be about."""
        turn, case = Turn.of(tracker), self._case(tracker)
        if case is None:
            return self._answer.run(dispatcher, tracker, domain)
        say(dispatcher, self._guide.summary(case, turn.language))
        return []


CHECK_ACTIONS = (
    ActionAnswerOrCheck, ActionStartCheck, ValidateCheckForm, ActionAskCheckAnswer, ActionCheckOutcome, ActionInform,
    ActionStopCheck, ActionCheckSummary,
)  # fmt: skip
