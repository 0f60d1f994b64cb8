"""Continue in another language."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Turn, remember, say, wished_language
from knowledge.assistant import MAX_QUESTION_CHARS, Assistant, UnknownEntry
from knowledge.reply import ReplyKind

#: What has no more words ("andere taal") is a wish for another language, whichever.
WORDS_OF_A_WISH = 2


class ActionSwitchLanguage(Action):  # type: ignore[misc]  # rasa-sdk has no types
    """Confirms the language that the user wished for, in that language, and tells the last answer again."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_switch_language"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]) -> list[EventType]:
        """Confirm; or answer, where no language was wished for and the knowledge is sure that it was a question."""
        turn = Turn.of(tracker)
        if wished_language(tracker) is None and len(turn.text.split()) > WORDS_OF_A_WISH:
            # "points test level of Dutch and English" sounds like a wish to the classifier.
            reply = self._assistant.answer(
                turn.text[:MAX_QUESTION_CHARS], turn.language, region=turn.region, site=turn.site
            )
            if reply.kind == ReplyKind.ANSWER:
                say(dispatcher, reply)
                return remember(reply, turn.text)
        say(dispatcher, self._assistant.notice("language_switched", turn.language))
        if turn.last_entry and turn.last_point:
            # What is no longer told today is not told again.
            with suppress(UnknownEntry):
                say(dispatcher, self._assistant.tell(f"{turn.last_entry}#{turn.last_point}", turn.language))
        return [SlotSet("language", turn.language)]
