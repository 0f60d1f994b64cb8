"""Fixtures that tests of every folder use; importable in both environments, so heavy imports come late."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import need

if TYPE_CHECKING:
    from knowledge.encoder import Encoder


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The encoder that `make build` built, loaded once."""
    from knowledge.encoder import EncoderError, load_encoder

    try:
        return load_encoder()
    except EncoderError as error:
        need(False, "The encoder", str(error))
        raise
