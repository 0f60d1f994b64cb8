"""Which entries are easiest to take for one another: those whose questions lie closest together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from knowledge.adapter import Adapter
from knowledge.index import Index
from knowledge.schema import LANGUAGES, Language
from knowledge.stores.base import Floats2d

#: Questions compared with all others at once: 256 x 6,000 products are 6 MB.
_BATCH = 256


@dataclass(frozen=True)
class LikePair:
    """Two entries with the two questions of theirs that are closest."""

    first: str
    second: str
    #: Cosine of the two questions, as the search compares them: 1 is the same question.
    closeness: float
    language: Language
    first_question: str
    second_question: str


def closest_pairs(
    index: Index, adapter: Adapter | None, top: int, progress: Callable[[int, int], None] = lambda _done, _all: None
) -> list[LikePair]:
    """Return the `top` pairs of entries of `index` with the closest questions of one language, closest first.

    Only editors' questions are compared. `adapter`: as the search uses it; one of another encoder is left out.
    """
    vectors = index.read_store().vectors()
    if adapter and adapter.encoder == index.manifest.encoder:
        vectors = adapter.apply(vectors)
    best: dict[tuple[str, str], LikePair] = {}
    rows_of = {code: _questions(index, code) for code in LANGUAGES}
    done, total = 0, sum(map(len, rows_of.values()))
    for code, rows in rows_of.items():
        of_language = vectors[rows]
        for batch in range(0, len(rows), _BATCH):
            for pair in _pairs(index, of_language, rows, code, batch):
                key = (pair.first, pair.second)
                if key not in best or best[key].closeness < pair.closeness:
                    best[key] = pair
            progress(done + min(batch + _BATCH, len(rows)), total)
        done += len(rows)
    return sorted(best.values(), key=lambda pair: (-pair.closeness, pair.first, pair.second))[:top]


def _questions(index: Index, language: Language) -> list[int]:
    passages = enumerate(index.passages)
    return [row for row, passage in passages if passage.kind == "question" and passage.language == language]


def _pairs(index: Index, vectors: Floats2d, rows: list[int], language: Language, start: int) -> Iterable[LikePair]:
    """Yield, for each question of the batch from `start` on, it and the closest one of another entry."""
    entries = np.array([index.passages[row].entry for row in rows])
    cosines = vectors[start : start + _BATCH] @ vectors.T
    cosines[entries[start : start + _BATCH, None] == entries[None, :]] = -1
    for offset, other in enumerate(cosines.argmax(axis=1)):
        pair = sorted((index.passages[rows[i]] for i in (start + offset, int(other))), key=lambda p: p.entry)
        one, two = pair
        if one.entry != two.entry:
            yield LikePair(one.entry, two.entry, float(cosines[offset, other]), language, one.text, two.text)


def groups(pairs: Iterable[LikePair]) -> list[tuple[list[str], list[LikePair]]]:
    """Return the pairs in groups of entries that hang together, each with its entries, the largest first."""
    group_of: dict[str, int] = {}
    members: dict[int, list[str]] = {}
    listed = list(pairs)
    for number, pair in enumerate(listed):
        known = {group_of[entry] for entry in (pair.first, pair.second) if entry in group_of}
        joined = [entry for group in sorted(known) for entry in members.pop(group)]
        joined += [entry for entry in (pair.first, pair.second) if entry not in joined]
        members[number] = joined
        group_of |= dict.fromkeys(joined, number)
    found = [(entries, [p for p in listed if group_of[p.first] == number]) for number, entries in members.items()]
    return sorted(found, key=lambda group: (-len(group[0]), -group[1][0].closeness))
