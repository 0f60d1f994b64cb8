"""The encoder that runs the default model through ONNX Runtime, without torch."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from knowledge.encoder.batching import Batches
from knowledge.encoder.errors import DamagedEncoder
from knowledge.encoder.manifest import REBUILD
from knowledge.encoder.protocol import Floats2d
from knowledge.encoder.unigram import UnigramTokenizer

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

#: The network within an encoder's folder.
NETWORK = "onnx/model.onnx"
TOKENIZER = "tokenizer.json"
#: Texts that go through the network together: more are hardly faster, and take memory where they are long.
BATCH = 8


class OnnxEncoder:
    """The network of `onnx_network.py` with its tokenizer."""

    def __init__(
        self, session: InferenceSession, tokenizer: UnigramTokenizer, fingerprint: str, workers: int = 1
    ) -> None:
        """`workers`: how many batches may run at once."""
        self._session = session
        self._tokenizer = tokenizer
        self._fingerprint = fingerprint
        # Without padding a text gets the same vector beside others as alone.
        self._batches = Batches[list[int]](workers, BATCH, same_length=True)
        said = session.get_modelmeta().custom_metadata_map
        self._prompts = {kind: said[f"prompt.{kind}"] for kind in ("query", "passage")}
        self._dimensions: int = session.get_outputs()[0].shape[1]
        self._limit = int(said["tokens"])

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
        return self._encode("query", texts)

    def encode_passages(self, texts: Sequence[str]) -> Floats2d:
        """Return one row of length 1 (L2) per passage; what exceeds the model's limit is cut off."""
        return self._encode("passage", texts)

    def _encode(self, kind: str, texts: Sequence[str]) -> Floats2d:
        prompt = self._prompts[kind]
        tokens = [self._tokenizer.encode(prompt + text.strip(), self._limit) for text in texts]
        return self._batches.run(tokens, self._dimensions, self._run)

    def _run(self, tokens: list[list[int]]) -> Floats2d:
        ids = np.array(tokens, dtype=np.int64)
        vectors: Floats2d = self._session.run(None, {"ids": ids, "mask": np.ones_like(ids)})[0]
        return vectors


def load_onnx_encoder(folder: Path, fingerprint: str, workers: int) -> OnnxEncoder:
    """Load the network and the tokenizer in `folder`, whose files the caller has verified.

    Raises:
        DamagedEncoder: ONNX Runtime cannot run the network.
    """
    # Tokenizers warn when a process that used their threads forks; texts are short, so they are not needed.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # One core per batch, see `Batches`; without the arena, memory of a long text goes back when it is done.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(folder / NETWORK, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime has an exception class of its own for each cause
        raise DamagedEncoder(f"ONNX Runtime cannot run {folder / NETWORK} ({error}): {REBUILD}.") from error
    return OnnxEncoder(session, UnigramTokenizer.load(folder / TOKENIZER), fingerprint, workers)
