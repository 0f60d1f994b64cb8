"""The ways in which a question is read: alone, without its places, with the question before it, with who asks it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from knowledge.attribution import Reading
from knowledge.for_whom import RuleClasses
from knowledge.ranking import Ranker, Scores
from knowledge.reranking import Reranker
from knowledge.rereading import Completed, Rereader
from knowledge.schema import Entry, Language
from knowledge.statements import without_openers
from knowledge.stores.base import Floats1d

#: A message this short that follows another is read together with it ("und für Praktika?").
ELLIPTIC_WORDS = 2
#: What such a message counts alone, together with the question before it, and beside what is known of who asks. Of 144
#: conversations (`evaluation/data/follow_ups.yml`) 86 ended right with shares of .25, .75 and 0.
ALONE, TOGETHER, SITUATED = 0.4, 0.35, 0.25
#: What a question that names places counts beside the same in general: where somebody lives or studies is seldom what
#: the question is about, yet some answers belong to a place.
PLACED = 0.5
#: What an entry counts for a question that speaks of another country, of those whose rules we tell.
ELSEWHERE = 0.4
_TOLD_COUNTRIES = frozenset({"NL", "DE", "BE"})
_CONNECTIVES = frozenset({"en", "maar", "dus", "of", "und", "aber", "oder", "also", "and", "but", "or", "so"})


@dataclass(frozen=True)
class Context:
    """What the conversation was about."""

    last_question: str | None = None
    last_entry: str | None = None
    #: Who asks, in a few words in the language of the question.
    situation: str | None = None
    #: Whether they are of a country whose people may move freely; None where that is not known.
    is_free: bool | None = None
    #: The country in which what they tell of happens, as an ISO code.
    where: str | None = None


@dataclass(frozen=True)
class Read:
    """How a question was read."""

    #: Its scores by itself, and what units are ordered by.
    alone: Scores
    scores: Scores
    #: What the latter are mixed of.
    readings: tuple[Reading, ...]
    #: With the question before it; None where it stands by itself.
    completed: Completed | None = None


class QuestionReader:
    """Reads questions over one opened index."""

    def __init__(self, ranker: Ranker, reranker: Reranker | None, rereader: Rereader) -> None:
        """`reranker`: None leaves candidates as the fusion ordered them."""
        self._ranker = ranker
        self._reranker = reranker
        self._rereader = rereader
        self._entries = ranker.index.entries
        self._classes = RuleClasses(self._entries, ranker.units)

    def read(self, question: str, language: Language, context: Context) -> Read:
        """Score every unit for `question`, read with what came before it where it is elliptic."""
        read = self._read(question, language, context)
        whole = read.completed.text if read.completed else question
        is_free = self._rereader.moves_freely(whole)
        is_free = context.is_free if is_free is None else is_free
        if is_free is None:
            return read
        shares, scores = self._classes.shares(is_free=is_free), read.scores
        return replace(read, scores=replace(scores, fused=scores.fused * shares, final=scores.final * shares))

    def _read(self, question: str, language: Language, context: Context) -> Read:
        core = without_openers(question) if context.last_question else question
        alone, readings = self._placed(core, language)
        completed = self.completed(question, language, context)
        if completed is None:
            return Read(alone, self._in_its_country(alone, question, context), readings)
        together, joint = self._placed(completed.text, language)
        if completed.is_name:
            return Read(alone, self._in_its_country(together, completed.text, context), joint, completed)
        ways = [(ALONE, alone, readings), (TOGETHER, together, joint)]
        if context.situation:
            ways.append((SITUATED, *self._placed(f"{core} {context.situation}", language)))
        whole = sum(share for share, _, _ in ways)
        mixed = _mixed([(share / whole, scores) for share, scores, _ in ways])
        # What tells how sure an answer is, is that of the whole; how broad the question is, that of the message.
        mixed = replace(together, fused=mixed.fused, final=mixed.final, arms=mixed.arms, terms=alone.terms)
        parts = tuple(replace(one, share=one.share * share / whole) for share, _, readings in ways for one in readings)
        return Read(alone, self._in_its_country(mixed, completed.text, context), parts, completed)

    def completed(self, question: str, language: Language, context: Context) -> Completed | None:
        """Return `question` together with the one before it; None where it stands by itself."""
        if not context.last_question or not self._is_elliptic(question, language):
            return None
        return self._rereader.completed(question, context.last_question)

    def _is_elliptic(self, question: str, language: Language) -> bool:
        """Tell whether `question` is too short to stand alone, or begins as a continuation does."""
        terms = self._ranker.arms[language].analyser.query_terms(question)
        words = [term for term in terms if term.kind == "word"]
        first = question.split(maxsplit=1)[0].casefold().strip(",.") if question.split() else ""
        return len(words) <= ELLIPTIC_WORDS or (first in _CONNECTIVES and len(words) <= 2 * ELLIPTIC_WORDS)

    def _in_its_country(self, scores: Scores, question: str, context: Context) -> Scores:
        """Return `scores` with less for entries about other countries than the one in which it happens."""
        countries = (
            self._rereader.takes_place_in(question) or frozenset(filter(None, [context.where]))
        ) & _TOLD_COUNTRIES
        if len(countries) != 1:
            return scores
        there = np.array([not _is_elsewhere(entry, countries) for entry in self._entries.values()])
        share: Floats1d = np.where(there[self._ranker.entry_of], 1.0, ELSEWHERE).astype(np.float32)
        return replace(scores, fused=scores.fused * share, final=scores.final * share)

    def _placed(self, question: str, language: Language) -> tuple[Scores, tuple[Reading, ...]]:
        scores = self.score(question, language)
        general = self.in_general(question, language)
        if general is None:
            return scores, (Reading(1.0, scores),)
        other = self.score(general, language)
        mixed = replace(_mixed([(PLACED, scores), (1 - PLACED, other)]), arms=scores.arms)
        return mixed, (Reading(PLACED, scores), Reading(1 - PLACED, other))

    def in_general(self, question: str, language: Language) -> str | None:
        """Return `question` as `Rereader.in_general` does."""
        return self._rereader.in_general(question, language)

    def score(self, question: str, language: Language) -> Scores:
        """Score every unit for `question` as it stands."""
        vectors = self._ranker.embed([question])
        scores = self._ranker.score(question, language, None if vectors is None else vectors[0])
        return self._reranker.rerank(scores, language) if self._reranker else scores


def _mixed(ways: Sequence[tuple[float, Scores]]) -> Scores:
    """Return the scores of the first of `ways`, with what units are ordered by mixed of all by their shares."""
    fused: Floats1d = sum(share * scores.fused for share, scores in ways).astype(np.float32)  # type: ignore[union-attr]
    final: Floats1d = sum(share * scores.final for share, scores in ways).astype(np.float32)  # type: ignore[union-attr]
    arms = np.maximum.reduce([scores.arms for _, scores in ways])
    return replace(ways[0][1], fused=fused, final=final, arms=arms)


def _is_elsewhere(entry: Entry, countries: frozenset[str]) -> bool:
    told = _TOLD_COUNTRIES.intersection(map(str, entry.jurisdiction))
    return bool(told) and not told & countries
