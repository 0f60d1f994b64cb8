"""Vectors of a file that is being taken in, kept as they are made: a run that is stopped goes on from there."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.stores.base import Floats1d, Floats2d

_KEY_BYTES = 16


class Unfinished:
    """A file of records, a hash of a text and its vector each, in the folder of the documents; needs their lock.

    It is only ever added to, so what a process that was killed leaves is whole but for its last record.
    """

    def __init__(self, folder: Path, embedding: str, dimensions: int) -> None:
        """`embedding`: see `embedding_of`; vectors of another making are not taken up."""
        self._path = folder / f".unfinished-{hashlib.sha256(embedding.encode()).hexdigest()[:16]}"
        self._record = np.dtype([("key", f"V{_KEY_BYTES}"), ("vector", "<f4", (dimensions,))])

    def read(self, texts: Sequence[str]) -> Mapping[str, Floats1d]:
        """Return the vectors that are kept of `texts`."""
        records = self._records()
        kept = {key.tobytes(): vector for key, vector in zip(records["key"], records["vector"], strict=True)}
        return {text: kept[_key(text)] for text in texts if _key(text) in kept} if kept else {}

    def _records(self) -> NDArray[Any]:
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            data = b""
        return np.frombuffer(data, self._record, count=len(data) // self._record.itemsize)

    def add(self, texts: Sequence[str], vectors: Floats2d) -> None:
        """Keep the vectors of `texts`, shape (texts, dimensions)."""
        records = np.empty(len(texts), self._record)
        records["key"] = [np.void(_key(text)) for text in texts]
        records["vector"] = vectors
        with self._path.open("ab") as file:
            file.truncate(file.tell() // self._record.itemsize * self._record.itemsize)
            file.write(records.tobytes())

    def clear(self) -> None:
        """Forget all, for the file is kept as a whole now."""
        self._path.unlink(missing_ok=True)


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:_KEY_BYTES]
