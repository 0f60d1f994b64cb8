"""A decision table: which outcomes are left after some answers, and what to ask next."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from knowledge.checks.schema import UNKNOWN, Check, Outcome, Question
from knowledge.loading import KnowledgeError

__all__ = ["UNKNOWN", "Answers", "DecisionTable", "TableError"]

#: Option ids by question id; `UNKNOWN` where somebody does not know.
Answers = Mapping[str, str]
MAX_COMBINATIONS = 5_000_000
MAX_OUTCOMES = 255
_FREE = -1


class TableError(KnowledgeError):
    """A check has combinations of answers with no outcome, or with two, or names something that it lacks."""


class DecisionTable:
    """A check with the outcome of every combination of its options, worked out once."""

    def __init__(self, check: Check) -> None:
        """Work it out.

        Raises:
            TableError: the rows do not give each combination exactly one outcome; it names one that they do not.
        """
        self.check = check
        self._axis = {question.id: axis for axis, question in enumerate(check.questions)}
        self._number = [{option.id: i for i, option in enumerate(question.options)} for question in check.questions]
        if len(self._axis) < len(check.questions):
            raise TableError(f"{check.id}: two questions have the same id")
        self._names = tuple(check.outcomes)
        self._outcomes = self._worked_out()
        self._longest = lru_cache(maxsize=100_000)(self._longest_from)

    def _worked_out(self) -> NDArray[np.uint8]:
        """Return the number of the outcome of every combination, shape (options of question 1, of question 2, ...)."""
        shape = tuple(len(options) for options in self._number)
        if np.prod(shape, dtype=np.int64) > MAX_COMBINATIONS or len(self._names) > MAX_OUTCOMES:
            raise TableError(
                f"{self.check.id}: more than {MAX_COMBINATIONS:,} combinations of options, or {MAX_OUTCOMES} outcomes"
            )
        table: NDArray[np.uint8] = np.zeros(shape, dtype=np.uint8)
        row_of = np.full(shape, _FREE, dtype=np.int16)
        for number, row in enumerate(self.check.rows):
            cells = np.ix_(*self._options_of(number))
            taken = row_of[cells]
            if (taken != _FREE).any():
                first = np.argwhere(taken != _FREE)[0]
                other = int(taken[tuple(first)])
                at = [options[i] for options, i in zip(self._options_of(number), first, strict=True)]
                raise TableError(f"{self.check.id}: rows {other + 1} and {number + 1} both hold for {self._named(at)}")
            row_of[cells] = number
            table[cells] = self._names.index(row.outcome)
        if (row_of == _FREE).any():
            raise TableError(f"{self.check.id}: no row holds for {self._named(np.argwhere(row_of == _FREE)[0])}")
        if unused := set(self._names) - {row.outcome for row in self.check.rows}:
            raise TableError(f"{self.check.id}: no row leads to {', '.join(sorted(unused))}")
        return table

    def _options_of(self, number: int) -> list[list[int]]:
        """Return the numbers of the options of each question that row `number` holds for."""
        row = self.check.rows[number]
        where = f"{self.check.id}, row {number + 1}"
        if unknown := set(row.when) - set(self._axis):
            raise TableError(f"{where}: there is no question {', '.join(sorted(unknown))}")
        if row.outcome not in self.check.outcomes:
            raise TableError(f"{where}: there is no outcome {row.outcome}")
        chosen = []
        for question, options in zip(self.check.questions, self._number, strict=True):
            named = row.options(question.id)
            if missing := set(named or ()) - set(options):
                raise TableError(f"{where}: question {question.id} has no option {', '.join(sorted(missing))}")
            chosen.append(sorted({options[name] for name in named}) if named else list(range(len(options))))
        return chosen

    def _named(self, combination: NDArray[np.intp] | list[int]) -> str:
        pairs = zip(self.check.questions, combination, strict=True)
        return ", ".join(f"{question.id}: {question.options[i].id}" for question, i in pairs)

    def question(self, question_id: str) -> Question:
        """Return the question `question_id`.

        Raises:
            KeyError: there is none.
        """
        return self.check.questions[self._axis[question_id]]

    def valid(self, answers: Mapping[str, object]) -> dict[str, str]:
        """Return those of `answers` that name a question and an option of it, or `UNKNOWN`; others are left out."""
        return {
            question.id: answer
            for question, options in zip(self.check.questions, self._number, strict=True)
            if isinstance(answer := answers.get(question.id), str) and (answer in options or answer == UNKNOWN)
        }

    def remaining(self, answers: Answers) -> list[str]:
        """Return the outcomes that `answers` leave possible, in the order of the file; one where all is said."""
        counts = np.bincount(self._left(answers).ravel(), minlength=len(self._names))
        return [self._names[i] for i in np.flatnonzero(counts)]

    def outcome(self, name: str) -> Outcome:
        """Return the outcome `name`.

        Raises:
            KeyError: there is none.
        """
        return self.check.outcomes[name]

    def next_question(self, answers: Answers) -> Question | None:
        """Return the first question that may still change the outcome; None where none that is not answered does."""
        left = self._left(answers)
        for axis, question in enumerate(self.check.questions):
            if question.id not in answers and (left.min(axis=axis) != left.max(axis=axis)).any():
                return question
        return None

    def assumed(self, answers: Answers) -> dict[str, str]:
        """Return what is assumed of the questions that `answers` do not answer."""
        return {
            question.id: one.option
            for question in self.check.questions
            if question.id not in answers
            for one in question.assume
            if one.fits(answers)
        }

    def most_questions_left(self, answers: Answers) -> int:
        """Return how many more questions `answers` can need, at worst."""
        return self._longest(frozenset(answers.items()))

    def _longest_from(self, answers: frozenset[tuple[str, str]]) -> int:
        question = self.next_question(dict(answers))
        if question is None:
            return 0
        return 1 + max(self._longest(answers | {(question.id, option.id)}) for option in question.options)

    def deciding(self, answers: Answers) -> dict[str, dict[str, str]]:
        """Return, for the first question answered with `UNKNOWN`, what each option of it would lead to.

        Outer keys: its id; inner keys: its options that lead to one outcome each. Empty where none is unknown.
        """
        for question in self.check.questions:
            if answers.get(question.id) == UNKNOWN:
                ends = {option.id: self.remaining({**answers, question.id: option.id}) for option in question.options}
                return {question.id: {option: names[0] for option, names in ends.items() if len(names) == 1}}
        return {}

    @cached_property
    def paths(self) -> list[dict[str, str]]:
        """The answers of every walk through the check that ends in one outcome, as the questions are asked."""
        found: list[dict[str, str]] = []
        open_walks: list[dict[str, str]] = [{}]
        while open_walks:
            walk = open_walks.pop()
            question = self.next_question(walk)
            if question is None:
                found.append(walk)
            else:
                open_walks += [{**walk, question.id: option.id} for option in reversed(question.options)]
        return found

    def _left(self, answers: Answers) -> NDArray[np.uint8]:
        index: list[slice] = []
        for question, options in zip(self.check.questions, self._number, strict=True):
            number = options.get(answers.get(question.id, UNKNOWN))
            index.append(slice(None) if number is None else slice(number, number + 1))
        return self._outcomes[tuple(index)]
