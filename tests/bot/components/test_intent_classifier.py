from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.intent_classifier import NgramIntentClassifier, NoTrainingExamples
from tests.bot.building import create, load, message

EXAMPLES = [
    ("mag ik werken", "ask"),
    ("wat kost een vergunning", "ask"),
    ("darf ich arbeiten", "ask"),
    ("hoi", "greet"),
    ("hallo daar", "greet"),
    ("guten tag", "greet"),
]


def examples(dense: bool = False) -> list[Message]:
    made = [Message(data={"text": text, "intent": intent}) for text, intent in EXAMPLES]
    if dense:
        for number, example in enumerate(made):
            direction = [1.0, 0.0] if number < 3 else [0.0, 1.0]
            example.add_features(Features(np.array([direction]), FEATURE_TYPE_SENTENCE, TEXT, "test"))
    return made


def trained(folder: Path, dense: bool = False) -> NgramIntentClassifier:
    classifier = create(NgramIntentClassifier, folder)
    classifier.train(TrainingData(examples(dense)))
    return classifier


def test_it_tells_intents_apart_and_ranks_all_of_them(tmp_path: Path) -> None:
    found = trained(tmp_path).process([message("mag ik hier werken")])[0]
    ranking = found.get("intent_ranking")
    assert found.get("intent") == ranking[0]
    assert [item["name"] for item in ranking] == ["ask", "greet"]
    assert sum(item["confidence"] for item in ranking) == pytest.approx(1.0)


def test_a_loaded_classifier_says_the_same_as_the_trained_one(tmp_path: Path) -> None:
    before = trained(tmp_path, dense=True).process([message("hoi daar")])[0]
    after = load(NgramIntentClassifier, tmp_path).process([message("hoi daar")])[0]
    assert after.get("intent_ranking") == before.get("intent_ranking")


def test_the_dense_vector_decides_where_the_words_are_unknown(tmp_path: Path) -> None:
    classifier = trained(tmp_path, dense=True)
    for direction, intent in (([1.0, 0.0], "ask"), ([0.0, 1.0], "greet")):
        unknown = message("ÿÿÿ")
        unknown.add_features(Features(np.array([direction]), FEATURE_TYPE_SENTENCE, TEXT, "test"))
        assert classifier.process([unknown])[0].get("intent")["name"] == intent


@pytest.mark.parametrize("text", [None, "", '/choose{"choice": "x"}'])
def test_a_message_without_text_is_a_question_of_no_confidence(tmp_path: Path, text: str | None) -> None:
    found = trained(tmp_path).process([message(text)])[0]
    assert found.get("intent") == {"name": "ask", "confidence": 0.0}


@pytest.mark.parametrize("text", ["😀", "?", "\ud800", "１２３"])
def test_a_message_without_letters_is_no_error(tmp_path: Path, text: str) -> None:
    assert trained(tmp_path).process([message(text)])[0].get("intent")["name"] in {"ask", "greet"}


def test_no_messages_are_no_error(tmp_path: Path) -> None:
    assert trained(tmp_path).process([]) == []


def test_training_on_nothing_says_where_examples_belong(tmp_path: Path) -> None:
    with pytest.raises(NoTrainingExamples, match="bot/data/nlu"):
        create(NgramIntentClassifier, tmp_path).train(TrainingData([]))
