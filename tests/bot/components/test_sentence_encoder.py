from __future__ import annotations

import base64
from pathlib import Path

import numpy as np
import pytest
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.handed_vectors import HANDED, encoder_in
from bot.components.sentence_encoder import EncoderUnusable, SentenceEncoder
from tests.bot.building import ROOT, create, message
from tests.support import need

BUILT = ROOT / "models" / "encoder"


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> SentenceEncoder:
    need((BUILT / "onnx" / "model.onnx").is_file(), str(BUILT), "build it with `make build`.")
    return create(SentenceEncoder, tmp_path_factory.mktemp("encoder"), path=str(BUILT))


def vector(encoder: SentenceEncoder, text: str) -> np.ndarray:
    features = encoder.process([message(text)])[0].get_dense_features(TEXT)[1]
    assert features is not None
    return features.features


def test_each_text_gets_one_vector_of_length_one(encoder: SentenceEncoder) -> None:
    found = vector(encoder, "mag ik werken naast mijn studie?")
    assert found.shape == (1, 384)
    assert np.linalg.norm(found) == pytest.approx(1.0, abs=1e-4)


def test_the_same_meaning_in_another_language_is_nearer_than_another_meaning(encoder: SentenceEncoder) -> None:
    dutch = vector(encoder, "Wat kost een werkvergunning?")
    german = vector(encoder, "Wie viel kostet eine Arbeitserlaubnis?")
    other = vector(encoder, "Wie wird das Wetter morgen?")
    assert float(dutch @ german.T) > float(dutch @ other.T) + 0.05


def test_a_vector_that_came_with_the_message_is_taken(encoder: SentenceEncoder) -> None:
    other = np.zeros(384, dtype="<f4")
    other[5] = 1
    values = base64.b64encode(other.tobytes()).decode()
    HANDED.hand("kwam mee", {"encoder": encoder_in(BUILT), "values": values})
    assert np.array_equal(vector(encoder, "kwam mee"), other[np.newaxis])
    assert np.array_equal(vector(encoder, "hallo, kwam mee"), other[np.newaxis])


def test_a_vector_of_another_encoder_is_not_taken(encoder: SentenceEncoder) -> None:
    alone = vector(encoder, "van een ander")
    values = base64.b64encode(np.ones(384, dtype="<f4").tobytes()).decode()
    HANDED.hand("van een ander", {"encoder": "another", "values": values})
    assert np.array_equal(vector(encoder, "van een ander"), alone)


def test_a_greeting_before_a_question_does_not_change_its_vector(encoder: SentenceEncoder) -> None:
    assert np.array_equal(vector(encoder, "hallo, wat is een TWV?"), vector(encoder, "wat is een TWV?"))


@pytest.mark.parametrize("text", [None, "", "/greet"])
def test_a_message_without_text_gets_no_vector(encoder: SentenceEncoder, text: str | None) -> None:
    assert encoder.process([message(text)])[0].features == []
    assert encoder.process([]) == []


def test_training_examples_get_the_same_vectors_as_messages(encoder: SentenceEncoder) -> None:
    examples = TrainingData([message("stage in Gronau"), message(""), message("Praktikum in Emmen")])
    encoder.process_training_data(examples)
    first, empty, last = examples.training_examples
    assert empty.features == []
    for example in (first, last):
        trained = example.get_dense_features(TEXT)[1]
        assert trained is not None
        assert np.allclose(trained.features, vector(encoder, example.get(TEXT)), atol=1e-5)


def test_a_missing_encoder_is_told_with_the_way_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnusable, match=r"There is no encoder at .*: build it with `make build`"):
        create(SentenceEncoder, tmp_path / "it", path=str(tmp_path / "none"))


def test_a_damaged_encoder_is_told_with_the_way_to_build_it(tmp_path: Path) -> None:
    (tmp_path / "onnx").mkdir()
    (tmp_path / "onnx" / "model.onnx").write_bytes(b"no network")
    with pytest.raises(EncoderUnusable, match="cannot run .*: build it with `make build`"):
        create(SentenceEncoder, tmp_path / "it", path=str(tmp_path))


@pytest.mark.parametrize("name", ["onnx/model.onnx", "tokenizer.json"])
def test_another_encoder_invalidates_what_was_trained_with_it(tmp_path: Path, name: str) -> None:
    config = {"path": str(tmp_path)}
    (tmp_path / "onnx").mkdir()
    before = SentenceEncoder.fingerprint_addon(config)
    (tmp_path / name).write_bytes(b"another")
    assert SentenceEncoder.fingerprint_addon(config) != before
