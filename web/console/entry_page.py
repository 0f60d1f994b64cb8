"""One entry as the console shows it: three languages side by side, and its versions on a line of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from knowledge.assistant import Assistant
from knowledge.contact_cards import contact_card
from knowledge.schema import LANGUAGES, Language


def entry_page(assistant: Assistant, entry_id: str, language: Language) -> dict[str, Any]:
    """Return what the page of an entry shows; sources and contacts are in `language`, texts in all.

    Raises:
        UnknownEntry: there is no such entry.
    """
    views = {code: assistant.entry(entry_id, code) for code in LANGUAGES}
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
            }
            for versions in zip(*(views[code]["versions"] for code in LANGUAGES), strict=False)
        ],
        "contacts": [shown["contact"], *cards] if shown["contact"] else cards,
        "related": [(other, entries[other].title[language]) for other in shown["see_also"] if other in entries],
    }


def _side_by_side(lists: Iterable[Sequence[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the points of an entry, which stand in the same order in each language, with their texts in all."""
    return [
        {**same[0], "texts": _texts(same, "text"), "olders": _texts([one.get("older") or {} for one in same], "text")}
        for same in zip(*lists, strict=False)
    ]


def _texts(same: Sequence[dict[str, Any]], name: str) -> dict[str, str | None]:
    return {code: one.get(name) for code, one in zip(LANGUAGES, same, strict=True)}
