"""The built model in both ways in which it can be run."""

from __future__ import annotations

import pytest

from knowledge.encoder import DEFAULT_FOLDER, Encoder
from knowledge.encoder.sentence import load_sentence_transformer


@pytest.fixture(scope="session")
def exact_encoder(encoder: Encoder) -> Encoder:
    """The model of the built encoder through sentence-transformers, in floats."""
    return load_sentence_transformer(DEFAULT_FOLDER, encoder.fingerprint, workers=2)


@pytest.fixture(params=["built", "sentence-transformers"])
def any_encoder(request: pytest.FixtureRequest, encoder: Encoder, exact_encoder: Encoder) -> Encoder:
    """One after the other."""
    return encoder if request.param == "built" else exact_encoder
