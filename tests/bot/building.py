"""Builds single components as Rasa does, without a pipeline around them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message

ROOT = Path(__file__).parents[2]


def create(kind: type[GraphComponent], folder: Path, **config: Any) -> Any:
    """Return a new component of `kind` that keeps its files in `folder`."""
    return kind.create({**kind.get_default_config(), **config}, *surroundings(folder))


def load(kind: type[GraphComponent], folder: Path, **config: Any) -> Any:
    """Return the component that one made by `create` with the same folder has stored."""
    return kind.load({**kind.get_default_config(), **config}, *surroundings(folder))


def surroundings(folder: Path) -> tuple[LocalModelStorage, Resource, ExecutionContext]:
    """Return what Rasa hands to each component beside its configuration."""
    folder.mkdir(exist_ok=True)
    return LocalModelStorage(folder), Resource("it"), ExecutionContext(GraphSchema({}), node_name="it")


def message(text: str | None, **metadata: Any) -> Message:
    """Return a message as the REST channel makes it."""
    return Message(data={"text": text, "metadata": metadata or None})


def tracker(**slots: str | None) -> DialogueStateTracker:
    """Return a conversation whose slots have these values."""
    return DialogueStateTracker("someone", [AnySlot(name, mappings=[{}], initial_value=v) for name, v in slots.items()])


def entities(found: Message) -> dict[str, Any]:
    """Return the last value of each entity of a message."""
    return {entity["entity"]: entity["value"] for entity in found.get("entities", [])}


def domain() -> Domain:
    """Return the domain of the bot."""
    return Domain.load(ROOT / "bot" / "domain")
