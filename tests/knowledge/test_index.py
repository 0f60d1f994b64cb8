"""An index is used whole and matching, or refused with a way out."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from knowledge.assistant import Assistant
from knowledge.calibration import asked_rows
from knowledge.encoder import Encoder
from knowledge.index import IndexUnusable, build_index, current_name, is_current, open_index
from knowledge.loading import KnowledgeError

pytestmark = pytest.mark.integration


def quiet(_done: int, _total: int) -> None:
    pass


@pytest.fixture
def index_copy(sample_index: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample_index, tmp_path / "index"))


def build_of(folder: Path) -> Path:
    return folder / (current_name(folder) or "")


def test_vectors_belong_to_their_passages(index_copy: Path, encoder: Encoder) -> None:
    index = open_index(index_copy, encoder.fingerprint)
    row = next(i for i, p in enumerate(index.passages) if p.kind == "question")
    vector = encoder.encode_queries([index.passages[row].text])[0]
    store = index.read_store()
    assert store.search(vector, 1)[0][0] == row or np.isclose(store.vectors()[row] @ vector, 1, atol=1e-4)


def test_an_index_that_does_not_exist_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusable, match="grenswijzer index build"):
        open_index(tmp_path, "any")


@pytest.mark.parametrize("file", ["vectors.faiss", "entries.json", "passages.json"])
@pytest.mark.parametrize("fault", ["cut", "flipped", "gone"])
def test_a_damaged_index_is_refused(index_copy: Path, encoder: Encoder, file: str, fault: str) -> None:
    path = build_of(index_copy) / file
    data = bytearray(path.read_bytes())
    if fault == "gone":
        path.unlink()
    else:
        data[len(data) // 2] ^= 1
        path.write_bytes(bytes(data) if fault == "flipped" else bytes(data[: len(data) // 2]))
    with pytest.raises(IndexUnusable, match="missing or damaged"):
        open_index(index_copy, encoder.fingerprint)


def test_a_damaged_manifest_is_refused(index_copy: Path, encoder: Encoder) -> None:
    (build_of(index_copy) / "manifest.json").write_text('{"format": 1', encoding="utf-8")
    with pytest.raises(IndexUnusable, match="damaged"):
        open_index(index_copy, encoder.fingerprint)


def test_an_index_of_another_encoder_is_refused(index_copy: Path) -> None:
    with pytest.raises(IndexUnusable, match="another encoder"):
        open_index(index_copy, "some other model")


def test_an_index_of_another_analyser_is_refused(index_copy: Path, encoder: Encoder) -> None:
    path = build_of(index_copy) / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(manifest | {"analyser": -1}), encoding="utf-8")
    with pytest.raises(IndexUnusable, match="another version"):
        open_index(index_copy, encoder.fingerprint)


def test_a_damaged_index_can_be_built_again(index_copy: Path, sample_entries: Path, encoder: Encoder) -> None:
    (build_of(index_copy) / "vectors.faiss").write_bytes(b"")
    build_index(index_copy, encoder, quiet, [sample_entries])
    assert is_current(index_copy, encoder.fingerprint, [sample_entries])


def test_a_build_that_fails_leaves_the_index_in_use_as_it_was(
    index_copy: Path, sample_entries: Path, encoder: Encoder, tmp_path: Path
) -> None:
    before = open_index(index_copy, encoder.fingerprint).manifest
    broken = Path(shutil.copytree(sample_entries, tmp_path / "broken"))
    (broken / "ind.yml").write_text("id: ind\n", encoding="utf-8")
    with pytest.raises(Exception, match="ind.yml"):
        build_index(index_copy, encoder, quiet, [broken])
    assert open_index(index_copy, encoder.fingerprint).manifest == before
    assert not list(index_copy.glob(".building-*"))


def test_only_changed_texts_are_embedded_again(
    index_copy: Path, sample_entries: Path, encoder: Encoder, tmp_path: Path
) -> None:
    changed = Path(shutil.copytree(sample_entries, tmp_path / "changed"))
    text = (changed / "ind.yml").read_text(encoding="utf-8")
    (changed / "ind.yml").write_text(text + "\n# a remark\n", encoding="utf-8")
    assert not is_current(index_copy, encoder.fingerprint, [changed])
    embedded: list[int] = []
    build_index(index_copy, encoder, lambda done, _total: embedded.append(done), [changed])
    assert embedded == []
    assert is_current(index_copy, encoder.fingerprint, [changed])


def test_an_index_of_other_questions_is_refused_before_any_training(assistant: Assistant) -> None:
    index = assistant._opened.index
    asked = asked_rows(index)
    assert {index.passages[row].text for row in asked} == {question.text for question in asked.values()}
    without_one = [p for row, p in enumerate(index.passages) if row != max(asked)]
    with pytest.raises(KnowledgeError, match="index build"):
        asked_rows(replace(index, passages=without_one))
