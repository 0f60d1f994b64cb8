"""What callers of any encoder rely on: the built one, and the same model through sentence-transformers."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from knowledge.encoder import DamagedEncoder, Encoder, EncoderError, load_encoder
from knowledge.encoder.onnx_encoder import NETWORK, load_onnx_encoder

pytestmark = pytest.mark.integration


def test_vectors_are_float32_rows_of_length_one(any_encoder: Encoder) -> None:
    vectors = any_encoder.encode_queries(["Mag ik werken?", "", "Darf ich arbeiten?"])
    assert vectors.dtype == np.float32
    assert vectors.shape == (3, any_encoder.dimensions) == (3, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_no_texts_give_no_rows(any_encoder: Encoder) -> None:
    assert any_encoder.encode_queries([]).shape == (0, 384)
    assert any_encoder.encode_passages([]).shape == (0, 384)


def test_questions_and_passages_get_prompts_of_their_own(any_encoder: Encoder) -> None:
    question, passage = any_encoder.encode_queries(["stage"])[0], any_encoder.encode_passages(["stage"])[0]
    assert question @ passage < 0.99


def test_a_text_gets_the_same_vector_alone_and_among_many(any_encoder: Encoder) -> None:
    texts = [f"Frage {number}: " + "wie lange dauert das? " * (number % 7) for number in range(150)]
    together = any_encoder.encode_queries(texts)
    for index in (0, 63, 64, 149):
        assert together[index] @ any_encoder.encode_queries([texts[index]])[0] == pytest.approx(1.0, abs=1e-4)


def test_blanks_around_a_text_change_nothing(any_encoder: Encoder) -> None:
    plain, padded = any_encoder.encode_queries(["Wo wohne ich?", " \n Wo wohne ich? \n"])
    assert np.array_equal(plain, padded)


def test_the_same_question_in_three_languages_is_closer_than_another_question(
    any_encoder: Encoder,
) -> None:
    dutch, german, english, other = any_encoder.encode_queries(
        [
            "Hoe vraag ik een werkvergunning aan?",
            "Wie beantrage ich eine Arbeitserlaubnis?",
            "How do I apply for a work permit?",
            "What time does the library close?",
        ]
    )
    assert min(dutch @ german, dutch @ english, german @ english) > max(dutch @ other, german @ other, english @ other)


def test_several_threads_may_ask_at_once(any_encoder: Encoder) -> None:
    texts = [f"vraag nummer {number}" for number in range(24)]
    expected = any_encoder.encode_queries(texts)
    with ThreadPoolExecutor(8) as pool:
        found = np.vstack(list(pool.map(lambda text: any_encoder.encode_queries([text]), texts)))
    assert np.einsum("ij,ij->i", found, expected) == pytest.approx(1.0, abs=1e-4)


def test_a_folder_without_a_model_is_refused_in_a_sentence(tmp_path: object) -> None:
    with pytest.raises(EncoderError, match="holds no model that sentence-transformers can load"):
        load_encoder(str(tmp_path))


def test_a_name_that_leads_nowhere_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRENSWIJZER_ENCODER", "no-such-folder/../name")
    with pytest.raises(EncoderError, match="is no folder here and could not be fetched"):
        load_encoder()


def test_the_vector_of_a_text_does_not_depend_on_its_neighbours(encoder: Encoder) -> None:
    alone = encoder.encode_queries(["Mag ik werken?"])[0]
    together = encoder.encode_queries(["Mag ik werken?", "Welche Unterlagen brauche ich für das Praktikum in Emmen?"])
    assert np.array_equal(alone, together[0])


def test_a_network_that_cannot_run_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / NETWORK).parent.mkdir()
    (tmp_path / NETWORK).write_bytes(b"no network")
    with pytest.raises(DamagedEncoder, match=r"ONNX Runtime cannot run .*: run `make build`"):
        load_onnx_encoder(tmp_path, "0" * 16, 1)


def test_the_service_loads_the_built_encoder_without_torch() -> None:
    code = "import sys; from knowledge.encoder import load_encoder; load_encoder(); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
