"""How the values of counters are called on the page, in its language."""

from __future__ import annotations

import datetime as dt

from babel.dates import format_skeleton

from knowledge.assistant import Assistant
from knowledge.rendering import LOCALES
from knowledge.schema import Language
from web.console.editors.figures import Aspect
from web.console.pages import texts

_SITES = {"": "site_none", "other": "site_other", "plain": "site_plain"}


def name_of(aspect: Aspect, value: str, language: Language, assistant: Assistant) -> str:
    """Return how `value` of `aspect` is called; what has no name, such as a deleted entry, keeps its own."""
    words = texts(language)
    if aspect == "entry":
        entry = assistant.entries.get(value)
        return str(entry.title[language]) if entry else value
    if aspect == "site":
        return words[_SITES[value]] if value in _SITES else value
    prefix = "reply" if aspect == "status" else aspect
    return words.get(f"{prefix}_{value}", value)


def short_day(day: dt.date, language: Language) -> str:
    """Write a day as briefly as it is read."""
    return str(format_skeleton("MMMd", day, locale=LOCALES[language]))
