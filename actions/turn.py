"""What an action reads from the tracker, and how it says a reply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from knowledge.language import DEFAULT_LANGUAGE, detect
from knowledge.phrases import phrase
from knowledge.question_reading import Context
from knowledge.reply import Reply, ReplyKind
from knowledge.schema import LANGUAGES, Language
from knowledge.situations import Situation

OUT_OF_SCOPE = "out_of_scope"
#: Slot with the case of the last check.
CASE = "check_case"
#: Slot with what is known of who asks.
SITUATION = "situation"
#: Below this the classifier's word that a message is off our subject is not worth doubting an answer for.
MIN_DOUBT = 0.6
#: After so many messages in a row without an answer that helped, people take over.
MOST_MISSES = 2


def _language(*candidates: object) -> Language | None:
    return next((code for candidate in candidates for code in LANGUAGES if candidate == code), None)


def wished_language(tracker: Tracker) -> Language | None:
    """Return the language that the message itself asks for."""
    return _language(next(iter(tracker.get_latest_entity_values("requested_language")), None))


@dataclass(frozen=True)
class Turn:
    """One message of the user with what the conversation knows."""

    text: str
    language: Language
    region: str | None
    #: The page that the chat stands on, as it names itself.
    site: str | None
    last_question: str | None
    last_entry: str | None
    last_point: str | None
    #: What was told of who asks, before this message.
    situation: Situation
    choice: str | None
    #: How sure the classifier is that the message is off our subject, in [0, 1]; 0 where it is not sure.
    doubt: float
    #: How many messages before this one got no answer that helped.
    misses: int
    intent: str
    #: How sure the classifier is of the intent, in [0, 1].
    sure: float
    #: Whether a check is going on.
    in_check: bool

    @classmethod
    def of(cls, tracker: Tracker) -> Self:
        """Read the turn that `tracker` is in."""
        message: dict[str, Any] = tracker.latest_message or {}
        metadata: dict[str, Any] = message.get("metadata") or {}
        text = (message.get("text") or "").strip()
        # A wish in the message itself is newer than what was chosen on the page.
        language = _language(
            wished_language(tracker), metadata.get("language"), tracker.get_slot("language"), detect(text)
        )
        intent = message.get("intent") or {}
        sure = float(intent.get("confidence") or 0.0)
        return cls(
            text=text,
            language=language or _language(metadata.get("default_language")) or DEFAULT_LANGUAGE,
            region=tracker.get_slot("place") or metadata.get("region"),
            site=metadata.get("site"),
            last_question=tracker.get_slot("last_question"),
            last_entry=tracker.get_slot("last_entry"),
            last_point=tracker.get_slot("last_point"),
            situation=Situation.from_json(tracker.get_slot(SITUATION)),
            choice=tracker.get_slot("choice"),
            doubt=sure if intent.get("name") == OUT_OF_SCOPE and sure >= MIN_DOUBT else 0.0,
            intent=str(intent.get("name") or ""),
            sure=sure,
            in_check=tracker.get_slot("requested_slot") is not None,
            misses=int(tracker.get_slot("misses") or 0),
        )

    def context(self, situation: Situation | None = None) -> Context:
        """Return what a question of this turn is asked in; `situation`: with what the message itself tells."""
        told = situation or self.situation
        return Context(self.last_question, self.last_entry, told.described(self.language), told.is_free, told.where)


def say(dispatcher: CollectingDispatcher, reply: Reply) -> None:
    """Send `reply`: text and buttons for plain channels, all of it under `custom` for ours."""
    lines = [reply.text]
    if reply.caution:
        lines.append(reply.caution)
    if reply.as_of:
        lines.append(phrase("holds_for", reply.language, date=reply.as_of))
    if reply.sources:
        lines.append(phrase("source", reply.language, sources="; ".join(source.title for source in reply.sources)))
    buttons = [{"title": button.title, "payload": button.payload} for button in reply.buttons]
    dispatcher.utter_message(text="\n".join(lines), buttons=buttons or None, json_message=reply.to_json())


def remember(reply: Reply, question: str | None) -> list[EventType]:
    """Return the events that keep what was told in hand for a follow-up question."""
    if reply.kind != ReplyKind.ANSWER:
        return [SlotSet("last_question", question)]
    return [
        SlotSet("misses", 0),
        SlotSet("last_question", question),
        SlotSet("last_entry", reply.entry),
        SlotSet("last_point", reply.point),
        SlotSet("language", reply.language),
    ]
