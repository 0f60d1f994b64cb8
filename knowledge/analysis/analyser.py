"""From text to index terms: tokens, protected terms, compound parts, stems, typo candidates."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

import Stemmer
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from knowledge.analysis.compounds import CompoundSplitter
from knowledge.schema import Language

#: Raised with every change that makes an index built before it useless.
ANALYSER_VERSION = 1
#: What a part of a compound, or a mended typo, counts against a word as it was written.
PART_WEIGHT = 0.6
MENDED_WEIGHT = 0.7
#: A typo is mended only in words this long, with one edit; twice as long, with two.
MENDABLE_LENGTH = 5
_STEMMERS: dict[Language, str] = {"nl": "dutch", "de": "german", "en": "english"}
_TOKEN = re.compile(r"\d+(?:[.,:/-]\d+)*[a-z]?|[^\W\d_]+(?:\d+\w*)?")


@dataclass(frozen=True)
class AnalyserOptions:
    """Which steps of the analysis are taken; all, but where an ablation asks what one of them is worth."""

    #: Compounds count as their parts too.
    compounds: bool = True
    #: Names, abbreviations and the like are neither split nor stemmed.
    protected: bool = True
    #: Words of a query that are spelt so nowhere count as the known word that they are most likely a typo of.
    mending: bool = True
    #: Inflected forms of a word are one term.
    stemming: bool = True


ALL_STEPS = AnalyserOptions()


@dataclass(frozen=True, slots=True)
class Term:
    """One index term and how it came about."""

    stem: str
    #: The word as it was written.
    word: str
    weight: float
    #: `word`, `part` (of a compound) or `mended` (a likely typo).
    kind: str


class Correction(NamedTuple):
    """A known word that a typo may stand for; of two, the smaller is the likelier."""

    edits: int
    #: Minus its number of occurrences.
    rarity: int
    word: str


def tokenise(text: str) -> list[str]:
    """Return the words and numbers of `text`, casefolded, NFKC-normalised, ß as ss."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _TOKEN.findall(folded.replace("’", "'"))


def _fold(word: str) -> str:
    """Drop diacritics, so that `fur` finds `für` (and `financiele` finds `financiële`)."""
    decomposed = unicodedata.normalize("NFD", word)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@cache
def stop_words(language: Language) -> frozenset[str]:
    """Return the function words of `language`, which are no index terms."""
    text = (resources.files("knowledge") / "data" / f"function_words.{language}.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


@cache
def _protected_terms() -> frozenset[str]:
    text = (resources.files("knowledge") / "data" / "protected_terms.txt").read_text(encoding="utf-8")
    return frozenset(line.casefold() for line in text.splitlines() if line and not line.startswith("#"))


class Analyser:
    """Analyses the texts and queries of one language.

    `vocabulary`: how often each casefolded word occurs in the indexed texts of the language. It supplies the parts of
    compounds, so index and query must share one object. `spelt`: those of its words that are spelt as they should be,
    which typos are mended to; None takes all.
    """

    def __init__(
        self,
        language: Language,
        vocabulary: Mapping[str, int],
        options: AnalyserOptions = ALL_STEPS,
        spelt: Collection[str] | None = None,
    ) -> None:
        self.language = language
        self.options = options
        self.vocabulary = dict(vocabulary)
        self._protected = _protected_terms() if options.protected else frozenset()
        self._stemmer = Stemmer.Stemmer(_STEMMERS[language])
        self._splitter = CompoundSplitter(language, [w for w, n in vocabulary.items() if n > 1])
        spelt = vocabulary if spelt is None else spelt
        self._spelt_stems = {self.stem(word) for word in spelt}
        self._by_first: dict[str, list[str]] = {}
        # Texts repeat their words: a whole index holds each about twenty times.
        self._terms_of = lru_cache(maxsize=50_000)(self._terms_of_word)
        # A question is analysed several times in a turn: with and without its places, and for own documents.
        self.correction = lru_cache(maxsize=1000)(self._likeliest_meant)
        for word in spelt:
            if len(word) >= MENDABLE_LENGTH:
                self._by_first.setdefault(_fold(word)[0], []).append(word)

    @classmethod
    def from_texts(
        cls,
        language: Language,
        texts: Iterable[str],
        options: AnalyserOptions = ALL_STEPS,
        typed: Iterable[str] = (),
    ) -> Analyser:
        """Build the analyser whose vocabulary is that of `texts`, and of `typed`, which may hold typos."""
        spelt = Counter(token for text in texts for token in tokenise(text))
        return cls(language, spelt + Counter(token for text in typed for token in tokenise(text)), options, spelt)

    def stem(self, word: str) -> str:
        """Return the index form of one casefolded word; protected terms stay as they are."""
        if word in self._protected or not word.isalpha() or not self.options.stemming:
            return _fold(word)
        return _fold(self._stemmer.stemWord(word))

    def terms(self, text: str) -> list[Term]:
        """Analyse an indexed text: words without function words, and the parts of compounds."""
        return [term for word in tokenise(text) for term in self._terms_of(word)]

    def _terms_of_word(self, word: str) -> tuple[Term, ...]:
        if word in stop_words(self.language):
            return ()
        whole = Term(self.stem(word), word, 1.0, "word")
        if word in self._protected or not self.options.compounds:
            return (whole,)
        return whole, *(Term(self.stem(part), word, PART_WEIGHT, "part") for part in self._splitter.split(word))

    def query_terms(self, query: str) -> list[Term]:
        """Analyse a query: as `terms`, and words that are spelt so nowhere get their likeliest correction."""
        found = self.terms(query)
        for term in [t for t in found if t.kind == "word" and t.stem not in self._spelt_stems]:
            if correction := self.correction(term.word):
                found.append(Term(self.stem(correction.word), term.word, MENDED_WEIGHT, "mended"))
        return found

    def written(self, term: Term) -> str:
        """Return the part of a compound, or the known word for a typo, that `term` of a query is the stem of."""
        mended = self.correction(term.word) if term.kind == "mended" else None
        forms = {"part": self._splitter.split(term.word), "mended": (mended.word,) if mended else ()}.get(term.kind, ())
        return next((form for form in forms if self.stem(form) == term.stem), term.word)

    def knows(self, word: str) -> bool:
        """Tell whether casefolded `word` is a function word, or a form of a word that is spelt so somewhere."""
        return word in stop_words(self.language) or self.stem(word) in self._spelt_stems

    def _likeliest_meant(self, word: str) -> Correction | None:
        """Return the known word that casefolded `word` is most likely a typo of, if there is a close one."""
        if not self.options.mending or len(word) < MENDABLE_LENGTH or not word.isalpha():
            return None
        allowed = 2 if len(word) >= 2 * MENDABLE_LENGTH - 2 else 1
        candidates = self._by_first.get(_fold(word)[0], ())
        hits = process.extract(word, candidates, scorer=DamerauLevenshtein.distance, score_cutoff=allowed, limit=5)
        return min((Correction(int(edits), -self.vocabulary[known], known) for known, edits, _ in hits), default=None)
