"""Explanations of a search in words, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from knowledge.explaining import Matched, PassedOver, Reason, RunnerUp, Why

#: How many reasons are told against a result, and for it.
MAX_LOST = 3
MAX_DESPITE = 2
_RULES = {
    "filter": "your filters leave it out",
    "day": "nothing is told of it on that day",
    "status": "it has another status",
}
#: Measures in words; one that is not among them is told by its own name.
_SHARES = {
    "votes of near passages": "of the votes of the nearest passages",
    "votes for the entry": "of the votes of the nearest passages for its whole entry",
    "words held": "of the words held in the language asked",
    "words held in any language": "of the words held",
    "words the entry holds": "of the words held by its entry in the language asked",
    "words the entry holds in any language": "of the words held by its entry",
}
_GROUPS = {
    "meaning": "its meaning",
    "wording": "its wording",
    "both arms": "its meaning and wording together",
    "votes": "the votes of the nearest passages",
    "words": "the words it holds",
    "entry": "the rest of its entry",
    "summary": "whether it is a summary",
    "other": "something else",
}
_COUNTS = {"units of the entry among the best": "points of its entry among the best 30"}
_MEASURES = {
    "fused": "meaning and wording together",
    "dense question": "meaning of a stored question",
    "dense text": "meaning of the text",
    "dense title": "meaning of the title",
    "lexical question": "wording of a stored question",
    "lexical text": "wording of the text",
    "lexical title": "wording of the title",
}


def told_reason(reason: Reason) -> str:
    """Return one reason with both figures, the runner-up's first."""
    measure = reason.measure
    if measure == "is a summary":
        return "is a summary" if reason.its else "is no summary"
    if measure in _SHARES:
        return f"{reason.its:.0%} against {reason.above:.0%} {_SHARES[measure]}"
    if measure in _COUNTS:
        return f"{reason.its:.0f} against {reason.above:.0f} {_COUNTS[measure]}"
    column = measure.removeprefix("entry's best ")
    of_entry = "" if column == measure else "best of its entry: "
    return f"{of_entry}{_MEASURES.get(column, column)} {reason.its:.2f} against {reason.above:.2f}"


def why_it_lost(runner_up: RunnerUp) -> str:
    """Return in one sentence why a result is not higher."""
    if runner_up.passed_over:
        return f"{told_passed_over(runner_up.passed_over)}; what is told instead fits less"
    lost = [told_reason(reason) for reason in runner_up.lost[:MAX_LOST]]
    lost += _quoted("lacks", runner_up.lacks)
    despite = [told_reason(reason) for reason in runner_up.despite[:MAX_DESPITE]]
    despite += _quoted("has", runner_up.has)
    if not lost:
        lost = [
            f"the learnt ranking weighs {_GROUPS[next(iter(runner_up.pulls))]} against it, though no figure is worse"
        ]
    return ", ".join(lost) + (f"; although {', '.join(despite)}" if despite else "")


def told_passed_over(one: PassedOver) -> str:
    """Return why a unit that scored more is no result."""
    return f"{one.key} scored {one.score:.3f}, but {_RULES[one.rule]}"


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


def _quoted(verb: str, words: tuple[str, ...]) -> Iterator[str]:
    if words:
        yield f"{verb} {' '.join(f'“{word}”' for word in words)}"
