"""The right help first: danger, violence, exploitation, and trouble with the law."""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import StrEnum
from functools import cached_property
from typing import Self

from knowledge.checks.words import pattern_of, phrases
from knowledge.loading import PACKAGE, read_yaml
from knowledge.places.spelling import fold
from knowledge.rendering import format_partial_date
from knowledge.reply import CitedSource, Contact, Reply, ReplyKind, ReplyStatus
from knowledge.schema import LANGUAGES, Language, Localised, LocalisedList, Model, NonEmpty, PartialDate, Slug, Url

HELP = PACKAGE / "data" / "urgent_help.yml"
#: Shown at most; those of the country that the user is in come first.
MAX_CONTACTS = 5
#: Where somebody is who names no place, by language; a Dutch site's English readers are in the Netherlands.
_HOME: dict[Language, str] = {"nl": "NL", "de": "DE", "en": "NL"}


class Urgency(StrEnum):
    """What sort of help somebody needs, the most pressing first."""

    CRISIS = "crisis"
    VIOLENCE = "violence"
    EXPLOITATION = "exploitation"
    LEGAL_TROUBLE = "legal_trouble"


class _Source(Model):
    url: Url
    publisher: NonEmpty
    page_date: PartialDate | None
    read: PartialDate


class _Helper(Model):
    id: Slug
    country: str
    name: Localised | NonEmpty
    phone: str | None
    url: Url | None
    hours: Localised | None
    languages: tuple[str, ...] | None = None
    for_whom: Localised
    #: The entry of ours on the same body.
    entry: Slug | None
    source: _Source

    def card(self, language: Language) -> Contact:
        name = self.name if isinstance(self.name, str) else self.name[language]
        hours = self.hours[language] if self.hours else None
        return Contact(self.id, name, self.url, self.phone, None, None, hours, self.for_whom[language])


class _Kind(Model):
    title: Localised
    text: Localised
    signs: LocalisedList
    contacts: tuple[_Helper, ...]

    @cached_property
    def sign(self) -> re.Pattern[str]:
        return pattern_of(phrases(sign for code in LANGUAGES for sign in self.signs[code]))


class UrgentHelp:
    """Who helps in which need, from `urgent_help.yml`."""

    def __init__(self, kinds: dict[Urgency, _Kind]) -> None:
        self.kinds = kinds

    @classmethod
    def load(cls) -> Self:
        """Read the file.

        Raises:
            EntryError: it is no YAML.
            ValidationError: something of it has another shape.
        """
        data = read_yaml(HELP)
        return cls({urgency: _Kind.model_validate(data[urgency]) for urgency in Urgency})

    def sign_in(self, text: str) -> Urgency | None:
        """Return the need of which `text` holds a sign beyond doubt, the most pressing of several; None without any."""
        folded = fold(text).replace("’", "'")
        return next((urgency for urgency, kind in self.kinds.items() if kind.sign.search(folded)), None)

    def reply(self, urgency: Urgency, language: Language, countries: Collection[str] = ()) -> Reply:
        """Name who helps, those in `countries` first; without any, in the country where `language` is spoken."""
        kind, first = self.kinds[urgency], countries or {_HOME[language]}
        helpers: dict[str, _Helper] = {}
        for helper in sorted(kind.contacts, key=lambda helper: helper.country not in first):
            # 112 is one number, whichever country it is called from.
            helpers.setdefault(helper.phone or helper.id, helper)
        named = list(helpers.values())[:MAX_CONTACTS]
        return Reply(
            text=kind.text[language],
            kind=ReplyKind.HANDOVER,
            status=ReplyStatus.HANDOVER_URGENT,
            language=language,
            contacts=tuple(helper.card(language) for helper in named),
            sources=tuple(_cite(helper.source, language) for helper in named),
        )


def _cite(source: _Source, language: Language) -> CitedSource:
    as_of = format_partial_date(source.page_date or source.read, language)
    return CitedSource(source.publisher, "", source.url, as_of)
