"""What a school adds of its own: its sites, whom each hands over to first, and which entries are its own.

`site.yml` in a local folder (see `local_folders`) names the contact, as the id of an entry or with its data, and each
site by what its page sends as `context.site`, with its contact alone or with settings beside it:

    contact: our-international-office        # on every site that this service answers for
    sites:
      alfa-college:                          # on this one alone
        name: {nl: Bureau Internationaal, de: Internationales Büro, en: International Office}
        email: international@alfa-college.example
      beta-college:
        contact: beta-office                 # or its data, as above
        origins: [https://www.beta-college.example]
        theme: euregio
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Discriminator, Field, Tag, ValidationError, field_validator, model_validator

from knowledge.contact_cards import contact_card
from knowledge.loading import SITE_FILE, EntryError, entry_paths, line_of, local_folders, read_yaml
from knowledge.origins import checked_origin
from knowledge.phrases import phrase
from knowledge.reply import CitedSource, Contact, Reply, ReplyKind
from knowledge.schema import Entry, Language, Localised, Model, NonEmpty, Slug, Url

#: In words what pydantic says in its own.
_WRONG = {
    "extra_forbidden": "no field has this name",
    "missing": "this is missing",
    "string_type": "this is no text; write it in quotes",
    "dict_type": "this is no list of fields",
    "model_type": "this is no list of fields",
    "tuple_type": "this is no list; write [https://www.school.example]",
    "literal_error": "this is none of nl, de and en",
    "string_too_short": "this is empty",
    "string_too_long": "this is too long",
}
_WRONG_PATTERN = {
    "<id>": "an id has small letters, digits and hyphens",
    "url": "an address of a page begins with https:// or http://",
    "email": "a mail address has an @ and no blanks",
    "theme": "a theme has small letters, digits and hyphens",
    "region": "a place is named in plain letters",
}
_WAYS = "give the id of an entry, or `name` in nl, de and en with url, email, phone or address"
_OPTIONS = "a site has contact, origins, theme, language and region"
#: The two ways to name an office, and the long way to write a site.
_ID, _OFFICE, _SITE = "<id>", "<office>", "<site>"


class Office(Model):
    """Whom to turn to, where no entry describes it."""

    name: Localised
    url: Url | None = None
    phone: NonEmpty | None = None
    email: Annotated[str, Field(pattern=r"^\S+@\S+$")] | None = None
    address: NonEmpty | None = None
    hours: Localised | None = None

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if not (self.url or self.phone or self.email or self.address):
            raise ValueError("it says nowhere how to reach the office")
        return self

    def card(self, language: Language) -> Contact:
        """Return what is needed to reach it."""
        hours = self.hours[language] if self.hours else None
        return Contact(
            "own-office", self.name[language], self.url, self.phone, self.email, self.address, hours, for_whom=None
        )


#: An id or an office; what is no text is meant as an office, so that a fault is told of the way that was meant.
Named = Annotated[
    Annotated[Slug, Tag(_ID)] | Annotated[Office, Tag(_OFFICE)],
    Discriminator(lambda value: _ID if isinstance(value, str) else _OFFICE),
]


class SiteOptions(Model):
    """What holds on one site alone."""

    contact: Named | None = None
    #: Whose pages may show the chat of this site, beside those that may show everything.
    origins: Annotated[tuple[Annotated[NonEmpty, AfterValidator(checked_origin)], ...], Field(max_length=20)] = ()
    #: What the chat has where the page's tag says nothing else.
    theme: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")] | None = None
    language: Language | None = None
    region: Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f/<>{}]+$")] | None = None


def _way(value: Any) -> str:
    if isinstance(value, str):
        return _ID
    return _SITE if isinstance(value, dict) and value.keys() & SiteOptions.model_fields.keys() else _OFFICE


#: A site is written as its contact alone, or with options; one that has any field of these is meant as such.
Sited = Annotated[
    Annotated[Slug, Tag(_ID)] | Annotated[Office, Tag(_OFFICE)] | Annotated[SiteOptions, Tag(_SITE)],
    Discriminator(_way),
]


class Site(Model):
    """The content of `site.yml`."""

    contact: Named | None = None
    sites: dict[NonEmpty, Sited] = {}

    def options(self) -> dict[str, SiteOptions]:
        """Return the options of each site, whichever way it is written."""
        return {
            name: site if isinstance(site, SiteOptions) else SiteOptions(contact=site)
            for name, site in self.sites.items()
        }

    @field_validator("sites", mode="before")
    @classmethod
    def _names(cls, sites: Any) -> Any:
        # YAML reads a name such as 2026 as a number.
        return {str(name): site for name, site in sites.items()} if isinstance(sites, dict) else sites


@dataclass(frozen=True)
class OwnSite:
    """What local folders add to replies and to sites."""

    #: Where `None` is the key: for every site.
    contacts: Mapping[str | None, str | Office]
    #: Ids of the entries that stand in local folders.
    entries: frozenset[str]
    #: By the name of the site, in small letters.
    sites: Mapping[str, SiteOptions] = field(default_factory=dict)

    @classmethod
    def load(cls, folders: Sequence[Path] | None = None) -> Self:
        """Read what is in the local `folders` (None: those that the environment names); a later one wins.

        Raises:
            KnowledgeError: a folder does not exist.
            EntryError: a `site.yml` is not valid.
        """
        contacts: dict[str | None, str | Office] = {}
        sites: dict[str, SiteOptions] = {}
        folders = local_folders() if folders is None else folders
        for path in (folder / SITE_FILE for folder in folders):
            if path.is_file():
                site = read_site(path)
                contacts |= {None: site.contact} if site.contact else {}
                sites |= {name.casefold(): options for name, options in site.options().items()}
        contacts |= {name: options.contact for name, options in sites.items() if options.contact}
        return cls(contacts, frozenset(path.stem for path in entry_paths(folders)), sites)

    def options(self, site: str | None) -> SiteOptions:
        """Return what holds on `site` alone; nothing where nobody named it."""
        return self.sites.get((site or "").casefold(), SiteOptions())

    @property
    def names(self) -> frozenset[str]:
        """The names of the sites that a `site.yml` knows, in small letters."""
        return frozenset(self.sites)

    def unknown(self, entries: Mapping[str, Entry]) -> list[str]:
        """Return the ids that a `site.yml` names and no entry has."""
        return sorted(one for one in set(self.contacts.values()) if isinstance(one, str) and one not in entries)

    def contact(self, site: str | None, entries: Mapping[str, Entry], language: Language) -> Contact | None:
        """Return whom to turn to first on `site`; None where nobody is named, or an id that no entry has."""
        named = self.contacts.get(site.casefold()) if site else None
        named = named or self.contacts.get(None)
        if isinstance(named, Office):
            return named.card(language)
        return contact_card(entries[named], language) if named and named in entries else None

    def mark_of(self, entries: Iterable[str | None], language: Language) -> list[CitedSource]:
        """Return the source that says that one of `entries` is the site's own; none where none is."""
        own = any(entry in self.entries for entry in entries)
        return [CitedSource(phrase("own_entry", language), "", None, "")] if own else []

    def mark(self, reply: Reply) -> Reply:
        """Return `reply`, the answer of an own entry marked as such, once."""
        marks = self.mark_of([reply.entry], reply.language) if reply.kind == ReplyKind.ANSWER else []
        return replace(reply, sources=tuple(dict.fromkeys((*marks, *reply.sources))))


