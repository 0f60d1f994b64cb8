"""A damaged encoder is never used silently."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.encoder.errors import DamagedEncoder
from knowledge.encoder.manifest import MANIFEST, Manifest, fingerprint_of, hash_folder, verify, write_manifest

pytestmark = pytest.mark.unit


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two files and their manifest."""
    (tmp_path / "1_Pooling").mkdir()
    (tmp_path / "1_Pooling" / "config.json").write_text("{}")
    (tmp_path / "model.safetensors").write_bytes(bytes(range(256)))
    write_manifest(tmp_path, Manifest("a model", "a source", "a recipe", hash_folder(tmp_path)))
    return tmp_path


def test_an_untouched_folder_passes(folder: Path) -> None:
    assert sorted(verify(folder).files) == ["1_Pooling/config.json", "model.safetensors"]


def test_one_changed_byte_is_found(folder: Path) -> None:
    data = bytearray((folder / "model.safetensors").read_bytes())
    data[100] ^= 1
    (folder / "model.safetensors").write_bytes(data)
    with pytest.raises(DamagedEncoder, match=r"model\.safetensors .* is damaged: run `make build` to build it again"):
        verify(folder)


def test_a_missing_file_is_found(folder: Path) -> None:
    (folder / "1_Pooling" / "config.json").unlink()
    with pytest.raises(DamagedEncoder, match="lacks the file 1_Pooling/config.json: run `make build`"):
        verify(folder)


def test_a_missing_encoder_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(DamagedEncoder, match="There is no encoder in .*: run `make build`"):
        verify(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"model": "x"}'])
def test_an_unreadable_manifest_says_how_to_build_it(tmp_path: Path, text: str) -> None:
    (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(DamagedEncoder, match="cannot be read: run `make build`"):
        verify(tmp_path)


def test_the_fingerprint_changes_with_any_file_and_not_with_their_order() -> None:
    assert fingerprint_of({"a": "1", "b": "2"}) == fingerprint_of({"b": "2", "a": "1"})
    assert fingerprint_of({"a": "1", "b": "2"}) != fingerprint_of({"a": "1", "b": "3"})
    assert fingerprint_of({"a": "1"}) != fingerprint_of({"c": "1"})
