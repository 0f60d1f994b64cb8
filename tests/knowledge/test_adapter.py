"""The trained map: what it does to vectors, and that training teaches without seeing what is left out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from knowledge.adapter import DEFAULT_PATH, Adapter
from knowledge.adapter_training import Recipe, train
from knowledge.confidence import Learnt
from knowledge.encoder import Encoder
from knowledge.index import open_index
from knowledge.loading import KnowledgeError
from knowledge.ranking import Ranker


def quiet(_done: int, _total: int) -> None:
    pass


@pytest.mark.unit
def test_a_mapped_vector_has_length_one() -> None:
    random = np.random.default_rng(1)
    adapter = Adapter(random.normal(size=(8, 8)).astype(np.float32), "e")
    mapped = adapter.apply(random.normal(size=(5, 8)).astype(np.float32))
    np.testing.assert_allclose(np.linalg.norm(mapped, axis=1), 1, rtol=1e-5)


@pytest.mark.unit
def test_the_identity_changes_nothing() -> None:
    vectors = np.eye(4, dtype=np.float32)
    np.testing.assert_array_equal(Adapter(np.eye(4, dtype=np.float32), "e").apply(vectors), vectors)


@pytest.mark.unit
def test_a_saved_map_is_read_again(tmp_path: Path) -> None:
    adapter = Adapter(np.eye(3, dtype=np.float32) * 2, "fingerprint")
    adapter.save(tmp_path / "a.npz")
    loaded = Adapter.load(tmp_path / "a.npz")
    assert loaded is not None
    assert loaded.encoder == "fingerprint"
    np.testing.assert_array_equal(loaded.matrix, adapter.matrix)


@pytest.mark.unit
@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 cut"])
def test_a_damaged_map_says_how_to_make_it_again(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.npz").write_bytes(content)
    with pytest.raises(KnowledgeError, match="grenswijzer calibrate"):
        Adapter.load(tmp_path / "a.npz")


@pytest.mark.unit
def test_the_committed_map_is_small() -> None:
    assert DEFAULT_PATH.stat().st_size < 1_000_000


@pytest.mark.integration
def test_the_committed_map_and_ranking_belong_to_the_built_encoder(encoder: Encoder) -> None:
    adapter = Adapter.load()
    assert adapter is not None
    assert adapter.encoder == encoder.fingerprint, "run `grenswijzer calibrate`"


@pytest.mark.integration
def test_a_map_of_another_encoder_is_not_used(sample_index: Path, encoder: Encoder) -> None:
    index = open_index(sample_index, encoder.fingerprint)
    other = Adapter(np.zeros((384, 384), dtype=np.float32), "another encoder")
    weights = Learnt.load().ranking
    plain, ranker = Ranker(index, encoder, weights), Ranker(index, encoder, weights, other)
    vector = index.read_store().vectors()[0]
    np.testing.assert_array_equal(ranker.score("Stage", "nl", vector).final, plain.score("Stage", "nl", vector).final)


@pytest.mark.integration
def test_training_draws_questions_to_their_answers_and_is_repeatable(sample_index: Path, encoder: Encoder) -> None:
    index = open_index(sample_index, encoder.fingerprint)
    recipe = Recipe(steps=15, batch=64)
    adapter, again = train(index, quiet, recipe), train(index, quiet, recipe)
    np.testing.assert_array_equal(adapter.matrix, again.matrix)
    units = np.array([f"{p.entry}#{p.point}" for p in index.passages])
    kinds = np.array([p.kind for p in index.passages])

    def first_text_is_right(vectors: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> float:
        similarity = vectors[kinds == "question"] @ vectors[kinds == "text"].T
        best = units[kinds == "text"][similarity.argmax(axis=1)]
        return float((best == units[kinds == "question"]).mean())

    plain = index.read_store().vectors()
    assert first_text_is_right(adapter.apply(plain)) > first_text_is_right(plain)


@pytest.mark.integration
def test_questions_that_are_left_out_do_not_shape_the_map(sample_index: Path, encoder: Encoder) -> None:
    index = open_index(sample_index, encoder.fingerprint)
    recipe = Recipe(steps=3, batch=64)
    some = frozenset(row for row, p in enumerate(index.passages) if p.kind == "question" and row % 2)
    assert not np.array_equal(train(index, quiet, recipe).matrix, train(index, quiet, recipe, some).matrix)
