"""Say more of the last answer: its source, what held before, the short of it; or that it did not help."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import ActionAnswer
from actions.turn import MOST_MISSES, Turn, remember, say
from knowledge.assistant import MAX_QUESTION_CHARS, Assistant, UnknownEntry
from knowledge.follow_ups import told_older, told_shorter, told_source
from knowledge.reply import Reply, ReplyKind


def _last_answer(assistant: Assistant, turn: Turn) -> Reply | None:
    """Return the answer in hand, as it holds today."""
    if turn.last_entry:
        # What is no longer told today is not told again.
        with suppress(UnknownEntry):
            return assistant.tell(f"{turn.last_entry}#{turn.last_point or ''}", turn.language)
    return None


class _OfLastAnswer(Action):  # type: ignore[misc]  # rasa-sdk has no types
    """Tells something of the answer in hand."""

    _name: str
    _tell: Callable[[Reply], Reply]

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._answer = ActionAnswer(assistant)

    def name(self) -> str:
        """Return the name in the domain."""
        return self._name

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Tell it; search where there is no answer in hand."""
        turn = Turn.of(tracker)
        last = _last_answer(self._assistant, turn)
        if last is None:
            # Nothing was told that it could be about.
            return self._answer.run(dispatcher, tracker, domain)
        say(dispatcher, type(self)._tell(last))
        return []


class ActionTellSource(_OfLastAnswer):
    """Tells where the last answer comes from."""

    _name, _tell = "action_tell_source", staticmethod(told_source)


class ActionTellOlder(_OfLastAnswer):
    """Tells what held before; where nothing is known of that, the message may have asked for something else."""

    _name, _tell = "action_tell_older", staticmethod(told_older)

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Tell it, or search."""
        turn = Turn.of(tracker)
        last = _last_answer(self._assistant, turn)
        if last is None or last.older is None:
            question = turn.text[:MAX_QUESTION_CHARS]
            found = self._assistant.answer(question, turn.language, context=turn.context())
            if found.kind == ReplyKind.ANSWER:
                say(dispatcher, found)
                return remember(found, turn.text)
        events: list[EventType] = super().run(dispatcher, tracker, domain)
        return events


class ActionTellShorter(_OfLastAnswer):
    """Tells the short of it."""

    _name, _tell = "action_tell_shorter", staticmethod(told_shorter)


#: A question is taken for a complaint only where the classifier is as sure as this.
SURE_OF_COMPLAINT = 0.6


class ActionComplain(Action):  # type: ignore[misc]  # rasa-sdk has no types
    """Asks for other words; where that did not help either, names people."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_complain"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask, or name people; a question that only sounds like a complaint is answered."""
        turn = Turn.of(tracker)
        if turn.text.endswith("?") and turn.sure < SURE_OF_COMPLAINT:
            return ActionAnswer(self._assistant).run(dispatcher, tracker, domain)
        if turn.misses + 1 >= MOST_MISSES:
            say(dispatcher, self._assistant.handover.person(turn.language, region=turn.region, site=turn.site))
            return [SlotSet("misses", 0)]
        say(dispatcher, self._assistant.ask_otherwise(turn.language))
        return [SlotSet("misses", turn.misses + 1)]
