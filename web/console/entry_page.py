"""One entry as the console shows it: three languages side by side, and its versions on a line of time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import zip_longest
from textwrap import shorten
from typing import Any

from knowledge.assistant import Assistant
from knowledge.contact_cards import contact_card
from knowledge.schema import LANGUAGES, Entry, Language
from knowledge.units import SUMMARY
from web.console.differences import changed_points
from web.console.pages import text_of

NAME_CHARS = 80


def entry_page(assistant: Assistant, entry_id: str, language: Language, day: dt.date | None = None) -> dict[str, Any]:
    """Return what the page of an entry shows; sources, contacts and what changed are in `language`, texts in all.

    What holds is told for `day`, or today.

    Raises:
        UnknownEntry: there is no such entry.
    """
    views = {code: assistant.entry(entry_id, code, day) for code in LANGUAGES}
    shown, entries = views[language], assistant.entries
    contacts = [entries[contact] for contact in shown["contacts"] if contact in entries]
    cards = [asdict(contact_card(contact, language)) for contact in contacts]
    return {
        **shown,
        "titles": {code: view["title"] for code, view in views.items()},
        "holds_today": _side_by_side(views[code]["holds_today"] for code in LANGUAGES),
        "versions": [
            {
                **versions[LANGUAGES.index(language)],
                "summaries": _texts(versions, "summary"),
                "points": _side_by_side(version["points"] for version in versions),
                "number": len(shown["versions"]) - place,
                "before": older and {"as_of": older["as_of"], "changed": changed_points(older, newer)},
            }
            for place, (versions, newer, older) in enumerate(
                zip_longest(
                    zip(*(views[code]["versions"] for code in LANGUAGES), strict=False),
                    shown["versions"],
                    shown["versions"][1:],
                )
            )
        ],
        "names": _names(entries[entry_id], language, shown),
        "contacts": [shown["contact"], *cards] if shown["contact"] else cards,
        "related": [(other, entries[other].title[language]) for other in shown["see_also"] if other in entries],
    }


def _side_by_side(lists: Iterable[Sequence[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the points of an entry, which stand in the same order in each language, with their texts in all."""
    return [
        {**same[0], "texts": _texts(same, "text"), "olders": _texts([one.get("older") or {} for one in same], "text")}
        for same in zip(*lists, strict=False)
    ]


def _names(entry: Entry, language: Language, shown: dict[str, Any]) -> dict[str, str]:
    """Return what each point is called: by the first question that it answers, else by how its text begins."""
    names = {SUMMARY: text_of("summary", language)}
    for point in (point for version in entry.versions for point in version.points):
        if point.questions[language]:
            names.setdefault(point.id, point.questions[language][0])
    texts = [(one["point"], one["text"]) for one in shown["holds_today"]]
    texts += [(one["id"], one["text"]) for version in shown["versions"] for one in version["points"]]
    for point_id, text in texts:
        names.setdefault(point_id, shorten(text, NAME_CHARS, placeholder=" …"))
    return names


def _texts(same: Sequence[dict[str, Any]], name: str) -> dict[str, str | None]:
    return {code: one.get(name) for code, one in zip(LANGUAGES, same, strict=True)}
