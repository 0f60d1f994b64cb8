"""Find the best answer units for a question, with filters, confidence and the reasons why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
from babel import Locale

from knowledge.candidates import Candidates
from knowledge.confidence import ConfidenceModel, FeatureExtractor
from knowledge.places import PlaceFinder
from knowledge.ranking import ARMS, Ranker, Scores
from knowledge.reranking import Network, Reranker
from knowledge.schema import Entry, Language, Status
from knowledge.stores.base import Floats1d, Ints1d
from knowledge.telling import close_rows
from knowledge.units import SUMMARY, Unit, effective_units
from knowledge.word_coverage import WordCoverage

#: A message this short that follows another is read together with it ("und für Praktika?").
ELLIPTIC_WORDS = 2
#: What such a message counts alone beside the two read together: a name alone asks for a summary, as a follow-up for
#: the same about something else.
ALONE = 0.25
#: What a question that names places counts beside the same in general: where somebody lives or studies is seldom what
#: the question is about, yet some answers belong to a place.
PLACED = 0.5
#: What is left of a question without its places must have this many words to be asked.
_GENERAL_WORDS = 3
#: For a day on which nothing is told of the point asked for, another of its entry stands in where it is at least this
#: share as likely. Seen on 38 questions asked for three days of 2016 to 2025: at 0.036 and more it mostly answers
#: them, at 0.018 and less it was about something else each time.
STAND_IN = 0.03
_CONNECTIVES = {
    "en", "maar", "dus", "of", "und", "aber", "oder", "also", "and", "but", "or", "so",
}  # fmt: skip


@dataclass(frozen=True)
class SearchFilters:
    """What results must belong to; None or empty leaves a side open."""

    topic: str | None = None
    region: str | None = None
    audience: str | None = None
    kind: str | None = None
    jurisdiction: str | None = None
    status: str | None = None
    #: Tell what held on this day instead of today.
    as_of: dt.date | None = None

    def admits(self, entry: Entry) -> bool:
        """Tell whether `entry` belongs to what is asked for."""
        wanted = (
            (self.topic, entry.topics), (self.audience, entry.audience),
            (self.kind, (entry.kind,)), (self.jurisdiction, entry.jurisdiction),
        )  # fmt: skip
        if any(value and value not in [str(one) for one in having] for value, having in wanted):
            return False
        served = entry.contact.serves if entry.contact else None
        places = [*entry.region, *(served.provinces if served else ()), *(served.districts if served else ())]
        places += [*(served.municipalities if served else ())]
        return not self.region or any(self.region.casefold() in place.casefold() for place in places)


@dataclass(frozen=True)
class Context:
    """What the conversation was about."""

    last_question: str | None = None
    last_entry: str | None = None


@dataclass(frozen=True)
class Scope:
    """What to search in, in whose light, and how many entries to return (1 to 50)."""

    filters: SearchFilters = field(default_factory=SearchFilters)
    context: Context = field(default_factory=Context)
    limit: int = 5


EVERYTHING = Scope()


@dataclass(frozen=True)
class Why:
    """Why a result was found."""

    #: The stored question or text that matched best, and its kind and language.
    matched: str
    matched_kind: str
    matched_language: Language
    #: Words of the question that the result holds, as they were typed.
    words: tuple[str, ...]
    #: Compound parts that matched, as (typed word, stem of the part).
    compound_parts: tuple[tuple[str, str], ...]
    #: Typos that were mended, as (typed word, stem of the known word).
    mended: tuple[tuple[str, str], ...]
    #: Score per arm, in [0, 1].
    arms: dict[str, float]
    runner_up: str | None


@dataclass(frozen=True)
class Result:
    """One found answer."""

    unit: Unit
    score: float
    confidence: float
    why: Why


@dataclass(frozen=True)
class Found:
    """What a search gave: at most one result per entry, best first."""

    language: Language
    results: tuple[Result, ...]
    #: Other points, of any entry, that are not far less likely than the best one; the likeliest first.
    companions: tuple[Unit, ...] = field(default=())


def _mixed(one: Scores, other: Scores, share: float) -> tuple[Floats1d, Floats1d]:
    """Return what units are ordered by where `one` counts `share`: (fused, final), each of shape (units,)."""
    fused: Floats1d = (share * one.fused + (1 - share) * other.fused).astype(np.float32)
    final: Floats1d = (share * one.final + (1 - share) * other.final).astype(np.float32)
    return fused, final


class Searcher:
    """Searches one opened index."""

    def __init__(
        self, ranker: Ranker, model: ConfidenceModel, network: Network | None = None, places: PlaceFinder | None = None
    ) -> None:
        """`network`: reorders the best candidates; None leaves them as the fusion ordered them.

        `places`: recognises the places in questions; None takes their names for words like any other.
        """
        self.ranker = ranker
        self._places = places
        self._model = model
        self._words = WordCoverage(ranker)
        self._reranker = Reranker(Candidates(ranker, self._words), network) if network else None
        self._features = FeatureExtractor(ranker, self._words)
        self._entries = ranker.index.entries
        # A day's units are the same for every question of that day.
        self._names = lru_cache(maxsize=4096)(self._names_of)
        self._effective = lru_cache(maxsize=4096)(lambda entry_id, on: effective_units(self._entries[entry_id], on))

    def search(
        self,
        question: str,
        language: Language,
        *,
        today: dt.date,
        scope: Scope = EVERYTHING,
    ) -> Found:
        """Return the best unit of each of the best entries for `question`, as `scope` asks.

        A question that only names the best entry gets its summary.
        """
        filters, limit = scope.filters, scope.limit
        scores = self.score(question, language, scope.context)
        on = filters.as_of or today
        units: dict[int, Unit] = {}
        best_of: dict[str, int] = {}
        untold: dict[str, float] = {}
        for row in np.argsort(-scores.final, kind="stable"):
            entry_id, _ = self.ranker.units[row]
            if scores.final[row] <= 0 or (len(best_of) >= limit and entry_id not in best_of):
                break
            entry = self._entries[entry_id]
            if entry_id in best_of or not filters.admits(entry):
                continue
            unit = self.unit(int(row), on)
            if not unit:
                untold.setdefault(entry_id, float(scores.final[row]))
            if scores.final[row] < STAND_IN * untold.get(entry_id, 0.0):
                continue
            if unit and (not filters.status or unit.status == Status(filters.status)):
                best_of[entry_id] = int(row)
                units[int(row)] = unit
        rows = list(best_of.values())
        results = tuple(self._result(scores, row, units[row], language, rows) for row in rows)
        follow_up = bool(scope.context.last_question) and self.is_elliptic(question, scores, language)
        if results and not follow_up and self._is_name(scores, results[0].unit.entry, language):
            summary = next((u for u in self._effective(results[0].unit.entry, on) if u.point == SUMMARY), None)
            if summary and (not filters.status or summary.status == Status(filters.status)):
                return Found(language, (replace(results[0], unit=summary), *results[1:]))
        return Found(language, results, self._companions(scores, rows[0], on, filters) if rows else ())

    def _is_name(self, scores: Scores, entry_id: str, language: Language) -> bool:
        """Tell whether the question is no more than a name of the entry: "Wat is het zoekjaar?"."""
        return frozenset(t.stem for t in scores.terms[language] if t.kind == "word") in self._names(entry_id, language)

    def _names_of(self, entry_id: str, language: Language) -> frozenset[frozenset[str]]:
        entry, analyser = self._entries[entry_id], self.ranker.arms[language].analyser
        names = (entry.title[language], *entry.aliases[language])
        stems = (frozenset(term.stem for term in analyser.terms(name) if term.kind == "word") for name in names)
        return frozenset(filter(None, stems))

    def score(self, question: str, language: Language, context: Context) -> Scores:
        """Score every unit for `question`, read together with the last question where it is elliptic."""
        scores = self._score_placed(question, language)
        if not context.last_question or not self.is_elliptic(question, scores, language):
            return scores
        together = self._score_placed(f"{context.last_question} {question}", language)
        fused, final = _mixed(scores, together, ALONE)
        arms = np.maximum(scores.arms, together.arms)
        return replace(together, fused=fused, final=final, arms=arms, terms=scores.terms)

    def _score_placed(self, question: str, language: Language) -> Scores:
        scores = self._score(question, language)
        general = self._in_general(question, language)
        if general is None:
            return scores
        fused, final = _mixed(scores, self._score(general, language), PLACED)
        return replace(scores, fused=fused, final=final)

    def _in_general(self, question: str, language: Language) -> str | None:
        """Return `question` without the places it names; None where it names none, or hardly anything else.

        Of places on two sides of a border their countries are left.
        """
        named = self._places.named(question) if self._places else []
        countries = Locale(language).territories if len({name.place.country for name in named}) > 1 else {}
        for name in reversed(named):
            question = question[: name.start] + countries.get(name.place.country, "") + question[name.end :]
        words = question.split()
        return " ".join(words) if named and len(words) >= _GENERAL_WORDS else None

    def _score(self, question: str, language: Language) -> Scores:
        vectors = self.ranker.embed([question])
        scores = self.ranker.score(question, language, None if vectors is None else vectors[0])
        return self._reranker.rerank(scores, language) if self._reranker else scores

    @staticmethod
    def is_elliptic(question: str, scores: Scores, language: Language) -> bool:
        """Tell whether `question` is too short to stand alone, or begins as a continuation does."""
        words = [term for term in scores.terms[language] if term.kind == "word"]
        first = question.split(maxsplit=1)[0].casefold().strip(",.") if question.split() else ""
        return len(words) <= ELLIPTIC_WORDS or (first in _CONNECTIVES and len(words) <= 2 * ELLIPTIC_WORDS)

    def unit(self, row: int, on: dt.date) -> Unit | None:
        """Return what holds on the day `on` for the unit of `row`, or None where nothing did yet."""
        entry_id, point = self.ranker.units[row]
        return next((u for u in self._effective(entry_id, on) if u.point == point), None)

    def _result(self, scores: Scores, row: int, unit: Unit, language: Language, ranked: Sequence[int]) -> Result:
        features = self._features.features(scores, row, language)
        other = next((self.ranker.units[r] for r in ranked if self.ranker.units[r][0] != unit.entry), None)
        why = self._why(scores, row, f"{other[0]}#{other[1]}" if other else None)
        return Result(unit, float(scores.final[row]), self._model.probability(features), why)

    def _companions(self, scores: Scores, best: int, on: dt.date, filters: SearchFilters) -> tuple[Unit, ...]:
        rows = (int(row) for row in close_rows(scores.final) if row != best)
        found = (self.unit(row, on) for row in rows if filters.admits(self._entries[self.ranker.units[row][0]]))
        return tuple(unit for unit in found if unit)

    def _why(self, scores: Scores, row: int, runner_up: str | None) -> Why:
        used: Ints1d = scores.passages[row]
        column = int(np.argmax(np.where(used >= 0, scores.arms[row], -1)))
        passage = self.ranker.index.passages[max(int(used[column]), 0)]
        held = self._words.stems(row)
        terms = [t for code in held for t in scores.terms[code] if t.stem in held[code]]
        return Why(
            matched=passage.text,
            matched_kind=passage.kind,
            matched_language=passage.language,
            words=tuple(dict.fromkeys(t.word for t in terms if t.kind == "word")),
            compound_parts=tuple(dict.fromkeys((t.word, t.stem) for t in terms if t.kind == "part")),
            mended=tuple(dict.fromkeys((t.word, t.stem) for t in terms if t.kind == "mended")),
            arms={name: round(float(score), 3) for name, score in zip(ARMS, scores.arms[row], strict=True)},
            runner_up=runner_up,
        )


def why_to_json(why: Why) -> dict[str, Any]:
    """Return `why` as plain data."""
    return {
        "matched": {"text": why.matched, "kind": why.matched_kind, "language": why.matched_language},
        "words": list(why.words),
        "compound_parts": [{"word": word, "part": part} for word, part in why.compound_parts],
        "mended": [{"word": word, "known": known} for word, known in why.mended],
        "arms": why.arms,
        "runner_up": why.runner_up,
    }
