"""Explanations of a search in words, for the terminal."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from knowledge.explaining import Matched, RunnerUp, Why
from knowledge.reasons import told_passed_over, why_it_lost


def explain(table: Table, why: Why, runner_up: RunnerUp | None, point: str) -> None:
    """Add the rows that tell why a result was found; `point`: what is told of its entry."""
    for one in why.passed_over:
        table.add_row("passed over", Text(told_passed_over(one)))
    table.add_row("arms", _arms(why.arms))
    table.add_row("matched", _matched(why.matched))
    if why.matched.point != point:
        table.add_row("told", f"its {point} instead of {why.matched.point}: the question is no more than its name")
    table.add_row("words", Text(", ".join(why.words) or "-"))
    if why.compound_parts:
        table.add_row("parts", Text(", ".join(f"{word} > {part}" for word, part in why.compound_parts)))
    if why.mended:
        table.add_row("typos", Text(", ".join(f"{word} > {known}" for word, known in why.mended)))
    if runner_up:
        table.add_row("runner-up", f"{runner_up.key}, score {runner_up.score:.3f}")
        table.add_row("", _matched(runner_up.matched))
        table.add_row("it lost", Text(why_it_lost(runner_up)))


def _matched(matched: Matched) -> Text:
    return Text(f"[{matched.language} {matched.kind}] {matched.text}")


def _arms(arms: dict[str, float]) -> str:
    return ", ".join(f"{name} {score:.2f}" for name, score in arms.items())
