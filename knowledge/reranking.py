"""Order the candidates of a question anew, by a small network.

The convex fusion weighs each arm alike for every question. The network sees for each candidate also what the rest of
its entry scores, how many near passages speak for it and which words it holds, and how all that compares with the other
candidates: one hidden layer over `knowledge.candidates`, trained with a softmax over the candidates of a question
(listwise, Cao et al., ICML 2007). Some 1,600 numbers in `knowledge/data/reranker.json`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any, Self

import numpy as np

from knowledge.candidates import COLUMNS, Candidates
from knowledge.ranking import Scores
from knowledge.schema import Language
from knowledge.stores.base import Floats1d, Floats2d

#: What the convex fusion counts in the final score: it orders what is no candidate.
_FUSED_SHARE = 0.001
FILE = "reranker.json"


@dataclass(frozen=True)
class Network:
    """Weights over standardised columns: `direct` ones, and `hidden` units, rectified and summed by `out`."""

    #: Shapes (columns,).
    mean: Floats1d
    scale: Floats1d
    direct: Floats1d
    #: Shapes (hidden, columns), (hidden,), (hidden,).
    hidden: Floats2d
    bias: Floats1d
    out: Floats1d

    @classmethod
    def load(cls) -> Self:
        """Read the network that `grenswijzer calibrate` trained."""
        data = json.loads((resources.files("knowledge") / "data" / FILE).read_text(encoding="utf-8"))
        return cls.from_json(data)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read what `to_json` gave.

        Raises:
            ValueError: it was trained over other columns.
        """
        if tuple(data["columns"]) != COLUMNS:
            raise ValueError("The reranker was trained over other columns: run `grenswijzer calibrate`.")
        names = ("mean", "scale", "direct", "hidden", "bias", "out")
        return cls(*(np.array(data[name], dtype=np.float32) for name in names))

    def to_json(self) -> dict[str, Any]:
        """Return the network as plain data, with five digits."""
        values = {name: np.round(value.astype(float), 5).tolist() for name, value in vars(self).items()}
        return {"columns": list(COLUMNS), **values}

    def probabilities(self, table: Floats2d) -> Floats1d:
        """Return for each candidate (row of `table`, columns as `COLUMNS`) how likely it is the best; they sum to 1."""
        values = (table - self.mean) / self.scale
        scores = values @ self.direct + np.maximum(values @ self.hidden.T + self.bias, 0) @ self.out
        likely = np.exp(scores - scores.max())
        result: Floats1d = (likely / likely.sum()).astype(np.float32)
        return result


class Reranker:
    """Applies a network to the scores of one index."""

    def __init__(self, candidates: Candidates, network: Network) -> None:
        self._candidates = candidates
        self._network = network

    def rerank(self, scores: Scores, language: Language) -> Scores:
        """Return `scores` with the final score of each unit: its probability to be the best, in [0, 1]."""
        if not scores.has_vector or not scores.fused.any():
            # By words alone, or with no word known, there is nothing that it has learnt from.
            return scores
        units, table = self._candidates.describe(scores, language)
        final: Floats1d = (scores.fused * _FUSED_SHARE).astype(np.float32)
        final[units] += (1 - _FUSED_SHARE) * self._network.probabilities(table)
        return replace(scores, final=final)
