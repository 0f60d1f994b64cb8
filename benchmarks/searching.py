"""Our own search over a view of the index, and how it does on the held-out questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import cast

from benchmarks.bootstrap import Estimate, mean_of
from benchmarks.judging import Key
from evaluation.questions import Question
from knowledge.adapter import Adapter
from knowledge.citations import SourceRows
from knowledge.confidence import Learnt
from knowledge.contact_finder import ContactFinder
from knowledge.encoder import Encoder
from knowledge.index import Index
from knowledge.ranking import Ranker
from knowledge.reranking import Network
from knowledge.schema import Language
from knowledge.search import Scope, Searcher

#: Entries that are looked at.
ENTRIES = 10
#: From the rank of the first right entry, None where none was found, to what a table tells.
MEASURES: dict[str, Callable[[int | None], float]] = {
    "hit@1": lambda rank: float(rank == 1),
    "hit@5": lambda rank: float(rank is not None and rank <= 5),
    "mrr": lambda rank: 1 / rank if rank else 0.0,
}


def open_search(index: Index, encoder: Encoder | None) -> Searcher:
    """Open the search of the service over `index`, with all that was learnt; without `encoder`, by words alone."""
    learnt = Learnt.load()
    ranker = Ranker(index, encoder, learnt.ranking, Adapter.load())
    places = ContactFinder.load(index.entries, SourceRows.load().contacts).places
    return Searcher(ranker, learnt, Network.load(), places)


def found_by(searcher: Searcher, questions: Iterable[Question], today: dt.date) -> list[list[Key]]:
    """Ask every question in the language that it is in, and return the best point of each found entry, best first."""
    found = []
    for question in questions:
        language = cast(Language, question.language)
        results = searcher.search(question.text, language, today=today, scope=Scope(limit=ENTRIES)).results
        found.append([(result.unit.entry, result.unit.point) for result in results])
    return found


def facts_of(questions: Iterable[Question]) -> list[str]:
    """Return what each question is about: questions about one thing, in any language, are alike."""
    return [question.topic for question in questions]


def differences(
    ranks: Sequence[int | None], others: Sequence[int | None], questions: Sequence[Question]
) -> Mapping[str, Estimate]:
    """Return by how much `ranks` are better than `others` on the same `questions`, by each measure."""
    pairs = list(zip(ranks, others, strict=True))
    facts = facts_of(questions)
    return {
        name: mean_of([value(rank) - value(other) for rank, other in pairs], facts) for name, value in MEASURES.items()
    }