def read_site(path: Path) -> Site:
    """Read one `site.yml`.

    Raises:
        EntryError: it is not valid; the message says what would be.
    """
    try:
        return Site.model_validate(read_yaml(path) or {})
    except ValidationError as error:
        told = error.errors()[0]
        place = [part for part in told["loc"] if part not in {_ID, _OFFICE, _SITE}]
        named = f"`{'.'.join(map(str, place))}`: " if place else ""
        wrong = _WRONG.get(told["type"]) or told["msg"].removeprefix("Value error, ")
        if told["type"] == "string_pattern_mismatch":
            wrong = _WRONG_PATTERN[str(told["loc"][-1])]
        ways = _OPTIONS if _SITE in told["loc"] and not {_ID, _OFFICE} & set(told["loc"]) else _WAYS
        problem = f"{named}{wrong}; {ways}"
        raise EntryError(path, line_of(read_yaml(path, with_lines=True), place), problem) from error


def site_files(folders: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """Return each `site.yml` of the local `folders` with when it was written, in ns, and its size in bytes."""
    found = {}
    for folder in folders:
        with contextlib.suppress(FileNotFoundError):
            state = (folder / SITE_FILE).stat()
            found[folder / SITE_FILE] = (state.st_mtime_ns, state.st_size)
    return found
