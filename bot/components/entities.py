"""Small helpers for components that emit entities which stand nowhere in the text."""

from __future__ import annotations

from typing import Any, Dict, Optional

from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import METADATA
from rasa.shared.nlu.training_data.message import Message


def entity_without_place(name: str, value: str) -> Dict[str, Any]:
    """Return an entity that is about the whole message; Rasa wants positions all the same."""
    return {"entity": name, "value": value, "start": 0, "end": 0, "confidence_entity": 1.0}


def metadata_of(message: Message) -> Dict[str, Any]:
    """Return what the channel handed over beside the text; {} where that is nothing or no mapping."""
    metadata = message.get(METADATA)
    return metadata if isinstance(metadata, dict) else {}


def slot_value(tracker: Optional[DialogueStateTracker], name: str) -> Any:
    """Return the value of a slot before this message; None where there is no such slot."""
    slot = tracker.slots.get(name) if tracker is not None else None
    return slot.value if slot is not None else None
