from __future__ import annotations

import pytest

from bot.components.text import MAX_CHARS, plain_text
from tests.bot.building import message


@pytest.mark.parametrize("text", [None, "", "   ", '/choose{"choice": "x"}', "/restart"])
def test_there_is_nothing_to_understand_in_a_payload_or_an_empty_message(text: str | None) -> None:
    assert plain_text(message(text)) == ""


def test_what_c_and_rust_libraries_refuse_is_replaced() -> None:
    assert plain_text(message("a\x00b\ud800c")) == "a?b?c"


def test_a_long_text_is_cut() -> None:
    assert len(plain_text(message("x" * (MAX_CHARS + 1)))) == MAX_CHARS
