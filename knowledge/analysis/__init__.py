"""Text analysis for the lexical arm: one analyser object for index and query."""

from knowledge.analysis.analyser import ANALYSER_VERSION, Analyser, Term, tokenise
from knowledge.analysis.compounds import CompoundSplitter

__all__ = ["ANALYSER_VERSION", "Analyser", "CompoundSplitter", "Term", "tokenise"]
