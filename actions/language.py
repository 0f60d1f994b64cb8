"""Continue in another language."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Turn, say
from knowledge.assistant import Assistant


class ActionSwitchLanguage(Action):  # type: ignore[misc]  # rasa-sdk has no types
    """Confirms the language that the user wished for, in that language, and tells the last answer again."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_switch_language"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]) -> list[EventType]:
        """Confirm."""
        turn = Turn.of(tracker)
        say(dispatcher, self._assistant.notice("language_switched", turn.language))
        return [SlotSet("language", turn.language)]
