"""What callers of the encoder rely on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from knowledge.encoder import EncoderError, SentenceTransformerEncoder, load_encoder

pytestmark = pytest.mark.integration


def test_vectors_are_float32_rows_of_length_one(encoder: SentenceTransformerEncoder) -> None:
    vectors = encoder.encode_queries(["Mag ik werken?", "", "Darf ich arbeiten?"])
    assert vectors.dtype == np.float32
    assert vectors.shape == (3, encoder.dimensions) == (3, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_no_texts_give_no_rows(encoder: SentenceTransformerEncoder) -> None:
    assert encoder.encode_queries([]).shape == (0, 384)
    assert encoder.encode_passages([]).shape == (0, 384)


def test_questions_and_passages_get_prompts_of_their_own(encoder: SentenceTransformerEncoder) -> None:
    question, passage = encoder.encode_queries(["stage"])[0], encoder.encode_passages(["stage"])[0]
    assert question @ passage < 0.99


def test_a_text_gets_the_same_vector_alone_and_among_many(encoder: SentenceTransformerEncoder) -> None:
    texts = [f"Frage {number}: " + "wie lange dauert das? " * (number % 7) for number in range(150)]
    together = encoder.encode_queries(texts)
    for index in (0, 63, 64, 149):
        assert together[index] @ encoder.encode_queries([texts[index]])[0] == pytest.approx(1.0, abs=1e-4)


def test_blanks_around_a_text_change_nothing(encoder: SentenceTransformerEncoder) -> None:
    plain, padded = encoder.encode_queries(["Wo wohne ich?", " \n Wo wohne ich? \n"])
    assert np.array_equal(plain, padded)


def test_the_same_question_in_three_languages_is_closer_than_another_question(
    encoder: SentenceTransformerEncoder,
) -> None:
    dutch, german, english, other = encoder.encode_queries(
        [
            "Hoe vraag ik een werkvergunning aan?",
            "Wie beantrage ich eine Arbeitserlaubnis?",
            "How do I apply for a work permit?",
            "What time does the library close?",
        ]
    )
    assert min(dutch @ german, dutch @ english, german @ english) > max(dutch @ other, german @ other, english @ other)


def test_several_threads_may_ask_at_once(encoder: SentenceTransformerEncoder) -> None:
    texts = [f"vraag nummer {number}" for number in range(24)]
    expected = encoder.encode_queries(texts)
    with ThreadPoolExecutor(8) as pool:
        found = np.vstack(list(pool.map(lambda text: encoder.encode_queries([text]), texts)))
    assert np.einsum("ij,ij->i", found, expected) == pytest.approx(1.0, abs=1e-4)


def test_a_folder_without_a_model_is_refused_in_a_sentence(tmp_path: object) -> None:
    with pytest.raises(EncoderError, match="holds no model that sentence-transformers can load"):
        load_encoder(str(tmp_path))


def test_a_name_that_leads_nowhere_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRENSWIJZER_ENCODER", "no-such-folder/../name")
    with pytest.raises(EncoderError, match="is no folder here and could not be fetched"):
        load_encoder()
