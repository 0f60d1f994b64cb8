"""`grenswijzer knowledge changes`: what changed since a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from knowledge.citations import SourceRows
from knowledge.cli.editors.common import (
    AsJson,
    LangOption,
    console,
    day_from,
    end,
    errors_told,
    language_from,
    one_of,
    print_json,
    today,
)
from knowledge.cli.editors.reading import read_with_progress
from knowledge.cli.filters import TopicOption
from knowledge.editing.changes import Change, Changes, What, changes_view, find_changes
from knowledge.rendering import format_partial_date
from knowledge.schema import Language, Topic

EPILOG = "Example: grenswijzer knowledge changes --since 2025-01-01 --topic permit --lang en"


def changes(
    since: Annotated[str, typer.Option(help="The day to compare with today, e.g. 2025-01-01.")],
    lang: LangOption = "en",
    topic: TopicOption = None,
    as_json: AsJson = False,
) -> None:
    """Show which rules are others today than on a day, the newest change first, with both texts.

    It follows the dates that the versions give (`valid_from`, else the date of the source), not the history of the
    files: for what an edit of yours changed, see `diff`.
    """
    day, language, now = day_from(since, "--since"), language_from(lang), today()
    subject = Topic(one_of(topic, "--topic", Topic)) if topic else None
    if day > now:
        raise end(f"--since {since} lies in the future: name a day before {now}.", 2)
    with errors_told():
        entries = [filed.entry for filed in read_with_progress().values()]
        found = find_changes(entries, day, now, language, subject)
        if as_json:
            print_json(changes_view(found, SourceRows.load(), language))
            return
    for change in found.changes:
        console.print(_shown(change, language))
    for line in _summed_up(found):
        console.print(line)


def _summed_up(found: Changes) -> Iterator[str]:
    since = found.since
    if since == found.until:
        yield f"{since} is today: name an earlier day to compare with."
        return
    yield f"{_answers(len(found.changes), 'differs', 'differ')} between {since} and {found.until}."
    if found.not_comparable:
        yield (
            f"{_answers(found.not_comparable, 'rests', 'rest')} on sources later than {since} alone: what held before "
            "is not known."
        )
    if found.unchecked:
        yield (
            f"{_answers(found.unchecked, 'reads', 'read')} as before, but had to be checked again since then, and may "
            "have changed: see `grenswijzer knowledge stale`."
        )


def _answers(count: int, one: str, several: str) -> str:
    return f"1 answer {one}" if count == 1 else f"{count or 'No'} answers {several}"


def _shown(change: Change, language: Language) -> Group:
    heading = Text.assemble(
        (f"{change.entry.id}#{change.point}", "bold"), f"  {change.entry.title[language]}  ", (_when(change), "cyan")
    )
    lines = [heading]
    if change.before:
        lines.append(Text(f"- {change.before.as_of}: {change.before.text[language]}", "red"))
    if change.after and change.what != What.ENDED:
        lines.append(Text(f"+ {change.after.as_of}: {change.after.text[language]}", "green"))
    return Group(lines[0], *(Padding(line, (0, 0, 0, 2)) for line in lines[1:]), "")


def _when(change: Change) -> str:
    """Say since when, in the commands' English: a source's own date, which may be a mere year, is no day."""
    if change.what == What.ENDED:
        return f"ended on {_day(change.day - dt.timedelta(days=1))}"
    if change.exact:
        return f"{'began on' if change.what == What.BEGAN else 'since'} {_day(change.day)}"
    return f"by our source of {format_partial_date(change.after.as_of, 'en')}" if change.after else ""


def _day(day: dt.date) -> str:
    return format_partial_date(day.isoformat(), "en")
