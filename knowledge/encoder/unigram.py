"""The tokenizer of the default model, in a third of the memory that the library's own takes.

Normalising a text and cutting it into words is left to `tokenizers`. Its unigram model keeps a node of a tree for each
prefix of 114,425 pieces, some 100 MB; here they are one dictionary, and words that were seen are remembered, so that a
question takes no longer.
"""

from __future__ import annotations

import json
import math
from array import array
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from tokenizers import Tokenizer

#: How much less likely than the least likely piece a character is that is in no piece (as SentencePiece has it).
_UNKNOWN_PENALTY = 10.0
#: Words that are remembered, with their pieces.
_WORDS = 20_000


class UnigramTokenizer:
    """Turns texts into the numbers of their pieces, as `Tokenizer` with the same file does.

    Except that the names of the special pieces ("<s>") are text like any other.
    """

    def __init__(self, rest: Tokenizer, pieces: list[tuple[str, float]], unknown: int, ends: tuple[int, int]) -> None:
        """`rest`: normalises and finds words. `pieces`: each with its log likelihood. `ends`: begin and end a text."""
        self._normalise = rest.normalizer.normalize_str
        self._words = rest.pre_tokenizer.pre_tokenize_str
        self._unknown = unknown
        self._first, self._last = ends
        special = {unknown, *ends}
        self._ids = {piece: number for number, (piece, _) in enumerate(pieces) if number not in special}
        self._scores = array("d", (score for _, score in pieces))
        self._unknown_score = min(self._scores) - _UNKNOWN_PENALTY
        self._longest = max(map(len, self._ids))
        self._pieces_of = lru_cache(maxsize=_WORDS)(self._likeliest)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a `tokenizer.json`.

        Raises:
            ValueError: it is no unigram tokenizer with pieces to begin and to end a text.
        """
        from tokenizers import Tokenizer

        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        model, after = data["model"], data["post_processor"]
        around = [part["SpecialToken"]["id"] for part in (after or {}).get("single", ()) if "SpecialToken" in part]
        if model["type"] != "Unigram" or model.get("byte_fallback") or len(around) != len(("first", "last")):
            raise ValueError(f"{path} is not the tokenizer that it should be.")
        first, last = (after["special_tokens"][name]["ids"][0] for name in around)
        pieces = [(piece, score) for piece, score in model["vocab"]]
        # Its own model is not asked, and needs no more than the special pieces.
        model["vocab"] = [*model["vocab"][: 1 + max(token["id"] for token in data["added_tokens"])]]
        return cls(Tokenizer.from_str(json.dumps(data)), pieces, model["unk_id"], (first, last))

    def encode(self, text: str, limit: int) -> list[int]:
        """Return the pieces of `text` between those that begin and end it, at most `limit` in all."""
        found: list[int] = []
        for word, _ in self._words(self._normalise(text)):
            found += self._pieces_of(word)
            if len(found) >= limit:
                break
        return [self._first, *found[: limit - 2], self._last]

    def _likeliest(self, word: str) -> tuple[int, ...]:
        """Return the pieces of `word` whose likelihoods have the largest product (Viterbi)."""
        score = [0.0, *[-math.inf] * len(word)]
        came_from = [(0, self._unknown)] * (len(word) + 1)
        for start in range(len(word)):
            for end, piece in self._starting_at(word, start):
                total = score[start] + (self._unknown_score if piece == self._unknown else self._scores[piece])
                if total > score[end]:
                    score[end], came_from[end] = total, (start, piece)
        pieces: list[int] = []
        end = len(word)
        while end:
            end, piece = came_from[end]
            # Unknown characters in a row are one piece.
            if piece != self._unknown or pieces[-1:] != [piece]:
                pieces.append(piece)
        return tuple(reversed(pieces))

    def _starting_at(self, word: str, start: int) -> Iterator[tuple[int, int]]:
        """Yield where each piece that begins at `start` ends; a character that is no piece itself is unknown."""
        for end in range(start + 1, min(len(word), start + self._longest) + 1):
            piece = self._ids.get(word[start:end])
            if piece is not None:
                yield end, piece
        if word[start] not in self._ids:
            yield start + 1, self._unknown
