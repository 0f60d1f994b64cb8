"""What is known of a case: what was said of it, what is assumed, and which outcomes that leaves."""

from __future__ import annotations

from functools import cached_property

from knowledge.checks.case import Case
from knowledge.checks.schema import Outcome
from knowledge.checks.table import DecisionTable


class Known:
    """What is known of one case."""

    def __init__(self, table: DecisionTable, case: Case) -> None:
        """`table`: of the check of `case`."""
        self._table = table
        self._case = case

    @cached_property
    def assumed(self) -> dict[str, str]:
        """What is assumed of it, which nobody said."""
        assumed = self._table.assumed(self._case.answers)
        return {question: option for question, option in assumed.items() if question not in self._case.doubted}

    @cached_property
    def whole(self) -> dict[str, str]:
        """What was said and what is assumed."""
        return {**self._case.answers, **self.assumed}

    @cached_property
    def outcomes(self) -> list[Outcome]:
        """The outcomes that are left."""
        return [self._table.outcome(name) for name in self._table.remaining(self.whole)]

    @cached_property
    def rests_on(self) -> list[str]:
        """The questions whose assumed answer the outcome rests on."""
        return [
            question
            for question in self.assumed
            if self._table.next_question({key: option for key, option in self.whole.items() if key != question})
        ]
