"""An index is used whole and matching, or refused with a way out."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from knowledge.assistant import Assistant
from knowledge.calibration import asked_rows, broad_rows
from knowledge.encoder import Encoder
from knowledge.index import (
    KEPT_BUILDS,
    IndexUnusable,
    build_index,
    builds,
    current_name,
    is_current,
    open_index,
    roll_back,
)
from knowledge.loading import KnowledgeError, load_entry

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


@pytest.mark.parametrize("file", ["vectors.faiss", "entries.json", "digests.json", "passages.json"])
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


def edited(sample_entries: Path, folder: Path, remark: str) -> Path:
    """Return a copy of the entries in which the text of one of them has another word."""
    shutil.copytree(sample_entries, folder)
    path = folder / "ind.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("IND", f"IND {remark}", 1), encoding="utf-8")
    return folder


def test_only_changed_files_are_parsed_again(
    index_copy: Path, sample_entries: Path, encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[str] = []
    monkeypatch.setattr("knowledge.loading.load_entry", lambda path: parsed.append(path.name) or load_entry(path))
    build_index(index_copy, encoder, quiet, [edited(sample_entries, tmp_path / "one", "eins")])
    assert parsed == ["ind.yml"]
    assert "IND eins" in json.dumps(open_index(index_copy, encoder.fingerprint).entries["ind"].model_dump(mode="json"))


def test_a_rollback_takes_the_build_before_into_use_and_a_build_comes_forward_again(
    index_copy: Path, sample_entries: Path, encoder: Encoder, tmp_path: Path
) -> None:
    before = current_name(index_copy)
    new = edited(sample_entries, tmp_path / "new", "eins")
    build_index(index_copy, encoder, quiet, [new])
    after = current_name(index_copy)
    assert roll_back(index_copy) == before == current_name(index_copy)
    assert not is_current(index_copy, encoder.fingerprint, [new])
    build_index(index_copy, encoder, quiet, [new])
    assert current_name(index_copy) == after


def test_a_rollback_without_an_older_build_is_refused(index_copy: Path) -> None:
    before = current_name(index_copy)
    with pytest.raises(IndexUnusable, match="no build before"):
        roll_back(index_copy)
    assert current_name(index_copy) == before


def test_a_rollback_to_a_damaged_build_is_refused_and_changes_nothing(
    index_copy: Path, sample_entries: Path, encoder: Encoder, tmp_path: Path
) -> None:
    (build_of(index_copy) / "passages.json").write_text("[]", encoding="utf-8")
    build_index(index_copy, encoder, quiet, [edited(sample_entries, tmp_path / "new", "eins")])
    after = current_name(index_copy)
    with pytest.raises(IndexUnusable, match="damaged"):
        roll_back(index_copy)
    assert current_name(index_copy) == after


def test_only_some_builds_are_kept(index_copy: Path, sample_entries: Path, encoder: Encoder, tmp_path: Path) -> None:
    for number in range(KEPT_BUILDS + 2):
        build_index(index_copy, encoder, quiet, [edited(sample_entries, tmp_path / str(number), f"Nr {number}")])
    assert len(builds(index_copy)) == KEPT_BUILDS + 1
    assert builds(index_copy)[0].name == current_name(index_copy)


def test_an_index_of_other_questions_is_refused_before_any_training(assistant: Assistant) -> None:
    index = assistant._opened.index
    asked = asked_rows(index)
    assert {index.passages[row].text for row in asked} == {question.text for question in asked.values()}
    without_one = [p for row, p in enumerate(index.passages) if row != max(asked)]
    with pytest.raises(KnowledgeError, match="index build"):
        asked_rows(replace(index, passages=without_one))


def test_the_broad_questions_of_an_entry_belong_to_its_summary_and_share_a_fact_across_languages(
    assistant: Assistant,
) -> None:
    index = assistant._opened.index
    facts: dict[str, set[str]] = {}
    for row, question in broad_rows(index).items():
        passage = index.passages[row]
        assert (passage.text, passage.entry, passage.point, passage.kind) == (
            question.text, question.entry, "summary", "question",
        )  # fmt: skip
        facts.setdefault(question.fact, set()).add(question.language)
    assert facts["broad.ind.0"] == {"nl", "de", "en"}
