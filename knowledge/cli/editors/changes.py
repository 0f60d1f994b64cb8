"""`grenswijzer knowledge changes`: what changed since a day."""

from __future__ import annotations

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
from knowledge.editing.changes import Change, What, changes_view, find_changes
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
    console.print(
        f"{len(found.changes)} answers differ between {day} and {now}. {found.not_comparable} more rest on sources "
        f"later than {day} alone: whether they changed is not known."
    )


def _shown(change: Change, language: Language) -> Group:
    day = format_partial_date(change.day.isoformat(), language)
    when = {What.CHANGED: "since", What.BEGAN: "began on", What.ENDED: "ended before"}[change.what]
    if not change.exact:
        when = "changed by the date of the source,"
    heading = Text.assemble(
        (f"{change.entry.id}#{change.point}", "bold"), f"  {change.entry.title[language]}  ", (f"{when} {day}", "cyan")
    )
    lines = [heading]
    if change.before:
        lines.append(Text(f"- {change.before.as_of}: {change.before.text[language]}", "red"))
    if change.after and change.what != What.ENDED:
        lines.append(Text(f"+ {change.after.as_of}: {change.after.text[language]}", "green"))
    return Group(lines[0], *(Padding(line, (0, 0, 0, 2)) for line in lines[1:]), "")
