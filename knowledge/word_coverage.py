"""Which words of a question an answer unit, or its whole entry, holds."""

from __future__ import annotations

import numpy as np

from knowledge.ranking import Ranker, Scores
from knowledge.schema import LANGUAGES, Language

#: Stems by language.
Held = dict[Language, set[str]]


class WordCoverage:
    """Knows the stems of every unit and entry of one index."""

    def __init__(self, ranker: Ranker) -> None:
        self._arms = ranker.arms
        self._entry_of = ranker.entry_of
        self._units: list[Held] = [{code: set() for code in LANGUAGES} for _ in ranker.units]
        self._entries: list[Held] = [{code: set() for code in LANGUAGES} for _ in range(int(ranker.entry_of.max()) + 1)]
        number = {key: i for i, key in enumerate(ranker.units)}
        passages = ranker.index.passages
        for code, arm in ranker.arms.items():
            for row, stems in zip(arm.rows, arm.stems, strict=True):
                # What people asked is no word of ours; a question that is tested would find its own words here.
                if passages[row].kind == "asked":
                    continue
                unit = number[passages[row].entry, passages[row].point]
                self._units[unit][code] |= stems
                self._entries[self._entry_of[unit]][code] |= stems

    def stems(self, unit: int) -> Held:
        """Return the stems that `unit` (a row of the scores) holds."""
        return self._units[unit]

    def of_unit(self, scores: Scores, unit: int) -> dict[Language, float]:
        """Return the share of the question's words, by IDF, that `unit` holds in each language."""
        return self._shares(scores, self._units[unit])

    def of_entry(self, scores: Scores, unit: int) -> dict[Language, float]:
        """Return the share that the whole entry of `unit` holds in each language."""
        return self._shares(scores, self._entries[int(self._entry_of[unit])])

    def _shares(self, scores: Scores, held: Held) -> dict[Language, float]:
        return {code: self._share(scores, held[code], code) for code in LANGUAGES}

    def _share(self, scores: Scores, held: set[str], code: Language) -> float:
        """Weigh words by IDF; one that is held only as a compound part or mended form counts in part."""
        found: dict[str, float] = {}
        idf: dict[str, float] = {}
        for term in scores.terms[code]:
            if term.kind == "word":
                idf[term.word] = self._arms[code].idf(term.stem)
            if term.stem in held:
                found[term.word] = max(found.get(term.word, 0.0), term.weight)
        total = sum(idf.values())
        return (
            float(np.clip(sum(idf.get(w, 0.0) * share for w, share in found.items()) / total, 0, 1)) if total else 0.0
        )
