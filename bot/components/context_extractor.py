"""What the school's page says about its visitor, put into slots."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message
from typing_extensions import override

from bot.components.entities import entity_without_place, metadata_of, slot_value

ROLES = ("student", "employer", "adviser")
MAX_REGION_CHARS = 80


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ContextExtractor(GraphComponent, EntityExtractorMixin):
    """Emits `user_role` and `user_region` from the message's metadata where they are new."""

    @classmethod
    @override
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ContextExtractor:
        """Create the component; it has nothing to learn."""
        return cls()

    def process(self, messages: List[Message], tracker: DialogueStateTracker) -> List[Message]:
        """Add the entities; what is no known role or no short text is left out."""
        for message in messages:
            found = [
                entity_without_place(name, value)
                for name, value in _context(metadata_of(message)).items()
                if value != slot_value(tracker, name)
            ]
            if found:
                entities = message.get(ENTITIES, []) + self.add_extractor_name(found)
                message.set(ENTITIES, entities, add_to_output=True)
        return messages


def _context(metadata: Dict[str, Any]) -> Dict[str, str]:
    context = {}
    if metadata.get("role") in ROLES:
        context["user_role"] = metadata["role"]
    region = metadata.get("region")
    if isinstance(region, str) and 0 < len(region.strip()) <= MAX_REGION_CHARS:
        context["user_region"] = region.strip()
    return context
