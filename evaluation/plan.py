"""What one evaluation asks, and the order in which it does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import cycle, islice
from typing import TypeVar

from evaluation import measuring, speed
from evaluation.client import Client
from evaluation.errors import BadQuestions
from evaluation.gold import Gold
from evaluation.questions import Dialogue, OutOfScope, Question
from evaluation.report import Measured
from knowledge.citations import SourceRows

#: Turns asked several at a time.
PARALLEL_TURNS = 80

Tick = Callable[[], object]
_T = TypeVar("_T")


class Part(StrEnum):
    """What can be measured by itself."""

    ANSWERS = "answers"
    OUT_OF_SCOPE = "out-of-scope"
    DIALOGUES = "dialogues"
    SPEED = "speed"
    SEARCH = "search"
    MEMORY = "memory"


@dataclass(frozen=True)
class Plan:
    """What to ask, and which parts to measure."""

    parts: frozenset[Part]
    questions: Sequence[Question]
    out_of_scope: Sequence[OutOfScope]
    dialogues: Sequence[Dialogue]

    def steps(self) -> int:
        """Return how many requests are planned, for the progress bar."""
        counts = {
            Part.ANSWERS: len(self.questions),
            Part.OUT_OF_SCOPE: len(self.out_of_scope),
            Part.DIALOGUES: sum(len(dialogue.turns) for dialogue in self.dialogues),
            Part.SPEED: PARALLEL_TURNS + speed.turns_needed(len(self.questions)),
            Part.SEARCH: len(self.questions),
        }
        return sum(count for part, count in counts.items() if part in self.parts)


def choose(questions: Iterable[Question], topics: Sequence[str]) -> list[Question]:
    """Return the questions of `topics` (groups such as `regulations`, or whole topics); all where none is named.

    Raises:
        BadQuestions: a topic has no question.
    """
    questions = list(questions)
    if not topics:
        return questions
    for topic in topics:
        if not any(_is_of(question, topic) for question in questions):
            known = ", ".join(sorted({question.topic_group for question in questions}))
            raise BadQuestions(f"No question is about {topic!r}: choose from {known}, or name a whole topic.")
    return [question for question in questions if any(_is_of(question, topic) for topic in topics)]


def spread(items: Sequence[_T], limit: int | None) -> list[_T]:
    """Return at most `limit` of `items`, at even distances; all where it is None."""
    if limit is None or limit >= len(items):
        return list(items)
    return [items[place * len(items) // limit] for place in range(limit)]


def _is_of(question: Question, topic: str) -> bool:
    return topic in (question.topic, question.topic_group)


def perform(plan: Plan, client: Client, tick: Tick) -> Measured:
    """Ask everything of `plan` and return what came of it, but for the memory; `tick` is called at every reply.

    The search comes last, so that the times of answers are those of questions not asked before.

    Raises:
        NotRunning: the stack stopped answering.
    """
    measured = Measured()
    if Part.ANSWERS in plan.parts:
        for answered in measuring.ask_all(client, plan.questions):
            measured.answered.append(answered)
            tick()
    if Part.OUT_OF_SCOPE in plan.parts:
        for declined in measuring.decline_all(client, plan.out_of_scope):
            measured.declined.append(declined)
            tick()
    if Part.DIALOGUES in plan.parts:
        for dialogue in plan.dialogues:
            for continued in measuring.hold_dialogue(client, dialogue):
                measured.continued.append(continued)
                tick()
    if Part.SPEED in plan.parts:
        # Answers are timed, not refusals; where no answers were measured, any question will do.
        texts = [one.question.text for one in measured.answered if one.answered]
        texts = texts or [question.text for question in plan.questions]
        measured.parallel = speed.in_parallel(client, list(islice(cycle(texts), PARALLEL_TURNS)), tick)
        measured.by_depth = speed.at_depths(client, texts, tick)
    if Part.SEARCH in plan.parts:
        gold = Gold(SourceRows.load().coverage.values())
        for retrieved in measuring.search_all(client, plan.questions, gold):
            measured.retrieved.append(retrieved)
            tick()
    measured.limited, measured.busy = client.limited, client.busy
    return measured
