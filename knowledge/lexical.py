"""The lexical arm: BM25 over the passages of each language (bm25s)."""

from __future__ import annotations

import logging
import math
from collections import Counter
from collections.abc import Collection, Sequence

import bm25s
import numpy as np

from knowledge.analysis import ALL_STEPS, Analyser, AnalyserOptions, Term
from knowledge.schema import LANGUAGES, Language
from knowledge.stores.base import Floats1d, Ints1d
from knowledge.units import Passage

_K1 = 1.2
_B = 0.5
# It reports each step of each build at a level that our own messages use.
logging.getLogger("bm25s").setLevel(logging.WARNING)


class LexicalArm:
    """BM25 of one language.

    `rows`: positions (in the whole index) of the passages of this language, in the order of `texts`. `typed`: those of
    `texts` that are as somebody typed them, whose words may be misspelt.
    """

    def __init__(
        self,
        language: Language,
        rows: Ints1d,
        texts: Sequence[str],
        options: AnalyserOptions = ALL_STEPS,
        typed: Collection[str] = (),
    ) -> None:
        self.rows = rows
        self.analyser = Analyser.from_texts(language, (text for text in texts if text not in typed), options, typed)
        documents = [[term.stem for term in self.analyser.terms(text)] for text in texts]
        #: Those of each text, each once; tuples, for sets of them would take seven times the memory.
        self.stems = [tuple(dict.fromkeys(document)) for document in documents]
        frequency = Counter(stem for stems in self.stems for stem in stems)
        count = len(texts)
        self._idf = {stem: math.log(1 + (count - n + 0.5) / (n + 0.5)) for stem, n in frequency.items()}
        self._unseen_idf = math.log(1 + (count + 0.5) / 0.5)
        self._bm25 = bm25s.BM25(method="lucene", k1=_K1, b=_B)
        if self._idf:  # A view of an index may hold no text of this language, which bm25s refuses.
            self._bm25.index(documents, show_progress=False)

    def idf(self, stem: str) -> float:
        """Return the inverse document frequency of `stem`; a stem of no passage gets the highest."""
        return self._idf.get(stem, self._unseen_idf)

    def scores(self, terms: Sequence[Term]) -> Floats1d:
        """Score the passages of this language, in the order of `rows`.

        Returns:
            Values in [0, 1]: the share of the best possible BM25 score, in which words of the query that
            occur nowhere count as missed.
        """
        total = np.zeros(len(self.rows), dtype=np.float32)
        words = [term for term in terms if term.kind == "word"]
        possible = sum(self.idf(term.stem) for term in words)
        if not possible:
            return total
        for kind_weight in {term.weight for term in terms}:
            stems = [t.stem for t in terms if t.weight == kind_weight and t.stem in self._idf]
            if stems:
                total += kind_weight * self._bm25.get_scores(stems)
        share: Floats1d = np.minimum(total / possible, 1.0).astype(np.float32)
        return share


def build_arms(passages: Sequence[Passage], options: AnalyserOptions = ALL_STEPS) -> dict[Language, LexicalArm]:
    """Build the arm of each language from all `passages`; texts and queries are analysed with the same `options`."""
    arms: dict[Language, LexicalArm] = {}
    for language in LANGUAGES:
        rows = [row for row, passage in enumerate(passages) if passage.language == language]
        texts = [passages[row].text for row in rows]
        # A dictionary, for a set has another order in every process.
        typed = dict.fromkeys(passages[row].text for row in rows if passages[row].kind == "asked")
        arms[language] = LexicalArm(language, np.array(rows, dtype=np.int64), texts, options, typed)
    return arms
