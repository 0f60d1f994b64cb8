"""How the answers of a case are said back, as their buttons say them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from knowledge.checks.case import Case
from knowledge.checks.filling import Filler
from knowledge.checks.known import Known
from knowledge.checks.schema import UNKNOWN
from knowledge.checks.table import DecisionTable
from knowledge.phrases import phrase
from knowledge.schema import Entry, Language

PLACE = "place"


class Labels:
    """Names answers of the cases of all checks."""

    def __init__(
        self, tables: Mapping[str, DecisionTable], entries: Mapping[str, Entry], today: Callable[[], dt.date]
    ) -> None:
        self._tables = tables
        self._entries = entries
        self._today = today

    def said(self, case: Case, questions: Iterable[str], language: Language) -> str:
        """Return the answers of `case` to `questions`, in one line."""
        return "; ".join(self.label(case, question, language) for question in questions)

    def label(self, case: Case, question_id: str, language: Language) -> str:
        """Return the answer of `case` to a question, as its button says it."""
        answer = case.place if question_id == PLACE else Known(self._tables[case.check], case).whole.get(question_id)
        if answer is None or answer == UNKNOWN:
            return phrase("check_unknown", language)
        if question_id == PLACE:
            return answer
        options = self._tables[case.check].question(question_id).options
        label = next(option.label for option in options if option.id == answer)
        return Filler(self._entries, self._today()).fill(label, language)
