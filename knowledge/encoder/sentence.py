"""The encoder that runs any model through sentence-transformers."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.encoder.batching import Batches
from knowledge.encoder.errors import EncoderError
from knowledge.encoder.protocol import Floats2d

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

#: Texts that go through the network together.
BATCH = 32


class SentenceTransformerEncoder:
    """Any sentence-transformers model; its saved prompts tell questions and passages apart."""

    def __init__(self, model: SentenceTransformer, fingerprint: str, workers: int = 1) -> None:
        """`workers`: how many batches may run at once."""
        self._model = model
        self._fingerprint = fingerprint
        self._batches = Batches[str](workers, BATCH)
        dimensions = model.get_embedding_dimension()
        if dimensions is None:
            raise EncoderError("The model named by GRENSWIJZER_ENCODER does not tell the length of its vectors.")
        self._dimensions = dimensions

    @property
    def dimensions(self) -> int:
        """The length of each vector."""
        return self._dimensions

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits that change with any file of the model."""
        return self._fingerprint

    def encode_queries(self, texts: Sequence[str]) -> Floats2d:
        """Return one row of length 1 (L2) per question; what exceeds the model's limit is cut off."""
        return self._encode(self._model.encode_query, texts)

    def encode_passages(self, texts: Sequence[str]) -> Floats2d:
        """Return one row of length 1 (L2) per passage; what exceeds the model's limit is cut off."""
        return self._encode(self._model.encode_document, texts)

    def _encode(self, encode: Callable[..., Any], texts: Sequence[str]) -> Floats2d:
        encode = partial(encode, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)
        return self._batches.run([text.strip() for text in texts], self._dimensions, encode)


def load_sentence_transformer(folder: Path, fingerprint: str, workers: int) -> SentenceTransformerEncoder:
    """Load the model in `folder`; takes some seconds, and lets torch use one thread per operation in this process.

    Raises:
        EncoderError: the folder holds no model that sentence-transformers can load.
    """
    # Tokenizers warn when a process that used their threads forks; texts are short, so they are not needed.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    torch.set_num_threads(1)
    try:
        model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except (OSError, ValueError, KeyError) as error:
        raise EncoderError(f"{folder} holds no model that sentence-transformers can load: {error}") from error
    # A tokenizer changes its own settings while it works and fails when two threads use it at once.
    setattr(model, "preprocess", _one_at_a_time(model.preprocess))  # noqa: B010 - mypy forbids the plain form
    return SentenceTransformerEncoder(model, fingerprint, workers)


def _one_at_a_time(function: Callable[..., Any]) -> Callable[..., Any]:
    lock = threading.Lock()

    @wraps(function)
    def locked(*args: Any, **kwargs: Any) -> Any:
        with lock:
            return function(*args, **kwargs)

    return locked
