"""Cuts a text into the pieces that the sentence encoder knows."""

from __future__ import annotations

import json
import re
import unicodedata
from array import array
from pathlib import Path
from typing import Any, Callable, Dict, List, Tuple

#: Marks the beginning of a word in the file.
META_SPACE = "▁"
#: A piece that is not known costs this much more than the least likely one that is (Kudo 2018, as SentencePiece does).
UNKNOWN_COSTS = 10.0

_WORD = re.compile(r" [^ ]*")
_CODE_POINT = re.compile(r"\\x\{([0-9a-f]+)\}")


class UnigramTokenizer:
    """The most likely cut of each word into pieces (a unigram language model), as `tokenizer.json` describes it.

    The library `tokenizers` reads the same file and cuts alike (a test holds both together), but keeps these 114,000
    pieces in 90 MB of memory; here they take about 20.
    """

    def __init__(self, path: Path, max_tokens: int) -> None:
        """Read `path`; what exceeds `max_tokens` is cut off.

        Raises:
            ValueError, KeyError, TypeError: the file is not what this version reads.
            OSError: it cannot be read.
        """
        described = json.loads(path.read_text(encoding="utf-8"))
        model = described["model"]
        if model["type"] != "Unigram" or model["byte_fallback"]:
            raise ValueError(f"a tokenizer of type {model['type']} is not known here")
        # A blank for the mark, which never meets a blank here: text in Latin letters alone is kept in half the room.
        self._numbers: Dict[str, int] = {
            piece.replace(META_SPACE, " "): number for number, (piece, _) in enumerate(model["vocab"])
        }
        self._scores = array("d", (score for _, score in model["vocab"]))
        self._longest = max(map(len, self._numbers))
        self._unknown: int = model["unk_id"]
        self._unknown_score = min(self._scores) - UNKNOWN_COSTS
        self._steps = [_step(step) for step in described["normalizer"]["normalizers"]]
        self._begin, self._end = self._numbers["<s>"], self._numbers["</s>"]
        self._max_tokens = max_tokens

    def ids(self, text: str) -> List[int]:
        """Return the numbers of the pieces of `text`, with those of its begin and end."""
        for step in self._steps:
            text = step(text)
        found: List[int] = []
        for word in _WORD.findall(" " + text.lstrip(" ")):
            found += self._cut(word)
        return [self._begin, *found[: self._max_tokens - 2], self._end]

    def _cut(self, word: str) -> List[int]:
        """Return the numbers of the pieces whose scores add up to most (Viterbi 1967)."""
        size = len(word)
        best: List[Tuple[float, int, int]] = [(0.0, 0, 0)] + [(float("-inf"), 0, 0)] * size
        for start in range(size):
            before = best[start][0]
            known = False
            for end in range(start + 1, min(start + self._longest, size) + 1):
                number = self._numbers.get(word[start:end])
                if number is not None:
                    known = known or end == start + 1
                    if before + self._scores[number] > best[end][0]:
                        best[end] = (before + self._scores[number], start, number)
            if not known and before + self._unknown_score > best[start + 1][0]:
                best[start + 1] = (before + self._unknown_score, start, self._unknown)
        return self._path(best)

    def _path(self, best: List[Tuple[float, int, int]]) -> List[int]:
        """Follow the best cut from the end to the begin; neighbours that are unknown become one."""
        numbers: List[int] = []
        at = len(best) - 1
        while at > 0:
            _, at, number = best[at]
            if number != self._unknown or numbers[-1:] != [self._unknown]:
                numbers.append(number)
        return numbers[::-1]


def _step(described: Dict[str, Any]) -> Callable[[str], str]:
    """Return one step of the normalisation."""
    if described["type"] == "NFKC":
        return lambda text: unicodedata.normalize("NFKC", text)
    if described["type"] != "Replace":
        raise ValueError(f"a normalisation of type {described['type']} is not known here")
    characters = _CODE_POINT.sub(lambda found: re.escape(chr(int(found[1], 16))), described["pattern"]["Regex"])
    pattern = re.compile(characters)
    content: str = described["content"]
    return lambda text: pattern.sub(content, text)
