"""Bring questions on the same matter together, in whichever language they were asked."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.assistant import MAX_QUESTION_CHARS, Assistant
from knowledge.encoder.protocol import Floats2d
from web.memory import give_back
from web.stores import Question, QuestionStore

#: Groups of questions whose mean cosine distance is larger stay apart; measured in docs/console.md.
THRESHOLD = 0.38
#: Of more questions the newest are taken: to compare all with all takes the square of their number.
MAX_QUESTIONS = 2000
#: Between so many questions at a time a search of somebody else gets its turn.
_BATCH = 16


@dataclass(frozen=True)
class Cluster:
    """Questions on the same matter, newest first."""

    questions: tuple[Question, ...]
    #: The one that is most like the others.
    typical: Question

    @property
    def key(self) -> str:
        """A name that stays the same as long as the same questions are in it."""
        ids = "\n".join(sorted(question.answer for question in self.questions))
        return hashlib.sha256(ids.encode()).hexdigest()[:12]

    @property
    def count(self) -> int:
        """How many questions there are."""
        return len(self.questions)

    @property
    def languages(self) -> list[str]:
        """The languages they were asked in, the commonest first."""
        return [language for language, _ in Counter(question.language for question in self.questions).most_common()]

    @property
    def newest(self) -> dt.date:
        """The day of the newest."""
        return max(question.day for question in self.questions)

    def only(self, questions: Sequence[Question]) -> Cluster:
        """Return the cluster with no others than `questions`, of which there is at least one."""
        return Cluster(tuple(questions), self.typical if self.typical in questions else questions[0])


def cluster(questions: Sequence[Question], vectors: Mapping[str, Floats2d] | None) -> list[Cluster]:
    """Return `questions` in clusters, the largest first; each is in exactly one.

    `vectors`: of each text, L2-normalised; without them only questions of the same words come together.
    """
    texts = sorted({question.text for question in questions})
    if vectors is None:
        groups = {text: text.casefold() for text in texts}
        central = dict.fromkeys(texts, 0.0)
    else:
        matrix = np.stack([vectors[text] for text in texts]) if texts else np.empty((0, 1), dtype=np.float32)
        labels = _labels(matrix)
        groups = dict(zip(texts, map(str, labels), strict=True))
        central = dict(zip(texts, _centrality(matrix, labels), strict=True))
    members: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        members[groups[question.text]].append(question)
    made = [Cluster(tuple(group), max(group, key=lambda one: central[one.text])) for group in members.values()]
    return sorted(made, key=lambda one: (-one.count, -one.newest.toordinal(), one.key))


def _labels(matrix: Floats2d) -> list[int]:
    if len(matrix) < 2:
        return list(range(len(matrix)))
    from sklearn.cluster import AgglomerativeClustering

    # Average linkage: one question that lies between two matters does not make them one.
    made = AgglomerativeClustering(n_clusters=None, metric="cosine", linkage="average", distance_threshold=THRESHOLD)
    return [int(label) for label in made.fit_predict(matrix)]


def _centrality(matrix: Floats2d, labels: Sequence[int]) -> list[float]:
    """Return how like the middle of its group each row is."""
    middles: dict[int, Floats2d] = {}
    for label in set(labels):
        middles[label] = matrix[[one == label for one in labels]].mean(axis=0)
    return [float(row @ middles[label]) for row, label in zip(matrix, labels, strict=True)]


@dataclass(frozen=True)
class Clustered:
    """All that is kept, in clusters."""

    clusters: tuple[Cluster, ...]
    #: How many questions are kept; more than are in the clusters where there are too many.
    kept: int
    by_meaning: bool


class QuestionClusters:
    """The clusters of what is kept, made anew when that has changed. Safe to use from several threads."""

    def __init__(self, assistant: Assistant, store: QuestionStore) -> None:
        self._assistant = assistant
        self._store = store
        self._vectors: dict[str, Floats2d] = {}
        self._nearest: dict[str, tuple[str, float] | None] = {}
        self._index = ""
        self._made: tuple[tuple[int, int], Clustered] | None = None
        self._making = threading.Lock()

    def current(self) -> Clustered:
        """Return the clusters; takes some seconds where there are many new questions."""
        with self._making:
            # Another process may write too: its rows are seen by their number.
            version = (self._store.version, self._store.count())
            if self._made is None or self._made[0] != version:
                questions = self._store.newest(MAX_QUESTIONS)
                vectors = self._vectors_of({question.text for question in questions})
                made = cluster(questions, vectors)
                self._made = version, Clustered(tuple(made), version[1], vectors is not None)
                give_back()
            return self._made[1]

    def _vectors_of(self, texts: set[str]) -> dict[str, Floats2d] | None:
        if not self._assistant.has_encoder:
            return None
        known = {text: vector for text, vector in self._vectors.items() if text in texts}
        new = sorted(texts - known.keys())
        for start in range(0, len(new), _BATCH):
            batch = new[start : start + _BATCH]
            vectors = self._assistant.vectors_of(batch)
            assert vectors is not None  # noqa: S101 - there is an encoder
            known.update(zip(batch, vectors, strict=True))
        self._vectors = known
        return known

    def nearest(self, question: Question) -> tuple[str, float] | None:
        """Return the entry that a search finds first for `question`, and its confidence; None where it finds none."""
        index = self._assistant.versions()["index"]
        if index != self._index or len(self._nearest) > MAX_QUESTIONS:
            self._index, self._nearest = index, {}
        if question.text not in self._nearest:
            results = self._assistant.find(question.text[:MAX_QUESTION_CHARS], question.language).results
            self._nearest[question.text] = (results[0].unit.entry, results[0].confidence) if results else None
        return self._nearest[question.text]
