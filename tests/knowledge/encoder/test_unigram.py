"""Our tokenizer gives the numbers that the library's gives."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from knowledge.encoder.onnx_encoder import TOKENIZER
from knowledge.encoder.unigram import UnigramTokenizer
from knowledge.index import IndexUnusable, open_index
from tests.support import need

pytestmark = pytest.mark.integration
MODELS = Path(__file__).parents[3] / "models"
FILE = MODELS / "encoder" / TOKENIZER
LIMIT = 512
#: Named in a text, these are words to us and pieces to the library.
SPECIAL = ("<s>", "</s>", "<pad>", "<unk>")


@pytest.fixture(scope="module")
def ours() -> UnigramTokenizer:
    need(FILE.is_file(), "The encoder", "`make build` builds it")
    return UnigramTokenizer.load(FILE)


@pytest.fixture(scope="module")
def theirs() -> Tokenizer:
    need(FILE.is_file(), "The encoder", "`make build` builds it")
    tokenizer = Tokenizer.from_file(str(FILE))
    tokenizer.enable_truncation(LIMIT)
    return tokenizer


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "Hoeveel uur mag ik werken?",
        "▁ a ▁▁ b",
        "日本語 hallo 中文字",
        "ein🙂 Smiley🙂🙂 😀",
        "\u200bzero\u200cwidth",
        "ﬁ ½ № e\u0301te\u0301",
        "İstanbul ẞ a\tb\nc",
        "x" * 3000,
        "woord " * 900,
    ],
)
def test_odd_texts_have_the_same_pieces(ours: UnigramTokenizer, theirs: Tokenizer, text: str) -> None:
    assert ours.encode(text, LIMIT) == theirs.encode(text).ids


@given(st.text(max_size=60), st.integers(3, 20))
def test_any_text_has_the_same_pieces(ours: UnigramTokenizer, theirs: Tokenizer, text: str, limit: int) -> None:
    if not any(name in text for name in SPECIAL):
        expected = theirs.encode(text).ids
        shortened = expected if len(expected) <= limit else [*expected[: limit - 1], expected[-1]]
        assert ours.encode(text, limit) == shortened


def test_the_passages_of_the_index_have_the_same_pieces(ours: UnigramTokenizer, theirs: Tokenizer) -> None:
    try:
        index = open_index(MODELS / "index", None)
    except IndexUnusable as error:
        need(False, "The index", f"{error} (`make build` makes it)")
        raise
    texts = [f"query: {passage.text}" for passage in index.passages[::20]]
    assert len(texts) > 500
    assert [ours.encode(text, LIMIT) for text in texts] == [one.ids for one in theirs.encode_batch(texts)]


def test_the_name_of_a_special_piece_is_a_word(ours: UnigramTokenizer) -> None:
    assert ours.encode("<s>", LIMIT)[1:-1] != ours.encode("", LIMIT)[1:-1]
    assert not {ours.encode("", LIMIT)[0], ours.encode("", LIMIT)[-1]} & set(ours.encode("<s> </s>", LIMIT)[1:-1])


def test_another_kind_of_tokenizer_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "tokenizer.json"
    file.write_text(json.dumps({"model": {"type": "BPE"}, "post_processor": None}))
    with pytest.raises(ValueError, match="not the tokenizer"):
        UnigramTokenizer.load(file)
