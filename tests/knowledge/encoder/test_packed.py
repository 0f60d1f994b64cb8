"""The reader of the packed model file, on a small file written here after the same layout."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from knowledge.encoder.errors import DamagedEncoder
from knowledge.encoder.packed import BLOCK_LAYOUT, dequantise, read_packed_model

pytestmark = pytest.mark.unit


def packed_file(*, magic: bytes = b"E5S1", version: int = 1) -> bytes:
    """A file with two pieces, two normalisations, one plain and one packed tensor."""
    head = magic + struct.pack("<I7ifi", version, 32, 1, 1, 64, 1, 512, 2, 1e-12, 32)
    text = "▁a▁é".encode()
    words = struct.pack("<5iQ3I2f", 2, 0, 1, 1, 0, len(text), 0, 4, len(text), -1.5, -2.5) + text
    table = struct.pack("<IBI", ord("Ａ"), 1, ord("A")) + struct.pack("<IB", 7, 0)
    norms = struct.pack("<iI", 2, len(table)) + table
    plain = struct.pack("<2f", 0.25, -8.0)
    block = struct.pack("<e16B", 0.5, *[0xF0 + number for number in range(16)])
    names = [(b"emb.ln.w", 0, 2, plain), (b"emb.word", 1, 32, block)]
    start = len(head + words + norms) + 4 + sum(2 + len(name) + 21 for name, *_ in names)
    directory, body = struct.pack("<i", len(names)), b""
    for name, kind, count, data in names:
        directory += struct.pack("<H", len(name)) + name
        directory += struct.pack("<BIQQ", kind, count, start + len(body), len(data))
        body += data
    return head + words + norms + directory + body


def test_every_part_of_the_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(packed_file())
    model = read_packed_model(path)
    assert (model.shape.hidden, model.shape.positions, model.shape.token_types) == (32, 512, 2)
    assert model.vocabulary.pieces == (("▁a", -1.5), ("▁é", -2.5))
    assert (model.vocabulary.begin, model.vocabulary.end) == (0, 1)
    assert model.normalisation == {"Ａ": "A", "\x07": ""}
    assert model.tensors["emb.ln.w"].tolist() == [0.25, -8.0]
    assert model.tensors["emb.word"].tolist() == [(n - 8) / 2 for n in range(16)] + [3.5] * 16


def test_a_block_holds_its_low_halves_first() -> None:
    block = np.zeros(1, BLOCK_LAYOUT)
    block["scale"] = 2.0
    block["nibbles"][0, 0] = 0x1F
    weights = dequantise(block)
    assert (weights[0], weights[16], weights[1]) == (14.0, -14.0, -16.0)


@pytest.mark.parametrize("length", [0, 3, 20, 60, 100, 150, 200])
def test_a_file_cut_short_is_refused_at_any_place(tmp_path: Path, length: int) -> None:
    whole = packed_file()
    assert length < len(whole)
    path = tmp_path / "model.bin"
    path.write_bytes(whole[:length])
    with pytest.raises(DamagedEncoder, match=r"model\.bin is not a complete packed model"):
        read_packed_model(path)


@pytest.mark.parametrize("change", [{"magic": b"GGUF"}, {"version": 2}])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, change: dict[str, bytes | int]) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(packed_file(**change))  # type: ignore[arg-type]
    with pytest.raises(DamagedEncoder, match="fetch it again"):
        read_packed_model(path)
