"""The held-out questions, and which of the found answers is right: the same rule for every search."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from evaluation.arithmetic import mean_reciprocal_rank
from evaluation.gold import Gold
from evaluation.measuring import rank_of
from evaluation.questions import DATA, Question, read_questions
from knowledge.citations import SourceRows
from knowledge.schema import Entry
from knowledge.units import Unit, effective_units

#: Files of questions on which nothing is trained.
SETS = ("own_facts", "own_current", "dev")
#: (entry id, point id): what a found passage stands for.
Key = tuple[str, str]


def read_sets(names: Sequence[str], limit: int | None) -> dict[str, list[Question]]:
    """Read the sets by name, of each at most `limit` questions at even distances."""
    sets = {name: read_questions(DATA / f"{name}.jsonl") for name in names}
    if limit is None:
        return sets
    return {name: rows[:: max(1, -(-len(rows) // limit))] for name, rows in sets.items()}


class Judge:
    """Tells at which rank the first right answer stands, by the rule of `make eval`.

    A found passage stands for its point as it holds on the day `on`, told in the language of the question. It is right
    if that text, with the older rule, holds all facts of the question, or if its entry covers the row of the coverage
    list that the question is about.
    """

    def __init__(self, entries: Mapping[str, Entry], on: dt.date) -> None:
        self._entries = entries
        self._gold = Gold(SourceRows.load().coverage.values())
        self._units = lru_cache(maxsize=None)(lambda entry: {u.point: u for u in effective_units(entries[entry], on)})

    def rank(self, found: Iterable[Key], question: Question) -> int | None:
        """Return the place of the first right one of `found`, best first, one per entry; None where none is."""
        results = [self._told(key, question.language) for key in found]
        return rank_of(results, question, self._gold.rows_of(question), self._covers)

    def rank_of_entry(self, found: Iterable[Key], question: Question) -> int | None:
        """As `rank`, for searches that name no point: any point of an entry may hold the facts."""
        rows = self._gold.rows_of(question)
        for place, (entry, _) in enumerate(found, 1):
            told = (self._told((entry, point), question.language) for point in self._units(entry))
            if any(rank_of([one], question, rows, self._covers) for one in told):
                return place
        return None

    def right_units(self, question: Question) -> Iterator[Unit]:
        """Yield every point that is right for `question` by itself: it holds the facts, or its entry covers the row."""
        rows = self._gold.rows_of(question)
        for entry in self._entries:
            for point, unit in self._units(entry).items():
                if rank_of([self._told((entry, point), question.language)], question, rows, self._covers):
                    yield unit

    def _told(self, key: Key, language: str) -> dict[str, object]:
        unit: Unit | None = self._units(key[0]).get(key[1])
        if unit is None:
            return {"id": key[0]}
        older = {"text": unit.older.text[language]} if unit.older else None  # type: ignore[index]
        return {"id": key[0], "passage": unit.text[language], "older": older}  # type: ignore[index]

    def _covers(self, entry: str) -> frozenset[str]:
        return frozenset(self._entries[entry].covers)


def quality(ranks: Sequence[int | None]) -> dict[str, float]:
    """Return hit@1, hit@5 and MRR (over the first ten entries) of `ranks`."""
    return {
        "questions": len(ranks),
        "hit@1": round(sum(rank == 1 for rank in ranks) / len(ranks), 4),
        "hit@5": round(sum(rank is not None and rank <= 5 for rank in ranks) / len(ranks), 4),
        "mrr": round(mean_reciprocal_rank(ranks) or 0.0, 4),
    }
