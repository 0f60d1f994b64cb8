"""A linear map over the encoder's vectors, learnt from the questions of our own entries.

The encoder knows general language; the map teaches it what counts here (that a `bijbaan` is about hours
and permits, not about salaries). It is a committed file of some 300 KB, applied to the vectors of the
index when it is opened and to each question, so that a newly trained map needs no new index.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from zipfile import BadZipFile

import numpy as np

from knowledge.loading import PACKAGE, KnowledgeError
from knowledge.stores.base import Floats2d

DEFAULT_PATH = PACKAGE.parent / "models" / "adapters" / "questions.npz"
#: Vectors that are mapped at once, so that a whole index takes little memory beside itself.
_BLOCK = 4096


@dataclass(frozen=True)
class Adapter:
    """A square matrix over vectors of one encoder."""

    #: Shape (dimensions, dimensions).
    matrix: Floats2d
    #: Fingerprint of the encoder that it was trained over.
    encoder: str

    @classmethod
    def load(cls, path: Path = DEFAULT_PATH) -> Self | None:
        """Read the trained map; None where there is none.

        Raises:
            KnowledgeError: the file is damaged.
        """
        if not path.is_file():
            return None
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
                return cls(data["matrix"].astype(np.float32), str(data["encoder"]))
        except (ValueError, KeyError, OSError, EOFError, BadZipFile) as error:
            raise KnowledgeError(
                f"{path} is damaged: restore it, or train it again with `grenswijzer calibrate`."
            ) from error

    @property
    def digest(self) -> str:
        """16 hex digits that change with the matrix."""
        return hashlib.sha256(self.matrix.tobytes()).hexdigest()[:16]

    def save(self, path: Path = DEFAULT_PATH) -> None:
        """Write the map in half precision, beside the old file first."""
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}")
        with beside.open("wb") as file:
            np.savez_compressed(file, matrix=self.matrix.astype(np.float16), encoder=np.array(self.encoder))
        beside.replace(path)

    def apply(self, vectors: Floats2d) -> Floats2d:
        """Return `vectors`, shape (n, dimensions), mapped and L2-normalised again."""
        result: Floats2d = np.empty(vectors.shape, dtype=np.float32)
        for start in range(0, len(vectors), _BLOCK):
            mapped = vectors[start : start + _BLOCK] @ self.matrix.T
            lengths = np.linalg.norm(mapped, axis=1, keepdims=True)
            result[start : start + _BLOCK] = mapped / np.maximum(lengths, 1e-9)
        return result
