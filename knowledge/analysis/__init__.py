"""Text analysis for the lexical arm: one analyser object for index and query."""

from knowledge.analysis.analyser import (
    ALL_STEPS,
    ANALYSER_VERSION,
    Analyser,
    AnalyserOptions,
    Term,
    stop_words,
    tokenise,
)
from knowledge.analysis.compounds import CompoundSplitter
from knowledge.analysis.mending import mend

__all__ = [
    "ALL_STEPS",
    "ANALYSER_VERSION",
    "Analyser",
    "AnalyserOptions",
    "CompoundSplitter",
    "Term",
    "mend",
    "stop_words",
    "tokenise",
]
