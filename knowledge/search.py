"""Find the best answer units for a question, with filters, confidence and the reasons why."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial

import numpy as np

from knowledge.candidates import Candidates
from knowledge.confidence import FeatureExtractor, Learnt, shifted
from knowledge.explaining import Explanation, Order, Rule, RunnerUp, Why
from knowledge.places import PlaceFinder
from knowledge.question_reading import Context, QuestionReader
from knowledge.ranking import Ranker, Scores
from knowledge.reranking import Network, Reranker
from knowledge.rereading import Completed, Rereader
from knowledge.schema import Entry, Language, Status
from knowledge.telling import close_rows
from knowledge.units import SUMMARY, Unit, effective_units
from knowledge.word_coverage import WordCoverage

#: A follow-up is about the entry in hand where a point of it fits alone at least this share as well as the best of all.
IN_HAND, ELLIPTIC_IN_HAND = 0.5, 0.4
#: Unless another entry answers as surely as this, and scores so many times as much.
SURE_OF_ANOTHER, TIMES_BETTER = 0.85, 3.0
#: Words that point back at what was said; those that are also articles or expletives ("das", "er") tell nothing.
_POINTING = frozenset({
    "daarvoor", "daarvan", "daarbij", "daarmee", "daarover", "hiervoor", "hiervan", "ervoor", "ervan", "ermee", "erbij",
    "erover", "ernaast", "dafür", "davon", "damit", "dabei", "dazu", "darüber", "hierfür", "hiervon", "that", "it",
    "its", "them", "those",
})  # fmt: skip
#: A question of one word that so many entries answer equally surely may be about any of them.
SEVERAL = 3
#: How much less sure an answer to a follow-up is than one to a question that stands by itself and looks the same, in
#: log odds.
FOLLOW_UP_ODDS = -1.0
#: For a day on which nothing is told of the point asked for, another of its entry stands in where it is at least this
#: share as likely. Seen on 38 questions asked for three days of 2016 to 2025: at 0.036 and more it mostly answers
#: them, at 0.018 and less it was about something else each time.
STAND_IN = 0.03


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
class Scope:
    """What to search in, in whose light, and how many entries to return (1 to 50)."""

    filters: SearchFilters = field(default_factory=SearchFilters)
    context: Context = field(default_factory=Context)
    limit: int = 5


EVERYTHING = Scope()


@dataclass(frozen=True)
class Result:
    """One found answer."""

    unit: Unit
    score: float
    confidence: float
    #: What `why` and `runner_up` tell when they are asked for.
    explain: Callable[[], Why] = field(repr=False, compare=False)
    compare: Callable[[], RunnerUp | None] = field(repr=False, compare=False, default=lambda: None)

    @cached_property
    def why(self) -> Why:
        """Why it was found."""
        return self.explain()

    @cached_property
    def runner_up(self) -> RunnerUp | None:
        """The result below it, and why that is not higher."""
        return self.compare()


@dataclass(frozen=True)
class Found:
    """What a search gave: at most one result per entry, best first."""

    language: Language
    results: tuple[Result, ...]
    #: Other points, of any entry, that are not far less likely than the best one; the likeliest first.
    companions: tuple[Unit, ...] = field(default=())
    #: Whether the question is one word that several entries answer.
    is_broad: bool = False


class Searcher:
    """Searches one opened index."""

    def __init__(
        self, ranker: Ranker, learnt: Learnt, network: Network | None = None, places: PlaceFinder | None = None
    ) -> None:
        """`network`: reorders the best candidates; None leaves them as the fusion ordered them.

        `places`: recognises the places in questions; None takes their names for words like any other.
        """
        self.ranker = ranker
        self._model = learnt.confidence
        # Another encoder has other vectors.
        self._subject = learnt.subject if learnt.subject.encoder == ranker.index.manifest.encoder else None
        self._words = WordCoverage(ranker)
        self._reranking = (Candidates(ranker, self._words), network) if network else None
        self._reranker = Reranker(*self._reranking) if self._reranking else None
        self._reader = QuestionReader(ranker, self._reranker, Rereader(places))
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
        filters, context = scope.filters, scope.context
        read = self._reader.read(question, language, context)
        alone, scores, readings = read.alone, read.scores, read.readings
        on = filters.as_of or today
        follow_up = read.completed is not None
        units, passed = self._choose(scores, scope, on)
        if follow_up:
            units = self._surest_first(scores, language, units)
        order = Order(language, scores, readings, tuple(units), passed)
        results = self._results(order, units)
        if follow_up:
            results = tuple(map(self._doubted, results))
        unsure = not results or results[0].confidence < self._model.thresholds.answer
        # Told before: what a message tells itself stands in it already.
        if unsure and not follow_up and context.last_question and context.situation:
            situated = self._situated(question, language, today, scope)
            if situated:
                return situated
        points_back = bool(_POINTING & set(re.findall(r"\w+", question.casefold())))
        row = None
        # "And Americans?" asks the same again, and not for more of the answer in hand.
        if (follow_up or unsure or points_back) and not (read.completed and read.completed.is_name):
            row = self._in_hand(alone, context, ELLIPTIC_IN_HAND if follow_up else IN_HAND)
        told = self.unit(row, on) if row is not None else None
        if told and row is not None and filters.admits(self._entries[told.entry]):
            others = {other: unit for other, unit in units.items() if unit.entry != told.entry}
            first, *rest = self._results(replace(order, rows=(row, *others)), {row: told, **others})
            # "Do they test the labour market for that?" says what it is about.
            if rest and not points_back and _is_another_subject(first, rest[0]):
                return Found(language, results)
            # As sure as an answer must be: nobody has counted how often such a follow-up is meant.
            sure = max(first.confidence, self._model.thresholds.answer)
            return Found(language, (replace(first, confidence=sure), *rest))
        if results and not follow_up and self._is_name(scores, results[0].unit.entry, language):
            summary = next((u for u in self._effective(results[0].unit.entry, on) if u.point == SUMMARY), None)
            if summary and (not filters.status or summary.status == Status(filters.status)):
                return Found(language, (replace(results[0], unit=summary), *results[1:]))
        companions = self._companions(scores, next(iter(units)), on, filters) if units else ()
        # A follow-up of one word is about what the conversation is about.
        is_broad = not follow_up and self._is_broad(scores, language, results)
        return Found(language, results, companions, is_broad)

    def _situated(self, question: str, language: Language, today: dt.date, scope: Scope) -> Found | None:
        """Return what is found for `question` beside who asks it; None where that is not sure either."""
        alone = replace(scope, context=Context(is_free=scope.context.is_free, where=scope.context.where))
        found = self.search(f"{question} {scope.context.situation}", language, today=today, scope=alone)
        results = tuple(map(self._doubted, found.results))
        if not results or results[0].confidence < self._model.thresholds.answer:
            return None
        return replace(found, results=results, is_broad=False)

    def _surest_first(self, scores: Scores, language: Language, units: Mapping[int, Unit]) -> dict[int, Unit]:
        """Return `units` in another order: what a mix of readings puts first may be sure in none of them."""
        about = self._about(scores)
        features = {row: self._features.features(scores, row, language, about) for row in units}
        value = {row: float(scores.final[row]) * self._model.probability(features[row]) for row in units}
        return {row: units[row] for row in sorted(units, key=lambda row: -value[row])}

    def _doubted(self, result: Result) -> Result:
        """Return `result` as sure as it is for a follow-up; what could be asked back still is."""
        least = min(result.confidence, self._model.thresholds.clarify)
        return replace(result, confidence=max(least, shifted(result.confidence, FOLLOW_UP_ODDS)))

    def _about(self, scores: Scores) -> float:
        return self._subject.log_odds(scores.vector) if self._subject else 0.0

    def _results(self, order: Order, units: Mapping[int, Unit]) -> tuple[Result, ...]:
        explanation = Explanation(self.ranker, self._words, self._reranking, order)
        about = self._about(order.scores)
        return tuple(self._result(explanation, order, about, rank, unit) for rank, unit in enumerate(units.values()))

    def _in_hand(self, scores: Scores, context: Context, least: float) -> int | None:
        """Return the best point of the entry in hand, where it fits `least` times as well as the best of all."""
        if context.last_entry is None:
            return None
        rows = [row for row, (entry, _) in enumerate(self.ranker.units) if entry == context.last_entry]
        best = max(rows, key=lambda row: float(scores.fused[row]), default=None)
        # A summary fits everything about its entry a little.
        if best is None or self.ranker.units[best][1] == SUMMARY or scores.fused[best] <= 0:
            return None
        return best if scores.fused[best] >= least * scores.fused.max() else None

    def _is_broad(self, scores: Scores, language: Language, results: Sequence[Result]) -> bool:
        words = [term for term in scores.terms[language] if term.kind == "word"]
        sure = [result for result in results if result.confidence >= self._model.thresholds.clarify]
        return len(words) == 1 and len(sure) >= SEVERAL

    def _choose(
        self, scores: Scores, scope: Scope, on: dt.date
    ) -> tuple[dict[int, Unit], tuple[tuple[int, Rule], ...]]:
        """Return the best unit of each of the best entries by row, best first, and what was passed over as `Order`."""
        filters = scope.filters
        units: dict[int, Unit] = {}
        chosen: set[str] = set()
        passed: dict[str, tuple[int, Rule]] = {}
        untold: dict[str, float] = {}
        for row in map(int, np.argsort(-scores.final, kind="stable")):
            entry_id, _ = self.ranker.units[row]
            if scores.final[row] <= 0 or len(chosen) >= scope.limit:
                break
            if entry_id in chosen:
                continue
            if not filters.admits(self._entries[entry_id]):
                passed.setdefault(entry_id, (row, "filter"))
                continue
            unit = self.unit(row, on)
            if not unit:
                passed.setdefault(entry_id, (row, "day"))
                untold.setdefault(entry_id, float(scores.final[row]))
            if scores.final[row] < STAND_IN * untold.get(entry_id, 0.0):
                continue
            if unit and filters.status and unit.status != Status(filters.status):
                passed.setdefault(entry_id, (row, "status"))
            elif unit:
                chosen.add(entry_id)
                units[row] = unit
        return units, tuple(passed.values())

    def _is_name(self, scores: Scores, entry_id: str, language: Language) -> bool:
        """Tell whether the question is no more than a name of the entry: "Wat is het zoekjaar?"."""
        return frozenset(t.stem for t in scores.terms[language] if t.kind == "word") in self._names(entry_id, language)

    def _names_of(self, entry_id: str, language: Language) -> frozenset[frozenset[str]]:
        entry, analyser = self._entries[entry_id], self.ranker.arms[language].analyser
        names = (entry.title[language], *entry.aliases[language])
        stems = (frozenset(term.stem for term in analyser.terms(name) if term.kind == "word") for name in names)
        return frozenset(filter(None, stems))

    def completed(self, question: str, language: Language, context: Context) -> Completed | None:
        """Return `question` together with the one before it; None where it stands by itself."""
        return self._reader.completed(question, language, context)

    def unit(self, row: int, on: dt.date) -> Unit | None:
        """Return what holds on the day `on` for the unit of `row`, or None where nothing did yet."""
        entry_id, point = self.ranker.units[row]
        return next((u for u in self._effective(entry_id, on) if u.point == point), None)

    def _result(self, explanation: Explanation, order: Order, about: float, rank: int, unit: Unit) -> Result:
        row = order.rows[rank]
        features = self._features.features(order.scores, row, order.language, about)
        sure = self._model.probability(features)
        explain, compare = partial(explanation.why, rank), partial(explanation.runner_up, rank)
        return Result(unit, float(order.scores.final[row]), sure, explain, compare)

    def _companions(self, scores: Scores, best: int, on: dt.date, filters: SearchFilters) -> tuple[Unit, ...]:
        rows = (int(row) for row in close_rows(scores.final) if row != best)
        found = (self.unit(row, on) for row in rows if filters.admits(self._entries[self.ranker.units[row][0]]))
        return tuple(unit for unit in found if unit)


def _is_another_subject(in_hand: Result, best: Result) -> bool:
    """Tell whether a follow-up fits another entry so well that it is not about the one in hand."""
    return best.confidence >= SURE_OF_ANOTHER and best.score >= TIMES_BETTER * in_hand.score
