"""The encoder that runs through sentence-transformers."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge.encoder.errors import EncoderError
from knowledge.encoder.manifest import MANIFEST, fingerprint_of, hash_folder, verify
from knowledge.encoder.protocol import Floats2d

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT_FOLDER = Path(__file__).parents[2] / "models" / "encoder"
#: More threads than this make a single short question slower, not faster.
MAX_THREADS = 4
#: The model is held for at most this many texts at a time, so that a question is answered while an index is built.
TEXTS_PER_TURN = 64
BATCH = 32


class SentenceTransformerEncoder:
    """Any sentence-transformers model; its saved prompts tell questions and passages apart."""

    def __init__(self, model: SentenceTransformer, fingerprint: str) -> None:
        self._model = model
        self._fingerprint = fingerprint
        self._turn = threading.Lock()
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
        for start in range(0, len(texts), TEXTS_PER_TURN):
            part = [text.strip() for text in texts[start : start + TEXTS_PER_TURN]]
            with self._turn:
                vectors[start : start + len(part)] = encode(
                    part, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
                )
        return vectors


def load_encoder(name: str | None = None) -> SentenceTransformerEncoder:
    """Load the encoder: `name`, else what `GRENSWIJZER_ENCODER` names, else the one that `make build` built.

    A name is a folder, or a model on the Hugging Face hub, which is then downloaded. Takes some seconds and
    bounds the threads that torch uses in this process.

    Raises:
        DamagedEncoder: the built encoder is missing, or one of its files is damaged.
        EncoderError: the named model can neither be found nor fetched, or is none.
    """
    folder = _folder_of(name or os.environ.get("GRENSWIJZER_ENCODER", "").strip())
    if folder == DEFAULT_FOLDER or (folder / MANIFEST).exists():
        fingerprint = verify(folder).fingerprint
    else:
        fingerprint = fingerprint_of(hash_folder(folder))
    return SentenceTransformerEncoder(_load_model(folder), fingerprint)


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

    logging.disable_progress_bar()
    torch.set_num_threads(min(MAX_THREADS, len(os.sched_getaffinity(0))))
    try:
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except (OSError, ValueError, KeyError) as error:
        raise EncoderError(f"{folder} holds no model that sentence-transformers can load: {error}") from error
