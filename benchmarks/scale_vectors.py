"""Vectors of any number that lie as ours do: the real ones, then neighbours drawn around them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from faiss import IndexFlatIP

from knowledge.encoder import Floats2d

SEED = 20261123
#: Passages whose neighbours are looked at.
_SAMPLE = 3000
#: Above this cosine two passages are the same sentence twice.
_SAME = 0.999
_CHUNK = 50_000


@dataclass(frozen=True)
class Neighbours:
    """How real passages differ from their nearest neighbours."""

    #: Cosines to the nearest other passage, ascending.
    cosines: Floats2d
    #: Shape (dimensions, dimensions): a factor of the second moments of the differences.
    factor: Floats2d

    def noise(self, generator: np.random.Generator, count: int) -> Floats2d:
        """Draw `count` differences, shape (count, dimensions)."""
        drawn = generator.standard_normal((count, len(self.factor)), dtype=np.float32)
        noise: Floats2d = drawn @ self.factor.T
        return noise


def look_at_neighbours(vectors: Floats2d) -> Neighbours:
    """Measure the differences between a sample of `vectors` and the nearest other vector of each.

    Noise with the same second moments has the size of real differences, and their directions: that of equal size in all
    directions would leave the narrow band in which an encoder's vectors lie, and make every search look worse.
    """
    generator = np.random.default_rng(SEED)
    sample = generator.choice(len(vectors), min(_SAMPLE, len(vectors)), replace=False)
    index = IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    cosines, rows = index.search(vectors[sample], 20)
    other = (cosines < _SAME).argmax(axis=1)
    nearest = rows[np.arange(len(sample)), other]
    differences = (vectors[nearest] - vectors[sample]).astype(np.float64)
    moments = differences.T @ differences / len(differences)
    factor = np.linalg.cholesky(moments + 1e-9 * np.eye(len(moments)))
    return Neighbours(np.sort(cosines[np.arange(len(sample)), other]), factor.astype(np.float32))


def write_vectors(path: Path, real: Floats2d, neighbours: Neighbours, count: int) -> None:
    """Write `count` vectors as a .npy file: the real ones in a random order, then drawn neighbours of random ones.

    The first n of them serve as the vectors of size n.
    """
    generator = np.random.default_rng(SEED)
    out = np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=(count, real.shape[1]))
    kept = min(count, len(real))
    out[:kept] = real[generator.permutation(len(real))[:kept]]
    for start in range(kept, count, _CHUNK):
        size = min(_CHUNK, count - start)
        drawn = real[generator.integers(len(real), size=size)] + neighbours.noise(generator, size)
        out[start : start + size] = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    out.flush()
