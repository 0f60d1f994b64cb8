"""Hand over to people."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Turn, say
from knowledge.assistant import MAX_QUESTION_CHARS, Assistant
from knowledge.urgent import Urgency


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
        say(dispatcher, self._assistant.hand_over(turn.language, question=question, region=turn.region, site=turn.site))
        return []


class ActionUrgentHelp(Action):  # type: ignore[misc]  # rasa-sdk has no types
    """Names who helps at once."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_urgent_help"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]) -> list[EventType]:
        """Name them."""
        turn = Turn.of(tracker)
        text = turn.text[:MAX_QUESTION_CHARS]
        intent = str(((tracker.latest_message or {}).get("intent") or {}).get("name"))
        urgency = self._assistant.urgent.sign_in(text) or Urgency(intent)
        say(dispatcher, self._assistant.urgent_help(urgency, turn.language, text, turn.region))
        return []
