"""Fine-tuning: what is learnt from, and how it gets into the weights."""

from __future__ import annotations

import random
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.encoder.packed import PackedModel
from knowledge.encoder.tuning import FILE, add_tuning, load_tuning, save_tuning
from knowledge.schema import Language
from knowledge.units import Passage

pytestmark = pytest.mark.unit


def model_of(**tensors: np.ndarray[Any, Any]) -> PackedModel:
    named = {name.replace("_", "."): values for name, values in tensors.items()}
    return PackedModel(cast(Any, None), cast(Any, None), {}, named)


def test_the_product_of_both_matrices_is_added_to_its_weight_and_to_no_other() -> None:
    weight, other = np.arange(6, dtype=np.float32), np.ones(4, dtype=np.float32)
    factors = {
        "l6.q.w.reads": np.array([[1, 0, 2]], dtype=np.float16),
        "l6.q.w.writes": np.array([[10], [20]], dtype=np.float16),
    }
    tuned = add_tuning(model_of(l6_q_w=weight, l6_k_w=other), factors)
    assert tuned.tensors["l6.q.w"].tolist() == [10, 1, 22, 23, 4, 45]
    assert np.array_equal(tuned.tensors["l6.k.w"], other)
    assert weight.tolist() == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize("left_out", ["reads", "writes", "weight"])
def test_a_change_that_belongs_to_nothing_is_refused(left_out: str) -> None:
    factors = {"l6.q.w.reads": np.ones((1, 3), np.float16), "l6.q.w.writes": np.ones((2, 1), np.float16)}
    factors.pop(f"l6.q.w.{left_out}", None)
    weights = {} if left_out == "weight" else {"l6_q_w": np.zeros(6, np.float32)}
    with pytest.raises(KeyError):
        add_tuning(model_of(**weights), factors)


def test_a_change_of_another_shape_is_refused() -> None:
    factors = {"l6.q.w.reads": np.ones((1, 4), np.float16), "l6.q.w.writes": np.ones((2, 1), np.float16)}
    with pytest.raises(ValueError, match="reshape"):
        add_tuning(model_of(l6_q_w=np.zeros(6, np.float32)), factors)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    factors = {"a.reads": np.ones((1, 3), np.float16), "a.writes": np.full((2, 1), 0.5, np.float16)}
    save_tuning(factors, tmp_path / "factors.npz")
    read = load_tuning(tmp_path / "factors.npz")
    assert {name: values.tolist() for name, values in read.items()} == {
        name: values.tolist() for name, values in factors.items()
    }


def test_the_committed_file_holds_a_few_megabytes_of_changes_of_the_upper_layers() -> None:
    assert FILE.stat().st_size < 4e6
    layers = {name.partition(".")[0] for name in load_tuning()}
    assert layers == {f"l{layer}" for layer in range(6, 12)}


WORDS: dict[Language, frozenset[str]] = {code: frozenset({"de", "ik", "een"}) for code in ("nl", "de", "en")}


@given(st.lists(st.text("abcdeik", min_size=1, max_size=9), min_size=1, max_size=9), st.integers(0, 2**32 - 1))
def test_a_question_as_typed_is_never_empty_and_no_longer_than_a_letter_a_word(words: list[str], seed: int) -> None:
    from knowledge.encoder.tuning.as_typed import as_typed

    question = " ".join(words) + "?"
    typed = as_typed(question, "nl", WORDS, random.Random(seed))
    assert typed.strip()
    assert len(typed) <= len(question) + len(words)
    assert typed == as_typed(question, "nl", WORDS, random.Random(seed))


def passage(entry: str, kind: str, text: str) -> Passage:
    return cast(Passage, SimpleNamespace(entry=entry, point="summary", kind=kind, language="nl", text=text))


def test_the_asked_questions_which_judge_the_search_are_not_learnt_from() -> None:
    from knowledge.encoder.tuning.examples import examples_of

    passages = [
        passage("one", "question", "Wat is de eerste vraag?"),
        passage("one", "asked", "Wat vroeg iemand?"),
        passage("one", "text", "Dit is het antwoord."),
    ]
    examples = examples_of(passages, WORDS)
    assert not [text for text in examples.texts if "vroeg iemand" in text.lower()]
    assert examples.is_query == (True, False, True)
    assert examples.unit.tolist() == [0, 0, 0]
    assert examples.typed == {0: 2}


def test_a_batch_holds_one_question_of_each_unit_and_a_partner_of_the_same() -> None:
    from knowledge.encoder.tuning.examples import Sampler, examples_of

    passages = [
        passage(f"entry-{number}", kind, f"{kind} {number} {variant}?")
        for number in range(12)
        for kind in ("question", "text")
        for variant in "ab"
    ]
    examples = examples_of(passages, WORDS)
    nearest = np.array([[unit, (unit + 1) % 12, (unit + 2) % 12, (unit + 3) % 12] for unit in range(12)])
    sampler = Sampler(examples, nearest, seed=3)
    for _ in range(20):
        rows = sampler.questions(6, typed=0.5)
        assert len({int(examples.unit[row]) for row in rows}) == 6
        assert all(examples.is_query[row] for row in rows)
        for row in rows:
            partner = sampler.partner(row, text=0.5)
            assert examples.unit[partner] == examples.unit[row]


def test_training_draws_the_units_apart_and_gives_the_same_again() -> None:
    import torch
    from transformers import BertConfig, BertModel

    from knowledge.encoder.tuning.examples import examples_of
    from knowledge.encoder.tuning.states import lower_states
    from knowledge.encoder.tuning.training import Recipe, train

    # A tiny network of as many layers as ours, and a word for each number.
    shape = BertConfig(
        vocab_size=120, hidden_size=32, num_hidden_layers=12, num_attention_heads=2, intermediate_size=64,
        hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
    )  # fmt: skip
    passages = [
        passage(f"entry-{number}", kind, f"{number} {variant} {number}")
        for number in range(40)
        for kind, variant in (("question", 101), ("question", 102), ("text", 103))
    ]
    examples = examples_of(passages, WORDS)

    def tokenizer(texts: list[str], **_: Any) -> dict[str, list[list[int]]]:
        return {"input_ids": [[110, *map(int, text.split()), 111] for text in texts]}

    def learn() -> tuple[dict[str, np.ndarray[Any, Any]], list[float]]:
        torch.manual_seed(1)
        bert = BertModel(shape).eval()
        losses: list[float] = []
        states = lower_states(bert, tokenizer, examples.texts, lambda *_: None)
        recipe = Recipe(steps=30, batch=16, group=4, rank=4, learning_rate=5e-3, warm_up=2)
        return train(bert, states, examples, recipe, lambda _, loss: losses.append(loss)), losses

    threads = torch.get_num_threads()
    try:
        factors, losses = learn()
        again, _ = learn()
    finally:
        torch.set_num_threads(threads)
    assert np.mean(losses[-5:]) < np.mean(losses[:5]) / 2
    assert factors.keys() == load_tuning().keys()
    assert all(np.array_equal(values, again[name]) for name, values in factors.items())
    assert factors["l6.q.w.reads"].shape == (4, 32)
    assert factors["l11.fo.w.writes"].shape == (32, 4)
