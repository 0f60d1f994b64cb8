"""Count the outcomes into the report, as plain data for JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from evaluation.arithmetic import mean_reciprocal_rank, percentile, rate_of
from evaluation.counting import MAX_WORDS
from evaluation.memory import Process
from evaluation.outcomes import Answered, Continued, Declined, Retrieved

_T = TypeVar("_T")
#: The group of everything.
ALL = "all"

Groups = Mapping[str, Callable[[_T], str]]


@dataclass
class Measured:
    """Everything that was measured; what was left out is empty."""

    answered: list[Answered] = field(default_factory=list)
    retrieved: list[Retrieved] = field(default_factory=list)
    declined: list[Declined] = field(default_factory=list)
    continued: list[Continued] = field(default_factory=list)
    #: Milliseconds of answered turns, several at a time.
    parallel: list[float] = field(default_factory=list)
    #: Median milliseconds by turn of one conversation.
    by_depth: dict[int, float] = field(default_factory=dict)
    processes: list[Process] = field(default_factory=list)
    #: How often the stack refused because of its limits (429), or because it was busy (503).
    limited: int = 0
    busy: int = 0


def counted(measured: Measured) -> dict[str, Any]:
    """Return every figure of the report; a part that was not measured is left out."""
    parts = {
        "answers": _answers(measured.answered),
        "retrieval": _retrieval(measured.retrieved),
        "out_of_scope": _out_of_scope(measured.declined),
        "dialogues": _dialogues(measured.continued),
        "length": _length(measured.answered),
        "latency_ms": _latency(measured),
        "memory_mib": _memory(measured.processes),
    }
    figures = {name: part for name, part in parts.items() if part}
    return {**figures, "refused": {"too_many_requests": measured.limited, "busy": measured.busy}}


def cases(measured: Measured) -> dict[str, Any]:
    """Return every case with what came of it."""
    return {
        "answers": [one.to_json() for one in measured.answered],
        "retrieval": [one.to_json() for one in measured.retrieved],
        "out_of_scope": [one.to_json() for one in measured.declined],
        "dialogues": [one.to_json() for one in measured.continued],
    }


def _grouped(items: Sequence[_T], groups: Groups[_T], count: Callable[[Sequence[_T]], Any]) -> dict[str, Any]:
    """Return what `count` makes of all items, and of those of each group: {by: {group: …}}."""
    if not items:
        return {}
    found: dict[str, Any] = {ALL: count(items)}
    for by, group_of in groups.items():
        names = sorted({group_of(item) for item in items})
        found[by] = {name: count([item for item in items if group_of(item) == name]) for name in names}
    return found


def _answers(answered: Sequence[Answered]) -> dict[str, Any]:
    groups: Groups[Answered] = {
        "language": lambda one: one.question.language,
        "style": lambda one: one.question.style,
        "topic": lambda one: one.question.topic_group,
    }
    return _grouped(
        answered,
        groups,
        lambda some: {
            "right": rate_of([one.right for one in some]).to_json(),
            "clarified": rate_of([one.clarified for one in some]).to_json(),
            "no_reply": sum(not one.messages for one in some),
        },
    )


def _retrieval(retrieved: Sequence[Retrieved]) -> dict[str, Any]:
    groups: Groups[Retrieved] = {
        "language": lambda one: one.question.language,
        "pair": lambda one: f"{one.question.language}-{one.matched_language or 'none'}",
        "style": lambda one: one.question.style,
        "topic": lambda one: one.question.topic_group,
    }
    return _grouped(retrieved, groups, _ranks)


def _ranks(retrieved: Sequence[Retrieved]) -> dict[str, Any]:
    mean = mean_reciprocal_rank([one.rank for one in retrieved])
    return {
        "hit@1": rate_of([one.within(1) for one in retrieved]).to_json(),
        "hit@5": rate_of([one.within(5) for one in retrieved]).to_json(),
        "mrr": None if mean is None else round(mean, 4),
    }


def _out_of_scope(declined: Sequence[Declined]) -> dict[str, Any]:
    groups: Groups[Declined] = {
        "language": lambda one: one.message.language,
        "kind": lambda one: one.message.kind,
        "kind_and_language": lambda one: f"{one.message.kind} {one.message.language}",
    }
    return _grouped(declined, groups, lambda some: {"false": rate_of([one.false for one in some]).to_json()})


def _dialogues(continued: Sequence[Continued]) -> dict[str, Any]:
    if not continued:
        return {}
    groups: Groups[Continued] = {
        "language": lambda one: one.dialogue.language,
        "expected": lambda one: one.expected.kind,
    }
    whole: dict[str, bool] = {}
    for turn in continued:
        whole[turn.dialogue.id] = whole.get(turn.dialogue.id, True) and turn.passed
    turns = _grouped(continued, groups, lambda some: {"passed": rate_of([one.passed for one in some]).to_json()})
    return {"turns": turns, "whole_dialogues": rate_of(list(whole.values())).to_json()}


def _length(answered: Sequence[Answered]) -> dict[str, Any]:
    lengths = [one.words for one in answered if one.answered]
    if not lengths:
        return {}
    return {
        "answers": len(lengths),
        "median_words": percentile(lengths, 0.5),
        "p95_words": percentile(lengths, 0.95),
        f"over_{MAX_WORDS}_words": rate_of([length > MAX_WORDS for length in lengths]).to_json(),
    }


def _latency(measured: Measured) -> dict[str, Any]:
    alone = [one.milliseconds for one in measured.answered if one.answered]
    figures = {"one_at_a_time": _times(alone), "eight_in_parallel": _times(measured.parallel)}
    found: dict[str, Any] = {name: times for name, times in figures.items() if times}
    if measured.by_depth:
        found["at_turn"] = {str(depth): round(time, 1) for depth, time in measured.by_depth.items()}
    return found


def _times(milliseconds: Sequence[float]) -> dict[str, Any]:
    median, p95 = percentile(milliseconds, 0.5), percentile(milliseconds, 0.95)
    if median is None or p95 is None:
        return {}
    return {"turns": len(milliseconds), "p50": round(median, 1), "p95": round(p95, 1)}


def _memory(processes: Sequence[Process]) -> dict[str, Any]:
    if not processes:
        return {}
    return {
        "processes": [process.to_json() for process in processes],
        "together": round(sum(process.rss_mib for process in processes), 1),
        "own": round(sum(process.own_mib for process in processes), 1),
    }
