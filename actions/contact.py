"""Hand over to people."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import ActionAnswer
from actions.turn import Turn, say
from knowledge.assistant import MAX_QUESTION_CHARS, Assistant
from knowledge.urgent import Urgency

#: Without a sign beyond doubt, the classifier must be as sure as this, of a message of at least so many words.
SURE_OF_NEED, WORDS_OF_NEED = 0.6, 3


class ActionContactPerson(Action):  # type: ignore[misc]  # rasa-sdk has no types
    """Names people for somebody who asked for a person."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_contact_person"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]) -> list[EventType]:
        """Hand over."""
        turn = Turn.of(tracker)
        question = turn.text[:MAX_QUESTION_CHARS]
        say(
            dispatcher,
            self._assistant.handover.person(turn.language, question=question, region=turn.region, site=turn.site),
        )
        return []


class ActionUrgentHelp(Action):  # type: ignore[misc]  # rasa-sdk has no types
    """Names who helps at once."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._answer = ActionAnswer(assistant)

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_urgent_help"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Name them; search where it is not plain that somebody needs help."""
        turn = Turn.of(tracker)
        text = turn.text[:MAX_QUESTION_CHARS]
        urgency = self._assistant.urgent.sign_in(text)
        if urgency is None and (turn.sure < SURE_OF_NEED or len(text.split()) < WORDS_OF_NEED):
            # A number for victims of violence is no answer to "unlimited".
            return self._answer.run(dispatcher, tracker, domain)
        urgency = urgency or Urgency(turn.intent)
        say(dispatcher, self._assistant.urgent_help(urgency, turn.language, text, turn.region))
        return []
