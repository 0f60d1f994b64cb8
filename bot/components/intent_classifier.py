"""Which of our few intents a message has, by its n-grams and its sentence vector."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from typing_extensions import override

from bot.components.check_names import CheckNames
from bot.components.fingerprints import hash_of
from bot.components.intent_model import IntentModel
from bot.components.openings import Openings
from bot.components.text import plain_text

#: What the search answers. A message without text is taken for one: the search then says that it found nothing.
QUESTION = "ask"


class NoTrainingExamples(RasaException):
    """There is nothing to learn from."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NgramIntentClassifier(GraphComponent, IntentClassifier):
    """Kernel ridge regression over character and word n-grams beside the dense features, if there are any.

    A greeting or a word of thanks is left out where something follows it, so that small talk never swallows
    a question. Rasa's own `LogisticRegressionClassifier` fails on a message without tokens (an emoji, an empty
    text) and does not weigh n-grams; this one answers `ask` with confidence 0 there.
    """

    @staticmethod
    def required_packages() -> List[str]:
        """Return the packages that must be installed; their versions are part of the fingerprint."""
        return ["sklearn", "skops"]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Return the defaults.

        `ngram_weight`: of the n-grams beside the dense vectors. `regularisation`: the more, the less a single
        example says. `question_odds`: what the odds of `ask` are multiplied by, since a question that is taken for
        something else is not answered. `ranking_length`: intents to report. The first two did best where the examples
        of one writer were understood by what was learnt from the others; the third is a compromise (bot/README.md).
        """
        return {"ngram_weight": 0.2, "regularisation": 0.05, "question_odds": 2.0, "ranking_length": 10}

    @classmethod
    @override
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Return a hash of the files that decide what it makes of a text."""
        return hash_of(
            "intent_model.py",
            "ngram_reader.py",
            "openings.py",
            "openings.yml",
            "text.py",
            "check_names.py",
            "check_names.yml",
        )

    def __init__(
        self,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: Optional[IntentModel] = None,
    ) -> None:
        """Hold a trained `model`, or none before training."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model
        self._openings = Openings()
        self._checks = CheckNames()

    @classmethod
    @override
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NgramIntentClassifier:
        """Create an untrained classifier."""
        return cls(config, model_storage, resource)

    @classmethod
    @override
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NgramIntentClassifier:
        """Load the trained classifier from the model."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, IntentModel.read(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model and store it.

        Raises:
            NoTrainingExamples: no example has both a text and an intent.
        """
        examples = [e for e in training_data.intent_examples if plain_text(e)]
        if not examples:
            raise NoTrainingExamples("There is no training example: see bot/data/nlu.")
        self._model = IntentModel.fit(
            [self._openings.without(plain_text(example)) for example in examples],
            _dense(examples),
            [example.get(INTENT) for example in examples],
            ngram_weight=self._config["ngram_weight"],
            regularisation=self._config["regularisation"],
        )
        with self._model_storage.write_to(self._resource) as folder:
            self._model.write(folder)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set `intent` and `intent_ranking` (best first, confidences sum to at most 1)."""
        for message in messages:
            ranking = self._rank(message)
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking[: self._config["ranking_length"]], add_to_output=True)
        return messages

    def _rank(self, message: Message) -> List[Dict[str, Any]]:
        text = plain_text(message)
        if not text or self._model is None:
            return [{"name": QUESTION, "confidence": 0.0}]
        if named := self._checks.intent_of(text):
            return [{"name": named, "confidence": 1.0}]
        odds = {QUESTION: self._config["question_odds"]}
        ranked = self._model.rank(self._openings.without(text), _dense([message]), odds)
        return [{"name": name, "confidence": confidence} for name, confidence in ranked]


def _dense(messages: List[Message]) -> Optional[np.ndarray]:
    """Return the sentence vectors, shape (messages, dimensions), or None where a message has none."""
    vectors = [message.get_dense_features(TEXT)[1] for message in messages]
    if any(vector is None for vector in vectors):
        return None
    return np.vstack([vector.features for vector in vectors if vector is not None])
