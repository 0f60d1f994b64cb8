from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_union

from bot.components.ngram_reader import NgramReader

TEXTS = ["mag ik werken", "Darf ich arbeiten?", "what does a permit cost", "hoi hoi hoi", "größe"]
NGRAMS = make_union(
    TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 3), sublinear_tf=True),
    TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"(?u)\b\w+\b", sublinear_tf=True),
).fit(TEXTS)


@pytest.mark.parametrize(
    "text",
    [*TEXTS, "MAG IK, werken?!", "hoi hoi", "größer", "a b c", "", " \n", "ÿÿÿ", "🙂 hoi", "<b>work</b> " * 300],
    ids=range(len(TEXTS) + 9),
)
def test_it_reads_what_the_vectorizers_read(text: str) -> None:
    columns, weights = NgramReader(NGRAMS).read(text)
    read = np.zeros(len(NGRAMS.get_feature_names_out()))
    read[columns] = weights
    assert read == pytest.approx(NGRAMS.transform([text]).toarray()[0])


def test_a_text_without_known_ngrams_has_none() -> None:
    columns, weights = NgramReader(NGRAMS).read("ÿÿÿ")
    assert columns.shape == weights.shape == (0,)
