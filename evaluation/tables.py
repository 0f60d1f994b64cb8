"""The report as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from evaluation.outcomes import Answered, Continued, Declined
from evaluation.report import ALL, Measured

Figures = Mapping[str, Any]


def _share(rate: Figures | None) -> str:
    """Write a rate as "83% 74-90%": the share and its 95 % interval."""
    if not rate or rate["rate"] is None:
        return "-"
    return f"{rate['rate']:4.0%} {rate['low']:.0%}-{rate['high']:.0%}".replace("%-", "-")


def _rate(rate: Figures | None) -> str:
    """Write a rate as "83% 74-90% 25/30": share, interval, cases."""
    if not rate or rate["rate"] is None:
        return "-"
    return f"{_share(rate).strip()} {rate['count']}/{rate['of']}"


def _table(title: str, columns: Iterable[str]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", header_style="dim", box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, no_wrap=True)
    return table


def show(console: Console, figures: Figures) -> None:
    """Print every part that was measured."""
    console.print("\nShares are followed by their 95 % interval.\n")
    if "answers" in figures or "retrieval" in figures:
        console.print(_quality(figures.get("answers", {}), figures.get("retrieval", {})), "")
    if "retrieval" in figures:
        console.print(_pairs(figures["retrieval"]), "")
    if "out_of_scope" in figures:
        console.print(_false_answers(figures["out_of_scope"]), "")
    if "dialogues" in figures:
        console.print(_dialogues(figures["dialogues"]), "")
    console.print(_rest(figures))


def _quality(answers: Figures, retrieval: Figures) -> Table:
    table = _table("Questions", ("", "n", "right", "clarified", "hit@1", "hit@5", "MRR"))
    groups = [(ALL, answers.get(ALL, {}), retrieval.get(ALL, {}))]
    for by in ("language", "style", "topic"):
        ours, theirs = answers.get(by, {}), retrieval.get(by, {})
        groups += [(f"{by} {name}", ours.get(name, {}), theirs.get(name, {})) for name in {**ours, **theirs}]
    for name, ours, theirs in groups:
        mrr = theirs.get("mrr")
        table.add_row(
            name,
            str((ours.get("right") or theirs["hit@1"])["of"]),
            *(_share(ours.get(rate)) for rate in ("right", "clarified")),
            *(_share(theirs.get(rate)) for rate in ("hit@1", "hit@5")),
            "-" if mrr is None else f"{mrr:.2f}",
        )
    return table


def _pairs(retrieval: Figures) -> Table:
    table = _table("Language asked - found in", ("", "hit@1", "hit@5", "MRR"))
    for pair, ranks in retrieval["pair"].items():
        table.add_row(pair, _rate(ranks["hit@1"]), _rate(ranks["hit@5"]), f"{ranks['mrr']:.3f}")
    return table


def _false_answers(declined: Figures) -> Table:
    languages = list(declined["language"])
    table = _table("False answers to messages out of scope", ("", *languages, ALL))
    for kind, of_kind in declined["kind"].items():
        cells = (declined["kind_and_language"].get(f"{kind} {language}", {}) for language in languages)
        table.add_row(kind, *(_rate(cell.get("false")) for cell in cells), _rate(of_kind["false"]))
    totals = (declined["language"][language]["false"] for language in languages)
    table.add_row(ALL, *map(_rate, totals), _rate(declined[ALL]["false"]))
    return table


def _dialogues(dialogues: Figures) -> Table:
    table = _table("Dialogue turns passed", ("", "passed"))
    turns = dialogues["turns"]
    table.add_row(ALL, _rate(turns[ALL]["passed"]))
    for by in ("language", "expected"):
        for name, figures in turns[by].items():
            table.add_row(f"{by} {name}", _rate(figures["passed"]))
    table.add_row("whole dialogues", _rate(dialogues["whole_dialogues"]))
    return table


def _rest(figures: Figures) -> Table:
    table = _table("Length, time, memory", ("", ""))
    if length := figures.get("length"):
        over = next(value for name, value in length.items() if name.startswith("over_"))
        table.add_row("answers", f"median {length['median_words']:.0f} words, p95 {length['p95_words']:.0f}")
        table.add_row("over 120 words", _rate(over))
    latency = figures.get("latency_ms", {})
    for name in ("one_at_a_time", "eight_in_parallel"):
        if times := latency.get(name):
            table.add_row(
                name.replace("_", " "),
                f"p50 {times['p50']:.0f} ms, p95 {times['p95']:.0f} ms, {times['turns']} turns",
            )
    if by_turn := latency.get("at_turn"):
        told = ", ".join(f"turn {turn}: {milliseconds:.0f} ms" for turn, milliseconds in by_turn.items())
        table.add_row("one conversation", told)
    if memory := figures.get("memory_mib"):
        each = ", ".join(f"{one['name']} {one['rss_mib']:.0f}" for one in memory["processes"])
        table.add_row("memory (RSS)", f"{memory['together']:.0f} MiB together: {each}")
        table.add_row("of which their own", f"{memory['own']:.0f} MiB; the rest is mapped from files")
    refused = figures["refused"]
    table.add_row("waited for the stack", f"{refused['too_many_requests']} times 429, {refused['busy']} times 503")
    return table


def show_wrong(console: Console, measured: Measured) -> None:
    """Print every case that counts against the bot, with what it said."""
    wrong: list[Answered | Declined | Continued] = [one for one in measured.answered if not one.right]
    wrong += [one for one in measured.declined if one.false]
    wrong += [one for one in measured.continued if not one.passed]
    for one in wrong:
        case = one.to_json()
        got = f"{case['kind']} in {case['language']} ({case['status']}, {case['entry'] or 'no entry'})"
        lines = (f"{case['id']} {case.get('question') or case['text']}", f"  {_wanted(one)}; got {got}")
        for line in ("", *lines):
            console.print(line, markup=False, highlight=False, soft_wrap=True)
        console.print(f"  {case['told']}", markup=False, highlight=False, soft_wrap=True, style="dim")


def _wanted(one: Answered | Declined | Continued) -> str:
    """Say what would have been right."""
    if isinstance(one, Declined):
        return f"out of scope ({one.message.kind})"
    expected = one.question if isinstance(one, Answered) else one.expected
    facts = " + ".join(" / ".join(group[:3]) + (" / …" if len(group) > 3 else "") for group in expected.must)
    kind = f"answer in {one.question.language}" if isinstance(one, Answered) else one.expected.kind
    return f"wanted {kind}" + (f" with {facts}" if facts else "")
