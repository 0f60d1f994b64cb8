"""An encoder that does not do the same question twice."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from knowledge.encoder.protocol import Encoder, Floats2d


class RememberingEncoder:
    """Keeps the vectors of the last questions: in one turn the bot, the entries and own documents want the same one."""

    def __init__(self, encoder: Encoder, most: int | None) -> None:
        """`most`: how many questions are kept; None keeps all."""
        self._encoder = encoder
        self._most = most
        self._known: OrderedDict[str, Floats2d] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def dimensions(self) -> int:
        """The length of each vector."""
        return self._encoder.dimensions

    @property
    def fingerprint(self) -> str:
        """That of the encoder within."""
        return self._encoder.fingerprint

    def encode_queries(self, texts: Sequence[str]) -> Floats2d:
        """As the encoder within does, one text at a time."""
        rows = [self._one(text) for text in texts]
        return np.concatenate(rows) if rows else np.empty((0, self.dimensions), dtype=np.float32)

    def encode_passages(self, texts: Sequence[str]) -> Floats2d:
        """As the encoder within does."""
        return self._encoder.encode_passages(texts)

    def encode_many(self, texts: Sequence[str]) -> Floats2d:
        """As the encoder within does, all together: questions that nobody is about to ask again are not kept."""
        return self._encoder.encode_queries(texts)

    def _one(self, text: str) -> Floats2d:
        with self._lock:
            if text in self._known:
                self._known.move_to_end(text)
                return self._known[text]
        # Not under the lock: questions that differ are embedded side by side.
        vector = self._encoder.encode_queries([text])
        with self._lock:
            self._known[text] = vector
            while self._most is not None and len(self._known) > self._most:
                self._known.popitem(last=False)
        return vector
