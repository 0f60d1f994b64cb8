"""What is known of the likeliest answer units of a question, as a table for the reranker."""

from __future__ import annotations

import numpy as np

from knowledge.ranking import ARMS, Ranker, Scores
from knowledge.schema import LANGUAGES, Language
from knowledge.stores.base import Floats1d, Floats2d, Ints1d
from knowledge.units import SUMMARY
from knowledge.word_coverage import WordCoverage

#: How many units, the best by the convex fusion, are looked at again.
CANDIDATES = 40
#: Of the best units, how many are counted for "neighbours".
_NEIGHBOURS = 30
_OWN = (
    *ARMS,
    "fused",
    *(f"entry's best {arm}" for arm in ARMS),
    "entry's best fused",
    "votes of near passages",
    "votes for the entry",
    "units of the entry among the best",
    "words held",
    "words the entry holds",
    "words held in any language",
    "words the entry holds in any language",
    "is a summary",
)
#: Columns of the table: each value, then how far it lies below the best candidate's.
COLUMNS = (*_OWN, *(f"{name}, below the best" for name in _OWN))


class Candidates:
    """Describes candidates of one index."""

    def __init__(self, ranker: Ranker, words: WordCoverage) -> None:
        self._entry_of = ranker.entry_of
        self._entries = int(ranker.entry_of.max()) + 1
        self._summary = np.array([point == SUMMARY for _, point in ranker.units], dtype=np.float32)
        self._words = words

    def describe(self, scores: Scores, language: Language) -> tuple[Ints1d, Floats2d]:
        """Return the candidates' rows, best first, and their table, shape (candidates, len(COLUMNS))."""
        order = np.argsort(-scores.fused, kind="stable")
        units: Ints1d = order[:CANDIDATES]
        entry = self._entry_of[units]
        best_arms = np.zeros((self._entries, len(ARMS)), dtype=np.float32)
        np.maximum.at(best_arms, self._entry_of, scores.arms)
        votes: Floats1d = np.bincount(self._entry_of, scores.votes, self._entries).astype(np.float32)
        among = np.bincount(self._entry_of[order[:_NEIGHBOURS]], minlength=self._entries)
        own = np.column_stack(
            [
                scores.arms[units],
                scores.fused[units],
                best_arms[entry],
                self._best_of_entries(scores.fused)[entry],
                scores.votes[units],
                votes[entry],
                among[entry],
                self._held(scores, units, language),
                self._summary[units],
            ]
        ).astype(np.float32)
        return units, np.hstack([own, own - own.max(axis=0, keepdims=True)])

    def _best_of_entries(self, values: Floats1d) -> Floats1d:
        best: Floats1d = np.zeros(self._entries, dtype=np.float32)
        np.maximum.at(best, self._entry_of, values)
        return best

    def _held(self, scores: Scores, units: Ints1d, language: Language) -> Floats2d:
        """Return four columns: words held by unit and entry, in the question's language and in the best one."""
        rows = []
        entries: dict[int, dict[Language, float]] = {}
        words = self._words.asked(scores)
        for unit in map(int, units):
            of_unit = words.of_unit(unit)
            entry = int(self._entry_of[unit])
            if entry not in entries:
                entries[entry] = words.of_entry(unit)
            of_entry = entries[entry]
            best = (max(held[code] for code in LANGUAGES) for held in (of_unit, of_entry))
            rows.append([of_unit[language], of_entry[language], *best])
        return np.array(rows, dtype=np.float32)
