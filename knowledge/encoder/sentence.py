"""The encoder that runs through sentence-transformers."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge.encoder.errors import EncoderError
from knowledge.encoder.manifest import MANIFEST, fingerprint_of, hash_folder, verify
from knowledge.encoder.protocol import Floats2d

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT_FOLDER = Path(__file__).parents[2] / "models" / "encoder"
#: Texts that go through the network together.
BATCH = 32
MAX_WORKERS = 4


class SentenceTransformerEncoder:
    """Any sentence-transformers model; its saved prompts tell questions and passages apart.

    Each batch runs on one core, and at most `workers` of them run at once. A batch spread over all cores would wait
    for the slowest of them, which costs most of the speed where other processes are busy too.
    """

    def __init__(self, model: SentenceTransformer, fingerprint: str, workers: int = 1) -> None:
        self._model = model
        self._fingerprint = fingerprint
        self._workers = workers
        self._turns = threading.BoundedSemaphore(workers)
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
        vectors = np.empty((len(texts), self._dimensions), dtype=np.float32)
        # Texts of like length share a batch, or short ones would be padded to the longest.
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]

        def fill(batch: list[int]) -> None:
            # A question that comes while an index is built waits for one batch, not for all.
            with self._turns:
                stripped = [texts[index].strip() for index in batch]
                vectors[batch] = encode(stripped, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)

        if len(batches) == 1:
            fill(batches[0])
        elif batches:
            with ThreadPoolExecutor(self._workers) as pool:
                list(pool.map(fill, batches))
        return vectors


def load_encoder(name: str | None = None) -> SentenceTransformerEncoder:
    """Load the encoder: `name`, else what `GRENSWIJZER_ENCODER` names, else the one that `make build` built.

    A name is a folder, or a model on the Hugging Face hub, which is then downloaded. Takes some seconds, and lets torch
    use one thread for each operation in this process.

    Raises:
        DamagedEncoder: the built encoder is missing, or one of its files is damaged.
        EncoderError: the named model can neither be found nor fetched, or is none.
    """
    folder = _folder_of(name or os.environ.get("GRENSWIJZER_ENCODER", "").strip())
    if folder == DEFAULT_FOLDER or (folder / MANIFEST).exists():
        fingerprint = verify(folder).fingerprint
    else:
        fingerprint = fingerprint_of(hash_folder(folder))
    workers = min(MAX_WORKERS, len(os.sched_getaffinity(0)))
    return SentenceTransformerEncoder(_load_model(folder), fingerprint, workers)


def _folder_of(name: str) -> Path:
    if not name:
        return DEFAULT_FOLDER
    if Path(name).is_dir():
        return Path(name)
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name, ignore_patterns=["*.bin", "*.h5", "*.msgpack", "onnx/*", "openvino/*"]))
    except Exception as error:
        raise EncoderError(
            f"GRENSWIJZER_ENCODER names {name}, which is no folder here and could not be fetched from the model hub "
            f"({type(error).__name__}): name another, or unset it to use the built one."
        ) from error


def _load_model(folder: Path) -> SentenceTransformer:
    # Tokenizers warn when a process that used their threads forks; texts are short, so they are not needed.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    from knowledge.encoder.compact import compact

    logging.disable_progress_bar()
    torch.set_num_threads(1)
    try:
        model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except (OSError, ValueError, KeyError) as error:
        raise EncoderError(f"{folder} holds no model that sentence-transformers can load: {error}") from error
    compact(model)
    # A tokenizer changes its own settings while it works and fails when two threads use it at once.
    setattr(model, "preprocess", _one_at_a_time(model.preprocess))  # noqa: B010 - mypy forbids the plain form
    return model


def _one_at_a_time(function: Callable[..., Any]) -> Callable[..., Any]:
    lock = threading.Lock()

    @wraps(function)
    def locked(*args: Any, **kwargs: Any) -> Any:
        with lock:
            return function(*args, **kwargs)

    return locked
