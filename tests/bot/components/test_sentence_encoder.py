from __future__ import annotations

import numpy as np
import pytest
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.sentence_encoder import SentenceEncoder
from tests.bot.building import create, message


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> SentenceEncoder:
    return create(SentenceEncoder, tmp_path_factory.mktemp("encoder"))


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
