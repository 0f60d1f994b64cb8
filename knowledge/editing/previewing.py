"""How an edit would answer before it is published: the same questions asked of two indexes, today's and the edited one.

Each question is asked as if it were new: where the index holds it word for word, that passage is left out. Only what is
not in the index yet is embedded. Desks by place and own documents are not looked up: no edit of a text changes them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from knowledge.adapter import Adapter
from knowledge.answering import Answerer
from knowledge.citations import SourceRows
from knowledge.confidence import Learnt
from knowledge.encoder import Encoder
from knowledge.index import Index, all_passages, embed, known_vectors
from knowledge.places import PlaceFinder, PlaceTable
from knowledge.question_reading import QuestionReader
from knowledge.ranking import Ranker, Scores
from knowledge.reply import ReplyKind
from knowledge.reranking import Network, Reranker
from knowledge.rereading import Rereader
from knowledge.schema import Entry, Language
from knowledge.search import Searcher
from knowledge.stores import FaissStore
from knowledge.stores.base import Floats1d

_QUESTIONS = ("question", "asked")
#: How many of each sort are asked: 40 ms each, of two indexes.
MAX_OWN = 40
MAX_ASKED = 40
MAX_NEAR = 30


@dataclass(frozen=True)
class Question:
    """One question to ask of both indexes."""

    text: str
    language: Language
    #: `own`: of the edited entry; `asked`: as people asked about it; `near`: asked about another entry, but close to
    #: this one; `yours`: typed by the editor.
    sort: str


@dataclass(frozen=True)
class Outcome:
    """What one index replies to a question."""

    kind: ReplyKind
    #: `entry#point` of an answer; None otherwise.
    key: str | None
    confidence: float
    text: str


@dataclass(frozen=True)
class Preview:
    """One question with both replies."""

    question: Question
    before: Outcome
    after: Outcome

    @property
    def moved(self) -> bool:
        """Whether another unit answers, or another kind of reply is given."""
        return (self.before.kind, self.before.key) != (self.after.kind, self.after.key)

    @property
    def changed(self) -> bool:
        """Whether anything that is said differs."""
        return self.moved or self.before.text != self.after.text


class _HeldOutReader(QuestionReader):
    """Reads questions that the index may hold as if it did not."""

    def __init__(self, ranker: Ranker, reranker: Reranker | None, rereader: Rereader) -> None:
        super().__init__(ranker, reranker, rereader)
        self._held: dict[str, list[int]] = {}
        for row, passage in enumerate(ranker.index.passages):
            if passage.kind in _QUESTIONS:
                self._held.setdefault(passage.text, []).append(row)
        self.vectors = ranker.index.read_store().vectors()

    def vector(self, question: str) -> Floats1d | None:
        """Return the vector of a question that the index holds, shape (dimensions,), else None."""
        rows = self._held.get(question)
        return self.vectors[rows[0]] if rows else None

    def score(self, question: str, language: Language) -> Scores:
        """Score every unit for `question`, without the passages that ask it word for word."""
        vector = self.vector(question)
        if vector is None:
            return super().score(question, language)
        scores = self._ranker.score(question, language, vector, exclude=frozenset(self._held[question]))
        return self._reranker.rerank(scores, language) if self._reranker else scores

    def in_general(self, question: str, language: Language) -> str | None:
        """Return None for a question of the index: without its places it is still close to itself."""
        return None if question in self._held else super().in_general(question, language)


class Bench(Searcher):
    """Searches one index for questions that it may hold, as if it did not."""

    def __init__(self, index: Index, encoder: Encoder, rows: SourceRows) -> None:
        learnt, places = Learnt.load(), PlaceFinder.load(PlaceTable.load())
        ranker = Ranker(index, encoder, learnt.ranking, Adapter.load())
        super().__init__(ranker, learnt, Network.load(), places)
        self._reader = self._held_out = _HeldOutReader(ranker, self._reranker, Rereader(places))
        self._answerer = Answerer(index.entries, rows, learnt.confidence.thresholds)

    def vector(self, question: str) -> Floats1d | None:
        """Return the vector of a question that the index holds, shape (dimensions,), else None."""
        return self._held_out.vector(question)

    def ask(self, question: Question, today: dt.date) -> Outcome:
        """Reply to `question`."""
        found = self.search(question.text, question.language, today=today)
        reply = self._answerer.reply(found, today=today)
        key = f"{reply.entry}#{reply.point}" if reply.entry else None
        if reply.kind == ReplyKind.CLARIFY:
            text = "; ".join(button.title for button in reply.buttons[:-1])
        else:
            text = reply.text if reply.kind == ReplyKind.ANSWER else ""
        return Outcome(reply.kind, key, reply.confidence or 0.0, text)

    def near(self, entries: set[str], top: int) -> list[Question]:
        """Return the asked questions about other entries that lie closest to those of `entries`, closest first."""
        passages, vectors = self.ranker.index.passages, self._held_out.vectors
        theirs = [row for row, p in enumerate(passages) if p.entry in entries and p.kind != "title"]
        asked = [row for row, p in enumerate(passages) if p.kind == "asked" and p.entry not in entries]
        if not theirs or not asked:
            return []
        closeness = np.concatenate(
            [(vectors[asked[i : i + 1000]] @ vectors[theirs].T).max(axis=1) for i in range(0, len(asked), 1000)]
        )
        order = np.argsort(-closeness, kind="stable")[:top]
        return [Question(passages[asked[i]].text, passages[asked[i]].language, "near") for i in order]


def edited_index(
    index: Index, edited: Iterable[Entry], encoder: Encoder, folder: Path, progress: Callable[[int, int], None]
) -> Index:
    """Return `index` with the entries `edited` in place of its own; its vectors are kept in `folder`."""
    entries = dict(sorted((index.entries | {entry.id: entry for entry in edited}).items()))
    passages = all_passages(entries.values())
    vectors = embed(passages, encoder, known_vectors(index), progress)
    path = folder / "vectors.faiss"
    FaissStore.from_vectors(vectors).save(path)
    return replace(index, name="preview", entries=entries, passages=tuple(passages), vectors=path)


def questions_about(before: Bench, after: Bench, entries: set[str]) -> list[Question]:
    """Return what to ask: the entries' own questions, asked ones about them, and asked ones that lie near."""
    own: dict[tuple[str, Language], Question] = {}
    asked: dict[tuple[str, Language], Question] = {}
    for bench in (after, before):
        for passage in bench.ranker.index.passages:
            if passage.entry in entries and passage.kind in _QUESTIONS:
                target, sort = (own, "own") if passage.kind == "question" else (asked, "asked")
                question = Question(passage.text, passage.language, sort)
                target.setdefault((passage.text, passage.language), question)
    near = {(q.text, q.language): q for bench in (before, after) for q in bench.near(entries, MAX_NEAR)}
    return [
        *_spread(list(own.values()), MAX_OWN),
        *_spread(list(asked.values()), MAX_ASKED),
        *list(near.values())[:MAX_NEAR],
    ]


def _spread(questions: Sequence[Question], most: int) -> list[Question]:
    """Return at most `most` of `questions`, evenly spread over them."""
    if len(questions) <= most:
        return list(questions)
    return [questions[i * len(questions) // most] for i in range(most)]


def preview(
    before: Bench, after: Bench, questions: Sequence[Question], today: dt.date, progress: Callable[[int, int], None]
) -> list[Preview]:
    """Ask `questions` of both, in their order."""
    previews = []
    for done, question in enumerate(questions, 1):
        previews.append(Preview(question, before.ask(question, today), after.ask(question, today)))
        progress(done, len(questions))
    return previews
