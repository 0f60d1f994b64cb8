"""Which entries are right for a question, where the text of a result does not tell it by itself.

A question names the place in the documents that it is about, or a row of the coverage list. The list says what stands
where, and every entry says which of its rows it covers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from evaluation.counting import holds_all
from evaluation.questions import Question

#: A place that more rows share says too little about which of them is meant.
MAX_ROWS = 3


class Gold:
    """The coverage list, asked for the rows that a question is about."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """`rows`: those of `knowledge/sources/coverage.yml`."""
        self._rows = list(rows)

    def rows_of(self, question: Question) -> frozenset[str]:
        """Return the ids of the rows that `question` is about; none where that cannot be told.

        The row that it names; else rows of its place: those with one of its footnotes or, where it names none, those
        of its section. Where some of them hold all its facts, only these. Where more than `MAX_ROWS` are left, none.
        """
        if "row" in question.source:
            return frozenset({str(question.source["row"])})
        place = [row for row in self._rows if _is_at(row, question.source)]
        with_facts = [row for row in place if holds_all(_facts(row), question.must)]
        meant = with_facts or place
        return frozenset(row["id"] for row in meant) if len(meant) <= MAX_ROWS else frozenset()


def _is_at(row: Mapping[str, Any], source: Mapping[str, Any]) -> bool:
    at = row["source"]
    if at["document"] != source.get("document"):
        return False
    if source.get("footnote"):
        return bool(set(source["footnote"]) & set(at.get("footnote") or ()))
    section = str(source.get("section", ""))
    # A factsheet is named by its title, the row about it too: "5.2 EMEU".
    title = section.partition(" ")[2].casefold()
    return section in at["section"].split("; ") or (bool(title) and title in map(str.casefold, _names(row)))


def _names(row: Mapping[str, Any]) -> list[str]:
    return [*row["name"].values(), *(row.get("also_known_as") or ())]


def _facts(row: Mapping[str, Any]) -> str:
    return " ".join([*_names(row), *row["key_facts"]])
