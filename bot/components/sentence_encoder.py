"""Dense features for a whole message, alike for the same meaning in Dutch, German and English."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Dict, List, Optional

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from typing_extensions import override

from bot.components.fingerprints import hash_of
from bot.components.handed_vectors import HANDED, encoder_in
from bot.components.openings import Openings
from bot.components.text import plain_text
from bot.components.unigram import UnigramTokenizer

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

REBUILD = "build it with `make build`"


NETWORK, TOKENIZER = "onnx/model.onnx", "tokenizer.json"
#: What e5 models were trained to read before a question.
PROMPT = "prompt.query"


class EncoderUnusable(RasaException):
    """The built encoder is missing, or cannot be run."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(DenseFeaturizer, GraphComponent):
    """multilingual-e5-small in integers, run by ONNX Runtime: the encoder that `grenswijzer encoder build` made.

    Adds one sentence vector of shape (1, 384), length 1, to each message that has text: of what follows a
    greeting, if anything does. Where the vector of that text came with the message, it is taken as it is.
    It adds no sequence features, since nothing in our pipeline reads them.
    """

    @staticmethod
    def required_packages() -> List[str]:
        """Return the packages that must be installed; their versions are part of the fingerprint."""
        return ["onnxruntime"]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Return the defaults. `path`: the folder of the built encoder."""
        return {**DenseFeaturizer.get_default_config(), "path": "models/encoder"}

    @classmethod
    @override
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Return a hash of the files that decide what it makes of a text."""
        # Where the result comes from Rasa's cache, this is asked again with the configuration of a stand-in.
        folder = Path(config["path"]).resolve() if "path" in config else Path()
        built = [str(folder / name) for name in (NETWORK, TOKENIZER)]
        return hash_of("openings.py", "openings.yml", "text.py", "unigram.py", *built)

    @classmethod
    @override
    def validate_config(cls, config: Dict[str, Any]) -> None:
        """Check nothing more than Rasa does."""

    def __init__(self, config: Dict[str, Any], name: str) -> None:
        """Load the network and the tokenizer; this takes about 100 MB of memory.

        Raises:
            EncoderUnusable: there is no encoder at `path`, or it cannot be run.
        """
        super().__init__(name, config)
        folder = Path(config["path"])
        self._session = _open_network(folder / NETWORK)
        said = self._session.get_modelmeta().custom_metadata_map
        try:
            self._prompt = said[PROMPT]
            self._tokenizer = UnigramTokenizer(folder / TOKENIZER, int(said["tokens"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise EncoderUnusable(f"The encoder in {folder} cannot be read ({error!r}): {REBUILD}.") from error
        self._openings = Openings()
        self._fingerprint = encoder_in(folder)

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
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            # ONNX Runtime lets other threads run while it works.
            list(threads.map(self._add_vector, training_data.training_examples))
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Add vectors to the messages; a message without text gets none."""
        for message in messages:
            self._add_vector(message)
        return messages

    def _add_vector(self, message: Message) -> None:
        text = plain_text(message)
        if not text:
            return
        asked = self._openings.without(text)
        vector = HANDED.of(asked, self._fingerprint)
        if vector is None:
            ids = np.array([self._tokenizer.ids(self._prompt + asked)], dtype=np.int64)
            vector = self._session.run(None, {"ids": ids, "mask": np.ones_like(ids)})[0]
        message.add_features(Features(vector, FEATURE_TYPE_SENTENCE, TEXT, self._identifier))


def _open_network(path: Path) -> InferenceSession:
    import onnxruntime

    if not path.is_file():
        raise EncoderUnusable(f"There is no encoder at {path}: {REBUILD}.")
    options = onnxruntime.SessionOptions()
    # Two threads that wait for each other on busy cores are slower than one; without the arena, the memory that a long
    # text takes is given back.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime has an exception class of its own for each cause
        raise EncoderUnusable(f"ONNX Runtime cannot run {path} ({error}): {REBUILD}.") from error
