"""Mends the typos of a question that are typos in every language."""

from __future__ import annotations

import re
from collections.abc import Collection

from knowledge.analysis.analyser import Analyser, tokenise

_WORD = re.compile(r"[^\W\d_]+")


def mend(question: str, analysers: Collection[Analyser]) -> str | None:
    """Return `question` with each word that no language knows as the known word that it is most likely a typo of.

    None where there is no such word.
    """

    def meant(match: re.Match[str]) -> str:
        word = "".join(tokenise(match[0]))
        if any(analyser.knows(word) for analyser in analysers):
            return match[0]
        likeliest = min(filter(None, (analyser.correction(word) for analyser in analysers)), default=None)
        return likeliest.word if likeliest else match[0]

    mended = _WORD.sub(meant, question)
    return None if mended == question else mended
