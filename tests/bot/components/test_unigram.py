from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from bot.components.unigram import UnigramTokenizer
from tests.bot.building import ROOT
from tests.bot.examples import held_out
from tests.support import need

FILE = ROOT / "models" / "encoder" / "tokenizer.json"
MAX_TOKENS = 512

ODD = [
    "",
    "  two   blanks\tand\na line ",
    "日本語 in the middle 中文",
    "😀😀 a😀b",
    "ﬁne ½ Ⅷ ①",
    "a\u200bb\ufeffc\u00add",
    "cafe\u0301 and café",
    "a\x00b\x07c\x7f",
    "Ωmega кириллица",
    "▁▁a▁",
    "ha!!!???...",
    "x" * 3000,
    "ß" * 200,
    "word " * 900,
]


@pytest.fixture(scope="module")
def ours() -> UnigramTokenizer:
    need(FILE.is_file(), str(FILE), "build it with `make build`.")
    return UnigramTokenizer(FILE, MAX_TOKENS)


@pytest.fixture(scope="module")
def reference() -> Tokenizer:
    need(FILE.is_file(), str(FILE), "build it with `make build`.")
    tokenizer = Tokenizer.from_file(str(FILE))
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


@pytest.mark.parametrize("text", ODD)
def test_an_odd_text_is_cut_as_the_library_cuts_it(ours: UnigramTokenizer, reference: Tokenizer, text: str) -> None:
    assert ours.ids("query: " + text) == reference.encode("query: " + text).ids


def test_what_people_write_is_cut_as_the_library_cuts_it(ours: UnigramTokenizer, reference: Tokenizer) -> None:
    texts = [example.text for example in held_out()]
    assert [ours.ids(text) for text in texts] == [reference.encode(text).ids for text in texts]


def test_letters_thrown_together_are_cut_as_the_library_cuts_them(ours: UnigramTokenizer, reference: Tokenizer) -> None:
    dice = random.Random(5)
    letters = "aeiounrstldgäöüßéëï ijz-'.,?!0159ABDŁк日½\u0301\u200b"
    texts = ["".join(dice.choices(letters, k=dice.randint(1, 60))) for _ in range(500)]
    assert [ours.ids(text) for text in texts] == [reference.encode(text).ids for text in texts]


@pytest.mark.parametrize("change", [{"type": "BPE"}, {"byte_fallback": True}])
def test_another_kind_of_tokenizer_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    model = {"type": "Unigram", "unk_id": 0, "byte_fallback": False, "vocab": [["<unk>", 0.0]], **change}
    path = tmp_path / "tokenizer.json"
    path.write_text(json.dumps({"model": model, "normalizer": {"normalizers": []}}), encoding="utf-8")
    with pytest.raises(ValueError, match="not known here"):
        UnigramTokenizer(path, MAX_TOKENS)
