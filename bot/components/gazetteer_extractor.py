"""Finds countries, places, permits, organisations and levels of education by their names."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from typing_extensions import override

from bot.components.fingerprints import hash_of
from bot.components.gazetteers import Name, NameMatcher, parse_names, read_names
from bot.components.text import plain_text

FILE = "gazetteers.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class GazetteerExtractor(GraphComponent, EntityExtractorMixin):
    """Adds one entity per known name; training copies the list of names into the model."""

    @staticmethod
    def required_packages() -> List[str]:
        """Return the packages that must be installed; their versions are part of the fingerprint."""
        return ["spacy"]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Return the defaults.

        `path`: the file of names. `least_telling`: values per entity that say little; they are put
        first, since a slot takes the last value: in "a Chinese student in the Netherlands", China.
        """
        return {"path": "models/gazetteers.json", "least_telling": {"country": ["NL"]}}

    @classmethod
    @override
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Return a hash of the names, so that a changed list is taken up by the next training."""
        # Where the result comes from Rasa's cache, this is asked again with the configuration of a stand-in.
        path = Path(config["path"]).resolve() if "path" in config else ""
        return hash_of("gazetteers.py", str(path))

    def __init__(
        self,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        names: List[Name],
    ) -> None:
        """Index `names` (none before training)."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._matcher = NameMatcher(names)

    @classmethod
    @override
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GazetteerExtractor:
        """Create the component before training."""
        return cls(config, model_storage, resource, [])

    @classmethod
    @override
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> GazetteerExtractor:
        """Load the names that training put into the model."""
        with model_storage.read_from(resource) as folder:
            names = parse_names((folder / FILE).read_text(encoding="utf-8"))
        return cls(config, model_storage, resource, names)

    def train(self, training_data: TrainingData) -> Resource:  # noqa: ARG002 - Rasa hands it over by name
        """Copy the names into the model.

        Raises:
            GazetteersUnusable: the file is missing or damaged.
        """
        path = Path(self._config["path"])
        self._matcher = NameMatcher(read_names(path))
        with self._model_storage.write_to(self._resource) as folder:
            (folder / FILE).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Add the entities found to each message."""
        for message in messages:
            if text := plain_text(message):
                found = self.add_extractor_name(self._entities(text))
                message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages

    def _entities(self, text: str) -> List[Dict[str, Any]]:
        least_telling: Dict[str, List[str]] = self._config["least_telling"]
        mentions = self._matcher.find(text)
        mentions.sort(key=lambda m: m.value not in least_telling.get(m.entity, []))
        return [
            {
                "entity": mention.entity,
                "value": mention.value,
                "start": mention.start,
                "end": mention.end,
                "confidence_entity": 1.0,
            }
            for mention in mentions
        ]
