"""Small changes of the weights of the encoder's upper layers.

They are kept as pairs of thin matrices whose product is added to a weight (LoRA, Hu et al., arXiv 2106.09685), in
`factors.npz` beside this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder.packed import PackedModel

FILE = Path(__file__).with_name("factors.npz")
#: What stands after a weight's name for the matrix that reads the inputs, and for the one that writes the outputs.
READS, WRITES = "reads", "writes"

Factors = Mapping[str, NDArray[np.float16]]


def add_tuning(model: PackedModel, factors: Factors) -> PackedModel:
    """Return `model` with `factors` added.

    `factors`: for a weight `l6.q.w` of shape (outputs, inputs), `l6.q.w.reads`, shape (rank, inputs), and
    `l6.q.w.writes`, shape (outputs, rank).

    Raises:
        KeyError: there is no such weight, or one of a pair is missing.
        ValueError: the shapes do not fit.
    """
    tensors = dict(model.tensors)
    for name in sorted({key.rpartition(".")[0] for key in factors}):
        change = factors[f"{name}.{WRITES}"].astype(np.float32) @ factors[f"{name}.{READS}"].astype(np.float32)
        tensors[name] = (tensors[name].reshape(change.shape) + change).reshape(-1)
    return replace(model, tensors=tensors)


def load_tuning(path: Path = FILE) -> dict[str, NDArray[np.float16]]:
    """Read the committed factors."""
    with np.load(path) as held:
        return {name: held[name] for name in held.files}


def save_tuning(factors: Factors, path: Path = FILE) -> None:
    """Write `factors` in the order of their names."""
    arrays: dict[str, Any] = {name: factors[name] for name in sorted(factors)}
    np.savez_compressed(path, **arrays)
