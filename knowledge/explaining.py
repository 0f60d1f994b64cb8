"""Why a search found what it found, and why the next result came after it: told of the figures that made the order.

Nothing here is computed before somebody asks for it: a chat turn, which shows no explanation, pays for none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from knowledge.analysis import Term
from knowledge.attribution import BEST_OF_ENTRY, NEITHER_WAY, Attribution, Reading, group_of
from knowledge.candidates import Candidates
from knowledge.ranking import ARMS, DENSE, Ranker, Scores
from knowledge.reranking import Network
from knowledge.schema import Language
from knowledge.stores.base import Ints1d
from knowledge.word_coverage import WordCoverage

#: What moved two results apart by less than this share is no reason, and figures this close are told as the same.
NAMED = 0.05
TOLD = 0.01
#: How many units that were passed over are told beside each result, and from which score on.
MAX_PASSED_OVER = 3
MIN_PASSED_OVER = 0.05
#: Why a unit is not among the results although its score was high enough: the filters leave its entry out, nothing of
#: it is told on the day, or it has another status than what is asked for.
Rule = Literal["filter", "day", "status"]
_ARM_OF = {"meaning": slice(0, DENSE), "wording": slice(DENSE, len(ARMS))}


@dataclass(frozen=True)
class Matched:
    """The stored question or text that matched best."""

    text: str
    kind: str
    language: Language
    #: Of the entry: the point whose figures these are.
    point: str


@dataclass(frozen=True)
class Reason:
    """One thing that moved a runner-up away from the result above it."""

    #: As in `knowledge.attribution.GROUPS`.
    group: str
    #: What is compared: the group as a whole, or one of its columns.
    measure: str
    #: The runner-up's figure, and that of the result above it.
    its: float
    above: float
    #: The share that the group has in all that moved the two; negative where it spoke for the runner-up.
    pull: float


@dataclass(frozen=True)
class PassedOver:
    """A unit that scored more than a result, and why it is none."""

    key: str
    score: float
    rule: Rule


@dataclass(frozen=True)
class RunnerUp:
    """The next result, and why it is not higher."""

    #: `entry#point`, as the score belongs to it.
    key: str
    score: float
    arms: dict[str, float]
    matched: Matched
    #: What spoke against it, and what spoke for it; the weightiest first.
    lost: tuple[Reason, ...]
    despite: tuple[Reason, ...]
    #: Words of the question that the result above holds and this one does not, and the reverse.
    lacks: tuple[str, ...]
    has: tuple[str, ...]
    #: Of every group, its share in what moved the two apart, against it where positive; sizes sum to 1.
    pulls: dict[str, float]
    #: The likelier point of the same entry, before the result above, that a rule left out.
    passed_over: PassedOver | None


@dataclass(frozen=True)
class Why:
    """Why a result was found."""

    matched: Matched
    #: Words of the question that the result holds, as they were typed.
    words: tuple[str, ...]
    #: Compound parts that matched, as (typed word, part).
    compound_parts: tuple[tuple[str, str], ...]
    #: Typos that were mended, as (typed word, known word).
    mended: tuple[tuple[str, str], ...]
    #: Score per arm, in [0, 1].
    arms: dict[str, float]
    #: The best units that would have come between this result and the one above it.
    passed_over: tuple[PassedOver, ...]


@dataclass(frozen=True)
class Order:
    """What a search decided."""

    language: Language
    #: What it was decided by.
    scores: Scores
    readings: tuple[Reading, ...]
    #: Rows of the results in the scores, best first.
    rows: tuple[int, ...]
    #: The best row of each entry of which a rule passed over one, best first.
    passed: tuple[tuple[int, Rule], ...]


class Explanation:
    """Why one search gave what it gave. Holds the scores of every unit: not to be kept."""

    def __init__(
        self, ranker: Ranker, words: WordCoverage, reranking: tuple[Candidates, Network] | None, order: Order
    ) -> None:
        """`reranking`: as `Attribution`."""
        self._ranker = ranker
        self._words = words
        self._order = order
        self._scores = order.scores
        self._attribution = Attribution(ranker, reranking, order.readings, order.language)

    def why(self, rank: int) -> Why:
        """Return why the result of this rank (0 is the best) was found."""
        row = self._order.rows[rank]
        return Why(
            matched=self._matched(row),
            words=tuple(dict.fromkeys(word for word, _ in self._held_forms(row, "word"))),
            compound_parts=tuple(self._held_forms(row, "part")),
            mended=tuple(dict(reversed(self._held_forms(row, "mended"))).items()),
            arms=self._arms(row),
            passed_over=self._passed_over(rank),
        )

    def runner_up(self, rank: int) -> RunnerUp | None:
        """Return the result below that of this rank, and why it is there; None where there is none."""
        if rank + 1 >= len(self._order.rows):
            return None
        above, row = self._order.rows[rank : rank + 2]
        pulls = self._attribution.pulls(above, row)
        moved: defaultdict[str, float] = defaultdict(float)
        for measure, pull in pulls.items():
            moved[group_of(measure)] += pull
        # By sizes, not by their sum, which may be close to nothing.
        total = sum(map(abs, moved.values())) or 1.0
        shares = {group: round(pull / total, 3) for group, pull in sorted(moved.items(), key=lambda item: -item[1])}
        against = [self._reason(group, pulls, above, row, share) for group, share in shares.items() if share >= NAMED]
        favour = [self._reason(group, pulls, row, above, share) for group, share in shares.items() if share <= -NAMED]
        return RunnerUp(
            key=self._key(row),
            score=self._score(row),
            arms=self._arms(row),
            matched=self._matched(row),
            lost=tuple(filter(None, against)),
            despite=tuple(filter(None, reversed(favour))),
            lacks=self._words_only_of(above, row),
            has=self._words_only_of(row, above),
            pulls=shares,
            passed_over=self._passed_over_of(row, above),
        )

    def _reason(self, group: str, pulls: dict[str, float], better: int, worse: int, share: float) -> Reason | None:
        """Return what speaks for the unit `better`, told of the figure of `group` that shows it best.

        None where no figure is worse: the network may weigh even a better one against a unit, in the light of others.
        """
        for measure, high, low in self._figures(group, pulls, better, worse, share):
            if high - low >= TOLD or (high != low and group in NEITHER_WAY):
                its, above = (low, high) if share > 0 else (high, low)
                return Reason(group, measure, round(its, 3), round(above, 3), share)
        return None

    def _figures(
        self, group: str, pulls: dict[str, float], better: int, worse: int, share: float
    ) -> Iterator[tuple[str, float, float]]:
        """Yield what is compared, of `better` and of `worse`: the arm as a whole first, then what moved them most."""
        leading = self._attribution.leading
        if group in _ARM_OF:
            high, low = (float(leading.arms[row, _ARM_OF[group]].max()) for row in (better, worse))
            yield group, high, low
        known = [self._attribution.measures(row) for row in (better, worse)]
        for row, figures in zip((better, worse), known, strict=True):
            # What the network did not look at has these figures all the same.
            figures |= {"fused": float(leading.fused[row])}
            figures |= {arm: float(score) for arm, score in zip(ARMS, leading.arms[row], strict=True)}
        sign = 1 if share > 0 else -1
        of_group = [measure for measure, pull in pulls.items() if group_of(measure) == group and sign * pull > 0]
        for measure in sorted(of_group, key=lambda one: -abs(pulls[one])):
            own = measure.removeprefix(BEST_OF_ENTRY)
            if not all(measure in figures for figures in known):
                continue
            # Where both units are the best of their entries these say nothing more.
            if own == measure or any(figures[own] != figures[measure] for figures in known):
                yield measure, known[0][measure], known[1][measure]

    def _held_terms(self, row: int) -> Iterator[tuple[Language, Term]]:
        """Yield the terms of the question that the unit holds in any language, those of the language asked first."""
        held = self._words.stems(row)
        for code in sorted(held, key=lambda code: code != self._order.language):
            for term in self._scores.terms[code]:
                if term.stem in held[code] and (term.kind != "mended" or self._is_typo(term, code)):
                    yield code, term

    def _held_forms(self, row: int, kind: str) -> list[tuple[str, str]]:
        """Return each held term of a kind as typed, and what it stands for, as that is written."""
        arms = self._ranker.arms
        found = [
            (term.word, arms[code].analyser.written(term)) for code, term in self._held_terms(row) if term.kind == kind
        ]
        return list(dict.fromkeys(found))

    def _words_only_of(self, one: int, other: int) -> tuple[str, ...]:
        """Return the words of the question that the unit `one` holds, if only in part, and `other` does not."""
        held = {term.word for _, term in self._held_terms(other)}
        return tuple(dict.fromkeys(term.word for _, term in self._held_terms(one) if term.word not in held))

    def _is_typo(self, term: Term, code: Language) -> bool:
        """Tell whether a word was mistyped, not taken for a typo by the analysis of another language than its own."""
        others = (arm.analyser.vocabulary for arm in self._ranker.arms.values())
        return code == self._order.language or not any(term.word in vocabulary for vocabulary in others)

    def _matched(self, row: int) -> Matched:
        used: Ints1d = self._scores.passages[row]
        column = int(np.argmax(np.where(used >= 0, self._scores.arms[row], -1)))
        passage = self._ranker.index.passages[max(int(used[column]), 0)]
        return Matched(passage.text, passage.kind, passage.language, self._ranker.units[row][1])

    def _arms(self, row: int) -> dict[str, float]:
        return {name: round(float(score), 3) for name, score in zip(ARMS, self._scores.arms[row], strict=True)}

    def _score(self, row: int) -> float:
        return round(float(self._scores.final[row]), 4)

    def _key(self, row: int) -> str:
        return "#".join(self._ranker.units[row])

    def _passed_over(self, rank: int) -> tuple[PassedOver, ...]:
        final, rows = self._scores.final, self._order.rows
        highest = final[rows[rank - 1]] if rank else np.inf
        least = max(final[rows[rank]], MIN_PASSED_OVER)
        between = [(row, rule) for row, rule in self._order.passed if least < final[row] <= highest]
        return tuple(self._passed(row, rule) for row, rule in between[:MAX_PASSED_OVER])

    def _passed_over_of(self, row: int, above: int) -> PassedOver | None:
        """Return the point of the entry of `row` that would have come before `above` but for a rule."""
        entry, final = self._ranker.units[row][0], self._scores.final
        for passed, rule in self._order.passed:
            if self._ranker.units[passed][0] == entry and final[passed] > final[above]:
                return self._passed(passed, rule)
        return None

    def _passed(self, row: int, rule: Rule) -> PassedOver:
        return PassedOver(self._key(row), self._score(row), rule)


def why_to_json(why: Why, runner_up: RunnerUp | None) -> dict[str, Any]:
    """Return an explanation as plain data."""
    return {
        **asdict(why),
        "compound_parts": [{"word": word, "part": part} for word, part in why.compound_parts],
        "mended": [{"word": word, "known": known} for word, known in why.mended],
        "runner_up": asdict(runner_up) if runner_up else None,
    }
