"""What moved two answer units apart in the order of a search, in parts that add up to the difference of their scores.

Within the reranker each column of `knowledge.candidates` gets its integrated gradient along the straight line from one
unit's row to the other's (Sundararajan, Taly and Yan, ICML 2017). With one rectified layer that needs no sampling: a
hidden unit is active on a known share of the line, so the parts are exact, add up to the difference of the log odds,
and change sign where the two units change places. It says what the network weighed, not what would have happened
without a column: columns that say much the same share what they moved in the way the training happened to divide it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from knowledge.candidates import COLUMNS, Candidates
from knowledge.confidence import Floats64
from knowledge.ranking import ARMS, DENSE, Ranker, Scores
from knowledge.reranking import Network
from knowledge.schema import Language
from knowledge.stores.base import Floats1d, Floats2d

#: How a column begins that tells of the best unit of the entry what another tells of the unit itself.
BEST_OF_ENTRY = "entry's best "
#: The group of every column by how its name begins; of several beginnings the longest counts. A column that is added
#: to `knowledge.candidates` finds its group here.
GROUPS: Mapping[str, str] = {
    "dense": "meaning",
    "lexical": "wording",
    "fused": "both arms",
    "votes of near passages": "votes",
    "words held": "words",
    BEST_OF_ENTRY: "entry",
    "votes for the entry": "entry",
    "units of the entry": "entry",
    "words the entry holds": "entry",
    "is a summary": "summary",
}
#: Groups where less is not worse.
NEITHER_WAY = frozenset({"summary"})
UNKNOWN = "other"
#: Columns "X, below the best" differ between two candidates as "X" does, and are counted with it.
_SUFFIX = ", below the best"
#: Log odds this close are the same.
_TINY = 1e-6


@dataclass(frozen=True)
class Reading:
    """One way in which a question was scored, and what it counts in the order: alone, without its places, and so on."""

    share: float
    scores: Scores


@cache
def group_of(column: str) -> str:
    """Return the group of a column, `UNKNOWN` where no beginning is known."""
    begun = [beginning for beginning in GROUPS if column.startswith(beginning)]
    return GROUPS[max(begun, key=len)] if begun else UNKNOWN


def measure_of(column: str) -> str:
    """Return what a column measures, whether as its value or by how far it lies below the best."""
    return column.removesuffix(_SUFFIX)


def column_pulls(network: Network, one: Floats1d | Floats64, other: Floats1d | Floats64) -> Floats64:
    """Return how much each column raises the log odds of the row `one` over the row `other`, shape (columns,)."""
    rows = np.array([one, other], dtype=np.float64)
    first, second = (rows - network.mean) / network.scale
    before = np.array([first, second]) @ network.hidden.T + network.bias
    apart = before[0] - before[1]
    rectified = np.maximum(before, 0)
    same = np.abs(apart) < _TINY
    active = np.where(same, before[0] > 0, (rectified[0] - rectified[1]) / np.where(same, 1, apart))
    pulls: Floats64 = (network.direct + (network.out * active) @ network.hidden) * (first - second)
    return pulls


@dataclass(frozen=True)
class _Seen:
    """What the network saw in one reading: a row of `table`, and how likely it made it, for each unit."""

    rows: Mapping[int, int]
    #: Shapes (candidates, columns), (candidates,).
    table: Floats2d
    likely: Floats1d


class Attribution:
    """Attributes differences within one search; each reading's candidates are described when they are first needed."""

    def __init__(
        self,
        ranker: Ranker,
        reranking: tuple[Candidates, Network] | None,
        readings: tuple[Reading, ...],
        language: Language,
    ) -> None:
        """`reranking`: what ordered the best candidates anew; None where nothing did."""
        self._weights = np.array(ranker.weights.arms)
        self._reranking = reranking
        self._readings = readings
        self._language = language
        self._described: dict[int, _Seen | None] = {}
        #: The reading that counts most: what is told of figures is told of it.
        self._leading = max(range(len(readings)), key=lambda number: readings[number].share)

    @property
    def leading(self) -> Scores:
        """The scores of the reading that counts most."""
        return self._readings[self._leading].scores

    def measures(self, unit: int) -> dict[str, float]:
        """Return what the network saw of `unit` in the leading reading; nothing where it did not look at it."""
        seen = self._seen(self._leading)
        if seen is None or unit not in seen.rows:
            return {}
        return dict(zip(COLUMNS, map(float, seen.table[seen.rows[unit]]), strict=True))

    def pulls(self, one: int, other: int) -> dict[str, float]:
        """Return by how much each measure puts the unit `one` before the unit `other`.

        They add up to the difference of the two final scores.
        """
        parts: defaultdict[str, float] = defaultdict(float)
        for number, reading in enumerate(self._readings):
            for measure, part in self._pulls(number, one, other).items():
                parts[measure] += reading.share * part
        return dict(parts)

    def _pulls(self, number: int, one: int, other: int) -> dict[str, float]:
        scores, seen = self._readings[number].scores, self._seen(number)
        difference = float(scores.final[one]) - float(scores.final[other])
        if seen is None or (one not in seen.rows and other not in seen.rows):
            return self._fusion_pulls(scores, one, other, difference)
        if one not in seen.rows or other not in seen.rows or self._reranking is None:
            # The fusion decides what is looked at again.
            return {"fused": difference}
        first, second = seen.rows[one], seen.rows[other]
        pulls = column_pulls(self._reranking[1], seen.table[first], seen.table[second])
        likelier = float(seen.likely[first]) - float(seen.likely[second])
        total = float(pulls.sum())
        factor = max(likelier / total, 0.0) if abs(total) > _TINY else float(seen.likely[first])
        parts: defaultdict[str, float] = defaultdict(float)
        for column, pull in zip(COLUMNS, pulls, strict=True):
            parts[measure_of(column)] += float(pull) * factor
        # What the network leaves to the fusion.
        parts["fused"] += difference - float(pulls.sum()) * factor
        return parts

    def _fusion_pulls(self, scores: Scores, one: int, other: int, difference: float) -> dict[str, float]:
        """Split what the convex fusion alone ordered by its arms; by words alone it weighs no dense ones."""
        weights = self._weights if scores.has_vector else np.where(np.arange(len(ARMS)) < DENSE, 0, self._weights)
        parts = weights * (scores.arms[one] - scores.arms[other])
        total = float(parts.sum())
        scale = difference / total if abs(total) > _TINY else 0.0
        return {arm: float(part) * scale for arm, part in zip(ARMS, parts, strict=True)}

    def _seen(self, number: int) -> _Seen | None:
        """Return what the network saw in a reading; None where it was not asked."""
        if number not in self._described:
            scores = self._readings[number].scores
            self._described[number] = None
            if self._reranking and scores.has_vector and scores.fused.any():
                candidates, network = self._reranking
                units, table = candidates.describe(scores, self._language)
                rows = {int(unit): row for row, unit in enumerate(units)}
                self._described[number] = _Seen(rows, table, network.probabilities(table))
        return self._described[number]
