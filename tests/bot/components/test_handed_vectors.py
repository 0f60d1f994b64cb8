from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.components.handed_vectors import MOST, HandedVectors, UnreadableVector, encoder_in

VALUES = np.arange(4, dtype="<f4")


def said(values: np.ndarray = VALUES, encoder: str = "abc") -> dict[str, Any]:
    return {"encoder": encoder, "values": base64.b64encode(values.tobytes()).decode()}


def test_a_vector_is_found_by_its_text_whatever_blanks_stood_around_it() -> None:
    handed = HandedVectors()
    handed.hand(" wat is een TWV? ", said())
    found = handed.of("wat is een TWV?", "abc")
    assert found is not None
    assert found.tolist() == [VALUES.tolist()]
    assert handed.of("wat is een GVVA?", "abc") is None


def test_a_vector_of_another_encoder_is_not_taken() -> None:
    handed = HandedVectors()
    handed.hand("hoi", said(encoder="another"))
    assert handed.of("hoi", "abc") is None


def test_only_the_last_ones_are_kept() -> None:
    handed = HandedVectors()
    for number in range(MOST + 1):
        handed.hand(str(number), said())
    assert handed.of("0", "abc") is None
    assert handed.of("1", "abc") is not None


@pytest.mark.parametrize(
    "wrong",
    [
        "AAAA",
        [],
        {"encoder": "abc"},
        {"encoder": "abc", "values": "no base64!"},
        {"encoder": "abc", "values": 5},
        {"encoder": "abc", "values": ""},
        {"encoder": 5, "values": said()["values"]},
        said(np.array([1, np.nan], dtype="<f4")),
        said(np.zeros(5000, dtype="<f4")),
        {"encoder": "abc", "values": base64.b64encode(b"12345").decode()},
    ],
)
def test_what_is_no_vector_is_refused_with_a_sentence(wrong: Any) -> None:
    with pytest.raises(UnreadableVector, match="^`vector` must hold"):
        HandedVectors().hand("hoi", wrong)


@pytest.mark.parametrize("text", [None, "", "{", "[]", "{}"])
def test_an_encoder_without_a_readable_manifest_has_no_name(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "manifest.json").write_text(text)
    assert encoder_in(tmp_path) == ""
