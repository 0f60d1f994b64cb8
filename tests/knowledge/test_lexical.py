"""BM25 against an implementation of its own, written from the formula (Robertson and Zaragoza, 2009)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from knowledge.lexical import _B, _K1, LexicalArm

pytestmark = pytest.mark.unit
TEXTS = [
    "permit for an intern", "permit permit for work", "insurance of an intern in a company",
    "work beside study", "a long text about diploma recognition with many other words in it",
]  # fmt: skip


@pytest.fixture(scope="module")
def arm() -> LexicalArm:
    return LexicalArm("en", np.arange(len(TEXTS)), TEXTS)


def expected(arm: LexicalArm, query: str) -> list[float]:
    documents = [[t.stem for t in arm.analyser.terms(text)] for text in TEXTS]
    mean = sum(map(len, documents)) / len(documents)
    stems = [t.stem for t in arm.analyser.query_terms(query)]

    def idf(stem: str) -> float:
        n = sum(stem in document for document in documents)
        return math.log(1 + (len(documents) - n + 0.5) / (n + 0.5))

    def score(document: list[str]) -> float:
        norm = _K1 * (1 - _B + _B * len(document) / mean)
        return sum(idf(s) * document.count(s) / (document.count(s) + norm) for s in stems)

    return [min(score(document) / sum(map(idf, stems)), 1.0) for document in documents]


@pytest.mark.parametrize("query", ["permit", "intern permit", "diploma recognition", "work study permit"])
def test_scores_are_those_of_the_formula(arm: LexicalArm, query: str) -> None:
    np.testing.assert_allclose(arm.scores(arm.analyser.query_terms(query)), expected(arm, query), rtol=1e-4)


def test_words_that_no_text_has_lower_the_share(arm: LexicalArm) -> None:
    known = arm.scores(arm.analyser.query_terms("permit"))
    padded = arm.scores(arm.analyser.query_terms("permit xylophone"))
    assert padded[0] < known[0]


def test_a_query_without_words_scores_nothing(arm: LexicalArm) -> None:
    assert not arm.scores(arm.analyser.query_terms("the of !!")).any()


def test_a_language_without_texts_finds_nothing() -> None:
    empty = LexicalArm("de", np.arange(0), [])
    assert empty.scores(empty.analyser.query_terms("Aufenthaltserlaubnis")).shape == (0,)
