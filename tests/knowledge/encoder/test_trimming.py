"""What is left out of the vocabulary, and that nothing else changes."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.encoder import Encoder
from knowledge.encoder.packed import PackedModel, Shape, Vocabulary
from knowledge.encoder.trimming import is_kept, trim


@pytest.mark.unit
@pytest.mark.parametrize("piece", ["<s>", "▁de", "größe", "één", "ł", "İ", "€", "–", "½", "▁\U0001f600", "1", "→"])
def test_pieces_of_latin_script_and_signs_stay(piece: str) -> None:
    assert is_kept(piece)


@pytest.mark.unit
@pytest.mark.parametrize("piece", ["при", "▁καλά", "日本", "عرب", "▁aб", "ก", "한"])
def test_pieces_of_other_scripts_go(piece: str) -> None:
    assert not is_kept(piece)


@pytest.mark.unit
def test_each_piece_that_stays_keeps_its_row() -> None:
    pieces = (("<s>", 0.0), ("<pad>", 0.0), ("при", -1.0), ("</s>", 0.0), ("<unk>", 0.0), ("日", -2.0), ("▁de", -3.0))
    table = np.arange(8, dtype=np.float32).repeat(2)  # one row more than there are pieces
    model = PackedModel(
        Shape(2, 1, 1, 2, 8, 4, 2, 1e-12), Vocabulary(pieces, 0, 3, 1, 4), {}, {"emb.word": table, "emb.pos": table}
    )
    trimmed = trim(model)
    assert trimmed.vocabulary == Vocabulary(
        (("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁de", -3.0)), 0, 2, 1, 3
    )
    assert trimmed.shape.vocabulary == 5
    assert trimmed.tensors["emb.word"].reshape(5, 2)[:, 0].tolist() == [0, 1, 3, 4, 6]
    assert trimmed.tensors["emb.pos"] is table


@pytest.mark.integration
def test_a_text_in_another_script_still_gets_a_vector(encoder: Encoder) -> None:
    vectors = encoder.encode_queries(["Нужно ли разрешение на работу?", "我需要工作许可吗"])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
