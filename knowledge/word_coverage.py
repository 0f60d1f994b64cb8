"""Which words of a question an answer unit, or its whole entry, holds."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from knowledge.analysis import Term
from knowledge.lexical import LexicalArm
from knowledge.ranking import Ranker, Scores
from knowledge.schema import LANGUAGES, Language

#: Stems by language; tuples, for sets of them would take seven times the memory.
Held = dict[Language, tuple[str, ...]]


class _Asked:
    """The words of one question in one language, weighed by IDF."""

    def __init__(self, terms: Sequence[Term], arm: LexicalArm) -> None:
        self._idf = {term.word: arm.idf(term.stem) for term in terms if term.kind == "word"}
        self._total = sum(self._idf.values())
        # A part or a mended form may belong to a word that is left out itself.
        self._by_stem: dict[str, list[tuple[str, float]]] = {}
        for term in terms:
            if term.word in self._idf:
                self._by_stem.setdefault(term.stem, []).append((term.word, term.weight))
        self._stems = frozenset(self._by_stem)

    def share(self, held: Collection[str]) -> float:
        """Return the share of the words that `held` has; one that it has only in part or mended counts in part."""
        found: dict[str, float] = {}
        for stem in self._stems.intersection(held):
            for word, weight in self._by_stem[stem]:
                found[word] = max(found.get(word, 0.0), weight)
        if not found:
            return 0.0
        # Summed in the order of the question, for sets have another in each process.
        return min(sum(idf * found[word] for word, idf in self._idf.items() if word in found) / self._total, 1.0)


class QuestionCoverage:
    """The words of one question, held against units and entries."""

    def __init__(self, asked: dict[Language, _Asked], coverage: WordCoverage) -> None:
        self._asked = asked
        self._coverage = coverage

    def of_unit(self, unit: int) -> dict[Language, float]:
        """Return the share of the question's words, by IDF, that `unit` holds in each language."""
        return self._shares(self._coverage.stems(unit))

    def of_entry(self, unit: int) -> dict[Language, float]:
        """Return the share that the whole entry of `unit` holds in each language."""
        return self._shares(self._coverage.stems_of_entry(unit))

    def _shares(self, held: Held) -> dict[Language, float]:
        return {code: asked.share(held[code]) for code, asked in self._asked.items()}


class WordCoverage:
    """Knows the stems of every unit and entry of one index."""

    def __init__(self, ranker: Ranker) -> None:
        self._arms = ranker.arms
        self._entry_of: list[int] = ranker.entry_of.tolist()
        units: list[dict[Language, set[str]]] = [{code: set() for code in LANGUAGES} for _ in ranker.units]
        entries: list[dict[Language, set[str]]] = [
            {code: set() for code in LANGUAGES} for _ in range(max(self._entry_of) + 1)
        ]
        number = {key: i for i, key in enumerate(ranker.units)}
        passages = ranker.index.passages
        for code, arm in ranker.arms.items():
            for row, stems in zip(arm.rows.tolist(), arm.stems, strict=True):
                # What people asked is no word of ours; a question that is tested would find its own words here.
                if passages[row].kind == "asked":
                    continue
                unit = number[passages[row].entry, passages[row].point]
                units[unit][code].update(stems)
                entries[self._entry_of[unit]][code].update(stems)
        self._units = [_held(sets) for sets in units]
        self._entries = [_held(sets) for sets in entries]

    def stems(self, unit: int) -> Held:
        """Return the stems that `unit` (a row of the scores) holds."""
        return self._units[unit]

    def stems_of_entry(self, unit: int) -> Held:
        """Return the stems that the whole entry of `unit` holds."""
        return self._entries[self._entry_of[unit]]

    def asked(self, scores: Scores) -> QuestionCoverage:
        """Return how much of the question of `scores` is held; to be kept for as long as the question is looked at."""
        return QuestionCoverage({code: _Asked(scores.terms[code], self._arms[code]) for code in LANGUAGES}, self)

    def of_unit(self, scores: Scores, unit: int) -> dict[Language, float]:
        """Return what `asked` tells of one unit."""
        return self.asked(scores).of_unit(unit)

    def of_entry(self, scores: Scores, unit: int) -> dict[Language, float]:
        """Return what `asked` tells of the entry of one unit."""
        return self.asked(scores).of_entry(unit)


def _held(sets: dict[Language, set[str]]) -> Held:
    return {code: tuple(sets[code]) for code in LANGUAGES}
